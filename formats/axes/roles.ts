import { quantityOf } from '../table/index.js';
import type { AxisRole } from './types.js';

const NAMED: readonly (readonly [AxisRole, RegExp])[] = [
  [
    'x',
    /^(n?x|lon|long|longitude|cols?|columns?|samples?|width|easting|(cross|x)[_-]?track|(ccd_)?pixels?(_per_line)?|.+[_ ]x|x[_ ].+)$/i,
  ],
  [
    'y',
    /^(n?y|lat|latitude|rows?|lines?|height|northing|(down|along|y)[_-]?track|(number_of_)?(scan_?)?lines|(number_of_)?scans|.+[_ ]y|y[_ ].+)$/i,
  ],
  ['further', /^(t|z|times?|depth|det|detectors?|frames?|stokes|pol(ari[sz]ation)?|angles?|view.*|tilt|theta|phi|temperature)$/i],
  [
    'band',
    /^(c|mca|λ|wl|wvl|wn|lam|cw|nm|k?ev)$|wave|lambda|energ|freq|raman|spectral|channel|emission|(^|_)bands?(_|$)|[_ ](k?ev|nm)$/i,
  ],
];

/** Units that nobody gives to a place or a time. */
const SPECTRAL_UNITS = ['nm', 'Angstrom', 'eV', 'keV', 'MeV', 'cm-1', 'Hz', 'kHz', 'MHz', 'GHz', 'THz'];

const STANDARD: readonly (readonly [AxisRole, RegExp])[] = [
  ['band', /radiation_(wavelength|wavenumber|frequency)|sensor_band/],
  ['x', /^(projection_x_coordinate|(grid_)?longitude)$/],
  ['y', /^(projection_y_coordinate|(grid_)?latitude)$/],
  ['further', /^(time|height|depth|altitude|air_pressure|realization)$/],
];

/** The role that the name of a dimension tells: `wavelength`, `y`, `crosstrack`, `time`; undefined for a name that tells none. */
export const roleOfName = (name: string): AxisRole | undefined => NAMED.find(([, pattern]) => pattern.test(name.trim()))?.[0];

/** What a file says of the coordinates along a dimension. */
export interface CoordinateFacts {
  readonly names: readonly string[];
  readonly unit?: string;
  /** CF: `standard_name` and `axis` (X, Y, Z, T). */
  readonly standardName?: string;
  readonly axis?: string;
}

/**
 * The role of a dimension by its coordinates, and by which of them: CF's standard name first, then its names, a unit that only spectra have,
 * CF's `axis`, other units. Undefined where none tells.
 */
export function roleOf({
  names,
  unit = '',
  standardName = '',
  axis = '',
}: CoordinateFacts): readonly [AxisRole, string] | undefined {
  const standard = STANDARD.find(([, pattern]) => pattern.test(standardName))?.[0];
  if (standard) return [standard, `standard_name ${standardName}`];
  const letter = axis.trim().toUpperCase();
  if (letter === 'X' || letter === 'Y') return [letter === 'X' ? 'x' : 'y', `axis ${letter}`];
  for (const name of names) {
    const role = roleOfName(name);
    if (role) return [role, `the name ${name}`];
  }
  if (SPECTRAL_UNITS.includes(quantityOf(unit)?.unit ?? '')) return ['band', `the unit ${unit}`];
  if (letter === 'T' || letter === 'Z') return ['further', `axis ${letter}`];
  if (/^degrees?_?e(ast)?$/i.test(unit)) return ['x', `the unit ${unit}`];
  if (/^degrees?_?n(orth)?$/i.test(unit)) return ['y', `the unit ${unit}`];
  return /\bsince\b|^(s|sec|seconds?|min|hours?|days?)$/i.test(unit) ? ['further', `the unit ${unit}`] : undefined;
}

/** Names of all dimensions from one text: `y:x:mca`, `CTZYX`, `Line, Sample, Wavelength`; undefined for another number of names than `rank`. */
export function namesFromText(text: string, rank: number): string[] | undefined {
  const parts = text
    .replace(/^\[|\]$/g, '')
    .split(/[\s,:;]+/)
    .map(part => part.replace(/^['"]|['"]$/g, ''))
    .filter(Boolean);
  if (parts.length === rank) return parts;
  return parts.length === 1 && parts[0].length === rank ? [...parts[0]] : undefined;
}
