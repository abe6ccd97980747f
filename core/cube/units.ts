import { UsageError } from './errors.js';

/** Speed of light in vacuum, km/s. */
export const SPEED_OF_LIGHT = 299792.458;

type UnitFamily = 'length' | 'energy' | 'frequency' | 'velocity' | 'wavenumber';

/** Canonical spelling, family, size in the family's base unit, how a plot writes it, other spellings (compared without case). */
const UNITS: readonly (readonly [string, UnitFamily, number, string, readonly string[]])[] = [
  ['m', 'length', 1, 'm', ['meter', 'metre']],
  ['cm', 'length', 1e-2, 'cm', []],
  ['mm', 'length', 1e-3, 'mm', []],
  ['um', 'length', 1e-6, 'µm', ['µm', 'μm', 'micron', 'microns', 'micrometer', 'micrometre', 'micrometers']],
  ['nm', 'length', 1e-9, 'nm', ['nanometer', 'nanometre', 'nanometers']],
  ['Angstrom', 'length', 1e-10, 'Å', ['å', 'a', 'aa', 'ang', 'angstroms', 'ångström']],
  ['eV', 'energy', 1, 'eV', []],
  ['keV', 'energy', 1e3, 'keV', []],
  ['MeV', 'energy', 1e6, 'MeV', []],
  ['Hz', 'frequency', 1, 'Hz', []],
  ['kHz', 'frequency', 1e3, 'kHz', []],
  ['MHz', 'frequency', 1e6, 'MHz', []],
  ['GHz', 'frequency', 1e9, 'GHz', []],
  ['THz', 'frequency', 1e12, 'THz', []],
  ['m/s', 'velocity', 1, 'm s⁻¹', ['m.s-1', 'm s-1', 'm s**-1', 'm s^-1']],
  ['km/s', 'velocity', 1e3, 'km s⁻¹', ['km.s-1', 'km s-1', 'km s**-1', 'km s^-1']],
  ['cm-1', 'wavenumber', 1, 'cm⁻¹', ['1/cm', 'cm^-1', 'cm**-1', 'cm⁻¹']],
  ['m-1', 'wavenumber', 1e-2, 'm⁻¹', ['1/m', 'm^-1', 'm**-1']],
];

function find(unit: string): (typeof UNITS)[number] | undefined {
  const name = unit.trim();
  // MHz and mHz, or MeV and meV, differ by case: exact spellings first.
  const exact = UNITS.find(([canonical]) => canonical === name);
  return (
    exact ??
    UNITS.find(([canonical, family, , , other]) => {
      const folded = name.toLowerCase();
      const prefixed = (family === 'frequency' || family === 'energy') && folded.startsWith('m');
      return other.includes(folded) || (!prefixed && canonical.toLowerCase() === folded);
    })
  );
}

/** The spelling this package uses for a unit of length, energy, frequency, velocity or wavenumber; undefined when unknown. */
export function canonicalUnit(unit: string): string | undefined {
  return find(unit)?.[0];
}

/** How a plot writes a unit: `Å`, `µm`, `km s⁻¹`; unknown units as they are. */
export function displayUnit(unit: string): string {
  return find(unit)?.[3] ?? unit.trim();
}

/** Factor from one unit to another of the same family, or undefined when they are of different families (or unknown and unequal). */
export function unitFactor(from: string, to: string): number | undefined {
  if (from.trim() === to.trim()) return 1;
  const a = find(from);
  const b = find(to);
  return a && b && a[1] === b[1] ? a[2] / b[2] : undefined;
}

/** As `unitFactor`, but throws UsageError when there is no factor. */
export function requireUnitFactor(from: string, to: string): number {
  const factor = unitFactor(from, to);
  if (factor !== undefined) return factor;
  const known = UNITS.filter(([, family]) => family === find(from)?.[1]).map(([name]) => name);
  throw new UsageError(`cannot convert '${from}' to '${to}'`, {
    why: known.length ? `'${from}' converts to ${known.join(', ')}` : `'${from}' is not a unit this program knows`,
  });
}
