import type { SpectralKind } from '../../../core/cube/types.js';
import { measureOf, parseMeasure } from './measure.js';

/** What a CUNIT says: what is measured, the unit in this project's spelling, by how much values are multiplied, and whether they are logarithms. */
export interface AxisUnit {
  readonly kind: SpectralKind;
  readonly unit: string;
  readonly factor: number;
  readonly log?: 'LOG10' | 'LN';
}

type Canonical = readonly [unit: string, size: number];
const FAMILIES: readonly (readonly [powers: string, kind: SpectralKind, units: readonly Canonical[]])[] = [
  [
    '1,0,0,0',
    'wavelength',
    [
      ['m', 1],
      ['cm', 1e-2],
      ['mm', 1e-3],
      ['um', 1e-6],
      ['nm', 1e-9],
      ['Angstrom', 1e-10],
    ],
  ],
  [
    '0,-1,0,0',
    'frequency',
    [
      ['Hz', 1],
      ['kHz', 1e3],
      ['MHz', 1e6],
      ['GHz', 1e9],
      ['THz', 1e12],
    ],
  ],
  [
    '1,-1,0,0',
    'velocity',
    [
      ['m/s', 1],
      ['km/s', 1e3],
    ],
  ],
  [
    '2,-2,1,0',
    'energy',
    [
      ['J', 1],
      ['eV', 1.602176634e-19],
      ['keV', 1.602176634e-16],
      ['MeV', 1.602176634e-13],
    ],
  ],
  [
    '-1,0,0,0',
    'wavenumber',
    [
      ['m-1', 1],
      ['cm-1', 100],
    ],
  ],
  ['-2,0,0,1', 'faraday-depth', [['rad/m^2', 1]]],
];

/** The size in SI of a unit that `axisUnit` gives; undefined for others. */
export function sizeOf(unit: string): number | undefined {
  return FAMILIES.flatMap(([, , units]) => units).find(([name]) => name === unit)?.[1];
}

/** What a CUNIT means; undefined where it is not a unit of length, frequency, energy, velocity, wave number or Faraday depth. */
export function axisUnit(text: string): AxisUnit | undefined {
  const clean = text.trim();
  const log = /^(log10|log|lg|dex|ln)\s*(?:\(\s*(.+?)\s*\)|\s(.+))$/i.exec(clean);
  if (log) {
    const inner = axisUnit(log[2] ?? log[3]);
    return inner && !inner.log ? { ...inner, log: log[1].toLowerCase() === 'ln' ? 'LN' : 'LOG10' } : undefined;
  }
  const measure = clean === '' ? undefined : (measureOf(clean) ?? parseMeasure(clean));
  if (!measure || !(measure.size > 0) || !Number.isFinite(measure.size)) return undefined;
  const family = FAMILIES.find(([powers]) => powers === measure.powers.map(p => p + 0).join(','));
  if (!family) return undefined;
  const [, kind, units] = family;
  const near = (a: number, b: number): boolean => Math.abs(a / b - 1) < 1e-9;
  const exact = units.find(([, size]) => near(size, measure.size));
  if (exact) return { kind, unit: exact[0], factor: 1 };
  return { kind, unit: units[0][0], factor: measure.size / units[0][1] };
}
