import { type Quantity, quantityOf } from '../table/index.js';

/** Spellings of FITS files that are not in the common table. */
const FITS_UNITS: readonly (readonly [RegExp, Quantity])[] = [
  [/^(aa|angs?|angstrom\(s\))$/i, { kind: 'wavelength', unit: 'Angstrom' }],
  [/^mm$/, { kind: 'wavelength', unit: 'mm' }],
  [/^cm$/, { kind: 'wavelength', unit: 'cm' }],
  [/^M$/, { kind: 'wavelength', unit: 'm' }],
  [/^j(oules?)?$/i, { kind: 'energy', unit: 'J' }],
  [/^km([ .*]?s(\*\*|\^)?-1|\/sec)$/i, { kind: 'velocity', unit: 'km/s' }],
  [/^m([ .*]?s(\*\*|\^)?-1|\/sec)$/i, { kind: 'velocity', unit: 'm/s' }],
  [/^(cm(\*\*| )-1|\/cm)$/i, { kind: 'raman-shift', unit: 'cm-1' }],
  [/^(m(\^|\*\*| )?-1|\/m|1\/m)$/, { kind: 'frequency', unit: 'm-1' }],
];

/** The usual spelling of a CUNIT and what it measures by itself; undefined when it is not known. */
export function spectralUnit(text: string): Quantity | undefined {
  const name = text.trim();
  // Milli is not mega.
  if (/^m(eV|Hz)$/.test(name)) return undefined;
  return quantityOf(name) ?? FITS_UNITS.find(([pattern]) => pattern.test(name))?.[1];
}
