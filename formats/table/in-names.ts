import { type Quantity, quantityOf } from './quantity.js';

const NUMBER = String.raw`[-+]?\d+(?:[.,]\d+)?(?:e[-+]?\d+)?`;
const WITH_UNIT = new RegExp(
  `(${NUMBER})\\s*(nm|nanomet(?:er|re)s?|um|µm|μm|microns?|micromet(?:er|re)s?|Å|angstroms?|keV|eV|cm-1|cm\\^-1|cm⁻¹)(?![a-z0-9])`,
  'i',
);
const ALONE = new RegExp(`^(${NUMBER})$`, 'i');

/** What the names of the bands measure. */
export interface NamedValues {
  readonly quantity: Quantity;
  readonly values: Float64Array;
}

/**
 * The wavelengths (or energies, wavenumbers) that stand in the names of all bands, with their unit: `Band 1 (400 nm)`, `400.5nm`, `R_0.45um`; numbers alone
 * count where `unit` says what they are. Undefined where a name has none, or the units differ.
 */
export function valuesInNames(names: readonly string[], unit = ''): NamedValues | undefined {
  const found = names.map(name => WITH_UNIT.exec(name));
  const quantity = quantityOf(found[0]?.[2] ?? unit);
  if (!quantity || names.length === 0) return undefined;
  const values = names.map((name, i) => {
    const match = found[0] ? found[i] : ALONE.exec(name.trim());
    const same = !found[0] || quantityOf(match?.[2] ?? '')?.unit === quantity.unit;
    return match && same ? Number(match[1].replace(',', '.')) : Number.NaN;
  });
  return values.every(Number.isFinite) ? { quantity, values: Float64Array.from(values) } : undefined;
}
