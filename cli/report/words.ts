import { SPECTRAL_KINDS } from '../../core/cube/axis.js';
import type { SpectralAxis } from '../../core/cube/types.js';
import type { StepSpec } from '../../core/preprocess/types.js';

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const raised = (digits: string) => digits.replace('-', '⁻').replace(/\d/g, d => superscripts[Number(d)]);

/** A unit as it is printed: `10**-20 Angstrom-1 cm-2` becomes `10⁻²⁰ Å⁻¹ cm⁻²`. */
export const prettyUnit = (unit: string): string =>
  unit
    .replace(/\bAngstroms?(?![a-z])/gi, 'Å')
    .replace(/\bu(?=m\b)/g, 'µ')
    .replace(/(?:\*\*|\^)\(?([+-]?\d+)\)?/g, (_, power: string) => raised(power.replace('+', '')))
    .replace(/(?<=[A-Za-zÅµ])(-?\d+)(?![\w.])/g, (_, power: string) => raised(power))
    .replace(/\*/g, ' ');

/** `Wavelength in air (Å)`. */
export const axisTitle = ({ kind, unit }: Pick<SpectralAxis, 'kind' | 'unit'>): string =>
  unit && kind !== 'channel' ? `${SPECTRAL_KINDS[kind]} (${prettyUnit(unit)})` : SPECTRAL_KINDS[kind];

/** `Mean (10⁻²⁰ Å⁻¹ …)`, or just the word for a cube without a unit. */
export const withUnit = (word: string, unit: string): string => (unit ? `${word} (${prettyUnit(unit)})` : word);

/** An integer with thin spaces between thousands. */
export const whole = (value: number): string => String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, '\u202f');

/** A number to `digits` significant digits, without an exponent where that is readable; a dash for NaN. */
export function short(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return '–';
  const text = Number(value.toPrecision(digits));
  const readable = text === 0 || (Math.abs(text) >= 1e-3 && Math.abs(text) < 1e6);
  return (readable ? String(text) : text.toExponential(digits - 1)).replace('-', '−');
}

/** A number with a fixed count of decimals and a real minus sign; a dash for NaN. */
export const fixed = (value: number, decimals: number): string =>
  Number.isFinite(value) ? value.toFixed(decimals).replace('-', '−') : '–';

/** A tick without thousands separators, which no one writes in a wavelength. */
export const tick = (value: number): string => String(Number(value.toPrecision(12))).replace('-', '−');

/** A position between the bands of an axis, to about a fifth of a step. */
export function onAxis(value: number, axis: SpectralAxis): string {
  const { values } = axis;
  const step = values.length > 1 ? Math.abs(values[values.length - 1] - values[0]) / (values.length - 1) : 1;
  return fixed(value, Math.min(6, Math.max(0, Math.ceil(-Math.log10(step / 5)))));
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
  crop: 'keep a part of the bands',
  derivative: 'take the derivative along the axis',
  log1p: 'take the logarithm of 1 + value',
  max: 'divide each spectrum by its largest value',
  minmax: 'map the smallest value of each spectrum to 0 and the largest to 1',
  rebin: 'merge bands into fewer of equal width, sharing those on a border',
  'rebin-to': 'put the spectra on another axis by the overlap of bins',
  savgol: 'smooth with a Savitzky-Golay filter',
  scale: 'multiply and shift by constants',
  smooth: 'smooth with a running mean',
  snv: 'subtract the mean of each spectrum and divide by its standard deviation',
  sqrt: 'take the square root, which evens out counting noise',
  standardise: 'subtract the mean of each band and divide by its standard deviation, both frozen',
  strided: 'sum neighbouring bands as the reference code does, dropping the rest',
};

function parameter(name: string, value: StepSpec[string]): string {
  if (typeof value === 'number') return `${name} ${short(value, 4)}`;
  if (typeof value !== 'object') return `${name} ${value}`;
  return value.length > 4 ? `${name}: ${whole(value.length)} values` : `${name} ${value.map(v => short(v, 4)).join(', ')}`;
}

/** A preprocessing step in words, with its parameters. */
export function stepInWords({ name, version: _, ...parameters }: StepSpec): string {
  const given = Object.entries(parameters).map(([key, value]) => parameter(key, value));
  return `${steps[name] ?? name}${given.length ? ` (${given.join('; ')})` : ''}`;
}
