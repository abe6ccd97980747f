/** Speed of light in vacuum, m/s. */
export const C = 299792458;
/** Planck's constant, J s (CODATA 2018). */
const H = 6.62607015e-34;

/** Invertible map of a spectral quantity in SI units to frequency in Hz. */
export interface SpectralQuantity {
  toFrequency(value: number): number;
  fromFrequency(frequency: number): number;
  /** The letter of paper III for the variable it is linear in: Frequency, Wavelength, Air wavelength, Velocity. */
  readonly basic: 'F' | 'W' | 'A' | 'V';
  /** A size of it, where its value may be 0. */
  readonly scale: number;
}

/** Refractive index of air at a wavelength in it, m (Edlén's formula as wcslib has it). */
function airIndex(wavelength: number): number {
  const s = 1 / wavelength ** 2;
  return 2.554e8 / (0.41e14 - s) + 294.981e8 / (1.46e14 - s) + 1.000064328;
}

/** Wavelength in air of one in vacuum, m. */
function toAir(vacuum: number): number {
  let n = 1;
  for (let i = 0; i < 4; i++) n = airIndex(vacuum / n);
  return vacuum / n;
}

const doppler = (beta: number): number => Math.sqrt((1 - beta) / (1 + beta));
const beta = (ratio: number): number => (1 - ratio * ratio) / (1 + ratio * ratio);

/**
 * A spectral quantity of FITS paper III (table 1) by its four letters, or one of its basic variables by one (F, W, A, V); `rest` is the rest frequency in Hz,
 * needed for velocities. Undefined for one that is not known.
 */
export function spectralQuantity(code: string, rest = Number.NaN): SpectralQuantity | undefined {
  const of = (
    basic: SpectralQuantity['basic'],
    to: (v: number) => number,
    from: (f: number) => number,
    scale = 0,
  ): SpectralQuantity => ({
    ...{ toFrequency: to, fromFrequency: from, basic, scale },
  });
  switch (code) {
    case 'F':
    case 'FREQ':
      return of(
        'F',
        v => v,
        f => f,
      );
    case 'AFRQ':
      return of(
        'F',
        v => v / (2 * Math.PI),
        f => f * 2 * Math.PI,
      );
    case 'ENER':
      return of(
        'F',
        v => v / H,
        f => f * H,
      );
    case 'WAVN':
      return of(
        'F',
        v => v * C,
        f => f / C,
      );
    case 'VRAD':
      return of(
        'F',
        v => rest * (1 - v / C),
        f => C * (1 - f / rest),
        C,
      );
    case 'W':
    case 'WAVE':
      return of(
        'W',
        v => C / v,
        f => C / f,
      );
    case 'VOPT':
    case 'FELO':
      return of(
        'W',
        v => rest / (1 + v / C),
        f => C * (rest / f - 1),
        C,
      );
    case 'ZOPT':
      return of(
        'W',
        v => rest / (1 + v),
        f => rest / f - 1,
        1,
      );
    case 'A':
    case 'AWAV':
      return of(
        'A',
        v => C / (v * airIndex(v)),
        f => toAir(C / f),
      );
    case 'V':
    case 'VELO':
      return of(
        'V',
        v => rest * doppler(v / C),
        f => C * beta(f / rest),
        C,
      );
    case 'BETA':
      return of(
        'V',
        v => rest * doppler(v),
        f => beta(f / rest),
        1,
      );
    default:
      return undefined;
  }
}

/** Derivative of a smooth function by central differences, extrapolated twice. */
export function slope(of: (x: number) => number, x: number, scale: number): number {
  const h = Math.max(Math.abs(x), scale) * 1e-3;
  const at = (step: number): number => (of(x + step) - of(x - step)) / (2 * step);
  const [a, b, c] = [at(h), at(h / 2), at(h / 4)];
  const [ab, bc] = [(4 * b - a) / 3, (4 * c - b) / 3];
  return (16 * bc - ab) / 15;
}
