import { bandStarts, scaledAxis } from './bands.js';
import { InputError } from './errors.js';
import type { SpectralAxis, SpectralKind } from './types.js';
import { displayUnit, requireUnitFactor, unitFactor } from './units.js';

/** Bin edges further apart than this fraction of a bin make two axes different. */
const MATCH_TOLERANCE = 0.1;

/** Every kind of spectral axis, by the name people read. */
export const SPECTRAL_KINDS: Readonly<Record<SpectralKind, string>> = {
  'wavelength-air': 'Wavelength in air',
  'wavelength-vacuum': 'Wavelength in vacuum',
  wavelength: 'Wavelength',
  energy: 'Energy',
  frequency: 'Frequency',
  velocity: 'Velocity',
  'raman-shift': 'Raman shift',
  wavenumber: 'Wavenumber',
  'faraday-depth': 'Faraday depth',
  other: 'Axis',
  channel: 'Band',
};

function checked(
  kind: SpectralKind,
  unit: string,
  values: Float64Array,
  edges: Float64Array,
  names?: readonly string[],
): SpectralAxis {
  const up = edges[edges.length - 1] > edges[0];
  for (let i = 1; i < edges.length; i++) {
    if (!(up ? edges[i] > edges[i - 1] : edges[i] < edges[i - 1])) {
      throw new InputError('the spectral axis is not monotonic', {
        where: `band ${i - 1}`,
        why: `edges ${edges[i - 1]}, ${edges[i]} ${unit}`.trim(),
      });
    }
  }
  if (!Number.isFinite(edges[0]) || !Number.isFinite(edges[edges.length - 1])) {
    throw new InputError('the spectral axis is not finite', { why: `it runs from ${edges[0]} to ${edges[edges.length - 1]}` });
  }
  if (names && names.length !== values.length) {
    throw new InputError('the band names do not fit the axis', { why: `${names.length} names for ${values.length} bands` });
  }
  return names ? { kind, unit, values, edges, names } : { kind, unit, values, edges };
}

/** Axis whose band i is centred on first + i * step (step of either sign). Throws InputError when it is not finite and monotonic. */
export function linearAxis(kind: SpectralKind, unit: string, first: number, step: number, bands: number): SpectralAxis {
  const at = (i: number): number => first + i * step;
  return checked(
    kind,
    unit,
    Float64Array.from({ length: bands }, (_, i) => at(i)),
    Float64Array.from({ length: bands + 1 }, (_, i) => at(i - 0.5)),
  );
}

/**
 * Logarithmic axis of FITS WCS paper III (CTYPE `xxxx-LOG`): band i is centred on reference * exp((i - referenceBand) * step / reference),
 * where `step` is the bin width at the reference. Throws InputError when it is not finite and monotonic.
 */
export function logAxis(
  kind: SpectralKind,
  unit: string,
  reference: number,
  step: number,
  referenceBand: number,
  bands: number,
): SpectralAxis {
  const at = (i: number): number => reference * Math.exp(((i - referenceBand) * step) / reference);
  return checked(
    kind,
    unit,
    Float64Array.from({ length: bands }, (_, i) => at(i)),
    Float64Array.from({ length: bands + 1 }, (_, i) => at(i - 0.5)),
  );
}

/** Axis from its centres [bands]; edges lie half-way between them, the outer ones mirrored. Throws InputError when not monotonic. */
export function axisFromCentres(
  kind: SpectralKind,
  unit: string,
  centres: ArrayLike<number>,
  names?: readonly string[],
): SpectralAxis {
  const values = Float64Array.from(centres);
  const n = values.length;
  if (n === 0) throw new InputError('the spectral axis is empty');
  const edges = new Float64Array(n + 1);
  for (let i = 1; i < n; i++) edges[i] = (values[i - 1] + values[i]) / 2;
  edges[0] = n > 1 ? 2 * values[0] - edges[1] : values[0] - 0.5;
  edges[n] = n > 1 ? 2 * values[n - 1] - edges[n - 1] : values[0] + 0.5;
  return checked(kind, unit, values, edges, names);
}

/** Axis from its bin edges [bands + 1]; centres lie half-way. Throws InputError when there are fewer than two or not monotonic. */
export function axisFromEdges(
  kind: SpectralKind,
  unit: string,
  edges: ArrayLike<number>,
  names?: readonly string[],
): SpectralAxis {
  if (edges.length < 2) throw new InputError('the spectral axis is empty');
  const own = Float64Array.from(edges);
  return checked(
    kind,
    unit,
    Float64Array.from({ length: own.length - 1 }, (_, i) => (own[i] + own[i + 1]) / 2),
    own,
    names,
  );
}

/** Plain band numbers 0..bands-1 with edges at the half-integers, for images whose bands have names or nothing. */
export function channelAxis(bands: number, names?: readonly string[]): SpectralAxis {
  return axisFromCentres(
    'channel',
    '',
    Float64Array.from({ length: bands }, (_, i) => i),
    names,
  );
}

