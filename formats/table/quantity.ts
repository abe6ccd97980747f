import type { SpectralKind } from '../../core/cube/types.js';

/** What is measured and in which unit, in this project's spelling. */
export interface Quantity {
  readonly kind: SpectralKind;
  readonly unit: string;
}

const UNITS: readonly (readonly [RegExp, SpectralKind, string])[] = [
  [/^(nm|nanomet(er|re)s?)$/i, 'wavelength', 'nm'],
  [/^(um|µm|μm|microns?|micromet(er|re)s?)$/i, 'wavelength', 'um'],
  [/^(a|å|Å|angstroms?|ångströms?)$/i, 'wavelength', 'Angstrom'],
  [/^(m|met(er|re)s?)$/, 'wavelength', 'm'],
  [/^ev$/i, 'energy', 'eV'],
  [/^kev$/i, 'energy', 'keV'],
  [/^MeV$/, 'energy', 'MeV'],
  [/^hz$/i, 'frequency', 'Hz'],
  [/^khz$/i, 'frequency', 'kHz'],
  [/^mhz$/i, 'frequency', 'MHz'],
  [/^ghz$/i, 'frequency', 'GHz'],
  [/^thz$/i, 'frequency', 'THz'],
  [/^(km\/s|km s-1|km s\^-1)$/i, 'velocity', 'km/s'],
  [/^(m\/s|m s-1|m s\^-1)$/i, 'velocity', 'm/s'],
  [/^(cm-1|cm\^-1|cm\^\{-1\}|1\/cm|cm⁻¹)$/i, 'raman-shift', 'cm-1'],
];

const WORDS: readonly (readonly [RegExp, SpectralKind])[] = [
  [/wavelength.*vac|vac.*wavelength/i, 'wavelength-vacuum'],
  [/wavelength.*air|air.*wavelength/i, 'wavelength-air'],
  [/wavelength|lambda/i, 'wavelength'],
  [/energy/i, 'energy'],
  [/frequency/i, 'frequency'],
  [/velocity/i, 'velocity'],
  [/raman/i, 'raman-shift'],
  [/wave.?numbers?/i, 'wavenumber'],
  [/^(channel|band)s?$/i, 'channel'],
];

const plain = (unit: string): Quantity | undefined => {
  const found = UNITS.find(([pattern]) => pattern.test(unit));
  return found && { kind: found[1], unit: found[2] };
};

/**
 * The quantity a unit alone stands for (cm-1 is taken as a Raman shift), also in quotes, with a dot, or behind its name (`Wavenumber (cm-1)`); undefined
 * for a unit not known here.
 */
export function quantityOf(unit: string): Quantity | undefined {
  const text = unit.trim().replace(/^["'\s]+|["'\s.]+$/g, '');
  const found = plain(text);
  if (found) return found;
  const [, word, inner] = /^(.*?)\s*[([]\s*([^)\]]*?)\s*[)\]]$/.exec(text) ?? [];
  const measured = inner === undefined ? undefined : plain(inner);
  return measured && { ...measured, kind: kindOf(word, measured) };
}

/** What a name makes of a unit: air or vacuum of a wavelength, a wavenumber or a Raman shift of cm-1; else what the unit says. */
export function kindOf(name: string, { kind }: Quantity): SpectralKind {
  const named = WORDS.find(([pattern]) => pattern.test(name))?.[1];
  return named && (named.startsWith(kind) || (kind === 'raman-shift' && named === 'wavenumber')) ? named : kind;
}

/** The quantity a column title tells: `wavelength_nm`, `energy (keV)`, `Raman shift [cm-1]`, `nm`; undefined when it tells none. */
export function quantityOfTitle(title: string): Quantity | undefined {
  const text = title.trim();
  const [, word, unit] = /^(.*?)\s*[([]\s*([^)\]]*?)\s*[)\]]$/.exec(text) ??
    /^(.*)[_\s/]([^_\s/]+)$/.exec(text) ?? [text, text, ''];
  const named = WORDS.find(([pattern]) => pattern.test(word))?.[1] ?? WORDS.find(([pattern]) => pattern.test(text))?.[1];
  const measured = quantityOf(unit) ?? quantityOf(text);
  if (named) return { kind: named, unit: measured?.unit ?? (/[([]/.test(text) ? unit : '') };
  return measured;
}
