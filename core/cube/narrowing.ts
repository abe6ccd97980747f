/** How samples that float32 cannot hold are kept: value = offset + scale * sample. Reversible to the precision of float32. */
export interface Narrowing {
  readonly scale: number;
  readonly offset: number;
  /** Unit of the values in the file. */
  readonly unit: string;
}

/** What float32 does to the values of a cube. */
export interface NarrowingAdvice {
  /** Absent where no scale and offset help, or none is needed. */
  readonly narrowing?: Narrowing;
  /** What is said of it, in one line; absent where float32 holds the values. */
  readonly note?: string;
}

const LARGEST = 3.4028234663852886e38;
const SMALLEST = 1.1754943508222875e-38;
/** Spacing of float32 numbers from 1 on. */
const SPACING = 2 ** -23;
/** Values that differ in fewer steps of float32 than these have lost what they say. */
const FEWEST_STEPS = 256;

const power = (exponent: number): number => Number(`1e${Math.min(300, Math.max(-300, exponent))}`);
const short = (value: number): string => `${Number(value.toPrecision(3))}`;

/** The largest multiple of 10^exponent that is not above `value`. */
function floorTo(value: number, exponent: number): number {
  const step = power(Math.abs(exponent));
  return exponent < 0 ? Math.floor(value * step) / step : Math.floor(value / step) * step;
}

/**
 * Looks at values of a cube in float64 (a sample of them; NaN for missing ones): whether float32 holds them, and if not, which scale and offset
 * help. Only powers of ten scale, so that they can stand in a unit.
 */
export function adviseNarrowing(values: Float64Array, unit: string): NarrowingAdvice {
  const known = values.filter(Number.isFinite);
  if (known.length === 0) return {};
  const [low, high] = known.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [known[0], known[0]]);
  const largest = Math.max(-low, high);
  const spread = high - low;
  // Beyond float32 its step means nothing.
  const fine = spread > 0 && spread < FEWEST_STEPS * SPACING * largest;
  const offset = fine ? floorTo(low, Math.ceil(Math.log10(spread))) : 0;
  const sizes = known
    .map(v => Math.abs(v - offset))
    .filter(v => v > 0)
    .sort();
  if (sizes.length === 0) return {};
  const typical = sizes[sizes.length >> 1];
  const most = sizes[sizes.length - 1];
  const outside = most > LARGEST || typical < SMALLEST;
  const exponent = Math.floor(Math.log10(typical));
  const scale = outside && most / power(exponent) <= LARGEST ? power(exponent) : 1;
  const why = fine
    ? `the values differ by ${short(spread)} around ${short(low)}, where float32 resolves ${short(SPACING * largest)}`
    : `the values are about ${short(typical)}, up to ${short(most)}, and float32 holds ${short(SMALLEST)} to ${short(LARGEST)}`;
  if (offset === 0 && scale === 1) return outside ? { note: `${why}: samples beyond count as missing, and no scale helps` } : {};
  const done = [
    offset !== 0 && `${offset} is subtracted from every sample`,
    scale !== 1 && `every sample is divided by ${scale}`,
  ];
  const note = `${why}: ${done.filter(Boolean).join(', and ')}; spectra.csv has the file's own values`;
  return { narrowing: { scale, offset, unit }, note };
}

/** The unit of narrowed samples: `10**300 Jy`, `Jy - 1000000`. */
export function narrowedUnit({ scale, offset, unit }: Narrowing): string {
  const scaled = scale === 1 ? unit : `10**${Math.round(Math.log10(scale))} ${unit}`.trim();
  return offset === 0 ? scaled : `${scaled || 'value'} ${offset < 0 ? '+' : '-'} ${Math.abs(offset / scale)}`;
}

/** Narrowed values as the file has them; with `difference` (deviations, errors) without the offset. */
export const restored = (values: ArrayLike<number>, { scale, offset }: Narrowing, difference = false): Float64Array =>
  Float64Array.from(values, value => value * scale + (difference ? 0 : offset));