/** The same axis in another unit of its family (length, energy, frequency, velocity, wavenumber). Throws UsageError otherwise. */
export function convertAxis(axis: SpectralAxis, unit: string): SpectralAxis {
  return scaledAxis(axis, requireUnitFactor(axis.unit, unit), unit);
}

/** What a plot writes under the axis: `Wavelength in air (Å)`, `Energy (keV)`, `Band`. */
export function axisLabel(axis: Pick<SpectralAxis, 'kind' | 'unit' | 'names'>): string {
  const name = SPECTRAL_KINDS[axis.kind];
  const unit = displayUnit(axis.unit);
  return unit ? `${name} (${unit})` : name;
}

/** What `axisMatches` found; `rebinnable` when the cube covers the range of the encoder, so that `rebin-to` can bridge them. */
export type AxisMatch = { readonly match: true } | { readonly match: false; readonly why: string; readonly rebinnable: boolean };

const family = (kind: SpectralKind): string => (kind.startsWith('wavelength') ? 'wavelength' : kind);

/**
 * Whether a cube's axis is the one an encoder was made for: same family, same number of bands, and every centre within a tenth of a
 * bin. Wavelengths in air and in vacuum differ (1.4 Å at 5000 Å); a wavelength that says neither matches both. Channels match by
 * number, and by name where both have names. `other` is what the answer calls the second axis' owner, `share` the part of its range that the
 * cube must cover to be rebinnable.
 */
export function axisMatches(cube: SpectralAxis, encoder: SpectralAxis, other = 'the encoder', share = 1): AxisMatch {
  const no = (why: string, rebinnable = false): AxisMatch => ({ match: false, why, rebinnable });
  if (family(cube.kind) !== family(encoder.kind)) return no(`the cube has ${phrase(cube)}, ${other} ${phrase(encoder)}`);
  if (cube.kind !== encoder.kind && cube.kind !== 'wavelength' && encoder.kind !== 'wavelength') {
    return no(`the cube has ${phrase(cube)}, ${other} ${phrase(encoder)}, a shift of about 0.03 %`);
  }
  const bands = cube.values.length;
  const wanted = encoder.values.length;
  if (cube.kind === 'channel') {
    if (bands !== wanted) return no(`the cube has ${bands} bands, ${other} ${wanted}`);
    const band = cube.names && encoder.names ? cube.names.findIndex((name, i) => name !== encoder.names?.[i]) : -1;
    if (band >= 0) return no(`band ${band} is '${cube.names?.[band]}' in the cube and '${encoder.names?.[band]}' in ${other}`);
    // Numbers count from 0 here and from 1 there: only what is left out in between can differ.
    const moved = cube.values.findIndex((v, i) => Math.abs(v - cube.values[0] - (encoder.values[i] - encoder.values[0])) > 0.5);
    return moved < 0 || !(cube.gaps || encoder.gaps)
      ? { match: true }
      : no(`other bands are left out: from band ${moved} on, the cube has not the numbers of ${other}`);
  }
  const factor = unitFactor(encoder.unit, cube.unit);
  if (factor === undefined) return no(`the cube's axis is in '${cube.unit}', ${other}'s in '${encoder.unit}'`);
  const [low, high] = range(cube.edges);
  const [from, to] = range(encoder.edges).map(v => v * factor);
  const slack = (MATCH_TOLERANCE * (high - low)) / bands;
  const rebinnable = Math.min(to, high + slack) - Math.max(from, low - slack) >= share * (to - from);
  const spans = `the cube runs from ${format(low)} to ${format(high)} ${displayUnit(cube.unit)}, ${other} from ${format(from)} to ${format(to)}`;
  if (bands !== wanted) return no(`the cube has ${bands} bands, ${other} ${wanted}; ${spans}`, rebinnable);
  const [starts, wantedStarts] = [bandStarts(cube), bandStarts(encoder)];
  for (let i = 0; i < bands; i++) {
    // Bins, not centres: a card keeps edges, and the centres of uneven bins need not lie in their middle.
    const off = Math.max(
      Math.abs(starts[i] - wantedStarts[i] * factor),
      Math.abs(cube.edges[i + 1] - encoder.edges[i + 1] * factor),
    );
    const width = Math.abs(encoder.edges[i + 1] - wantedStarts[i]) * factor;
    if (!(off <= MATCH_TOLERANCE * width))
      return no(`band ${i} is ${(off / width).toPrecision(2)} bins off; ${spans}`, rebinnable);
  }
  return { match: true };
}

function phrase(axis: SpectralAxis): string {
  const name = SPECTRAL_KINDS[axis.kind];
  return `${name[0].toLowerCase()}${name.slice(1)}${axis.kind === 'channel' ? 's' : ''}`.replace(/^raman/, 'Raman');
}

function range(edges: Float64Array): [number, number] {
  const a = edges[0];
  const b = edges[edges.length - 1];
  return a < b ? [a, b] : [b, a];
}

const format = (v: number): string => String(Number(v.toPrecision(6)));
