import { formatSteps, type MeasuredStep } from '../../core/preprocess/index.js';
import type { StepSpec } from '../../core/preprocess/types.js';

export { axisTitle, fixed, onAxis, prettyUnit, tick, withUnit } from '../../core/cube/words.js';

/** An integer with thin spaces between thousands. */
export const whole = (value: number): string => String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, '\u202f');

/** A number to `digits` significant digits, without an exponent where that is readable; a dash for NaN. */
export function short(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return '–';
  const text = Number(value.toPrecision(digits));
  const readable = text === 0 || (Math.abs(text) >= 1e-3 && Math.abs(text) < 1e6);
  return (readable ? String(text) : text.toExponential(digits - 1)).replace('-', '−');
}

/** A fraction as per cent: one decimal below 10 %. */
export const percent = (fraction: number): string => `${(100 * fraction).toFixed(fraction < 0.0995 ? 1 : 0)}\u202f%`;

/** Bytes in the unit that suits them. */
export function size(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${short(bytes / 1000 ** power)} ${units[power]}`;
}

const steps: Readonly<Record<string, string>> = {
  area: 'divide each spectrum by its mean absolute value, so that only its shape counts',
  asinh: 'compress with asinh: linear in the noise, logarithmic above, defined for negative values',
  baseline: 'subtract a polynomial baseline fitted under the peaks',
  clip: 'limit the values',
  continuum: 'subtract the running median along the axis, which leaves lines and noise',
  crop: 'keep a part of the bands',
  denoise: 'keep what lies along a few fitted directions that spectra have in common',
  derivative: 'take the derivative along the axis',
  log1p: 'take the logarithm of 1 + value',
  max: 'divide each spectrum by its largest value',
  minmax: 'map the smallest value of each spectrum to 0 and the largest to 1',
  norm: 'subtract the mean of each spectrum and divide by a power of its length: shape counts, brightness somewhat',
  poisson: 'divide each band by the square root of its mean, which makes the noise of counts alike in all bands, frozen',
  rebin: 'merge bands into fewer of equal width, sharing those on a border',
  'rebin-to': 'put the spectra on another axis by the overlap of bins',
  savgol: 'smooth with a Savitzky-Golay filter',
  scale: 'multiply and shift by constants',
  'scale-bands': 'subtract the median of each band and divide by its robust spread, both frozen',
  sigma: 'divide each spectrum by the standard deviation of its own noise',
  smooth: 'smooth with a running mean',
  snv: 'subtract the mean of each spectrum and divide by its standard deviation',
  sqrt: 'take the square root, which evens out counting noise',
  standardise: 'subtract the mean of each band and divide by its standard deviation, both frozen',
  strided: 'sum neighbouring bands as the reference code does, dropping the rest',
  take: 'take some of the bands',
  unit: 'divide each spectrum by its length, softened below a strength, or below a share (faint) of the typical length (level) where that is more',
  whiten: 'divide each band by its noise relative to the median band, frozen',
};

function parameter(name: string, value: StepSpec[string]): string {
  if (typeof value === 'number') return `${name} ${short(value, 4)}`;
  if (typeof value !== 'object') return `${name} ${value}`;
  return value.length > 4 ? `${name}: ${whole(value.length)} values` : `${name} ${value.map(v => short(v, 4)).join(', ')}`;
}

/** Steps as `formatSteps` writes them, but for long lists of fitted numbers, of which only their number is told. */
export const stepsBriefly = (specs: readonly StepSpec[]): string =>
  formatSteps(
    specs.map(spec => {
      const brief = Object.entries(spec).map(([key, v]) => [key, Array.isArray(v) && v.length > 4 ? `(${v.length} values)` : v]);
      return Object.fromEntries(brief) as StepSpec;
    }),
  );

/** A preprocessing step in words, with its parameters. */
export function stepInWords({ name, version: _, ...parameters }: StepSpec): string {
  const given = Object.entries(parameters).map(([key, value]) => parameter(key, value));
  return `${steps[name] ?? name}${given.length ? ` (${given.join('; ')})` : ''}`;
}

/** What a step took from this cube, as a sentence behind its words; empty where it took nothing. */
export function measuredInWords(name: string, measured: readonly MeasuredStep[]): string {
  const taken = measured.filter(step => step.name === name).flatMap(({ values }) => Object.entries(values));
  return taken.length > 0 ? `; measured on this cube: ${taken.map(([key, value]) => parameter(key, value)).join(', ')}` : '';
}
