import { SPECTRAL_KINDS } from './axis.js';
import type { SpectralAxis } from './types.js';

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

/** A number with a fixed count of decimals and a real minus sign; a dash for NaN. */
export const fixed = (value: number, decimals: number): string =>
  Number.isFinite(value) ? value.toFixed(decimals).replace('-', '−') : '–';

/** A tick without thousands separators, which no one writes in a wavelength. */
export const tick = (value: number): string => String(Number(value.toPrecision(12))).replace('-', '−');

/** A position between the bands of an axis, to about a fifth of a step. */
export function onAxis(value: number, axis: Pick<SpectralAxis, 'values'>): string {
  const { values } = axis;
  const step = values.length > 1 ? Math.abs(values[values.length - 1] - values[0]) / (values.length - 1) : 1;
  return fixed(value, Math.min(6, Math.max(0, Math.ceil(-Math.log10(step / 5)))));
}

/** Seconds as `42 s` or `3 min 05 s`; nothing for what is not finite. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '';
  const s = Math.round(seconds);
  return s >= 60 ? `${Math.floor(s / 60)} min ${String(s % 60).padStart(2, '0')} s` : `${s} s`;
}
