import type { SpectralAxis } from '../../core/cube/types.js';
import { unitFactor } from '../../core/cube/units.js';

/** A mark on the spectral axis. */
export interface LineMark {
  /** `Fe Kα`, `[O III] 5007`. */
  readonly name: string;
  /** In the unit of the axis, redshifted. */
  readonly position: number;
  /** The source that was chosen. */
  readonly of: string;
  /** Nobody chose it: the mean spectrum of a cluster suggests it. */
  readonly suggested?: boolean;
}

/** Lines that can be marked on an axis: elements for energies, ions for wavelengths. */
export interface LineList {
  readonly kind: 'element' | 'ion';
  /** Elements or ions with a line between the ends of the axis, in order of atomic number or wavelength. */
  readonly sources: readonly string[];
  /** Whether sources recede: positions are multiplied by 1 + z. */
  readonly redshifts: boolean;
  /** Marks of these sources inside the axis. */
  marks(sources: Iterable<string>, redshift?: number): readonly LineMark[];
}

/** Weaker lines of a shell, relative to its strongest, are not marked. */
const weakest = 0.05;

/** Vacancy and electron by shell, as IUPAC names them: KL3 is K-alpha. */
const families: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/^KL/, 'Kα'],
  [/^K[MN]/, 'Kβ'],
  [/^L3M[45]/, 'Lα'],
  [/^L(2M4|3N|1M)/, 'Lβ'],
  [/^L[12]N/, 'Lγ'],
  [/^M/, 'M'],
];

/** Index of refraction of air minus 1, at a wavelength in vacuum in Angstrom (Morton 2000, as the VALD conversion has it). */
function airIndex(vacuum: number): number {
  const s2 = (1e4 / vacuum) ** 2;
  return 8.34254e-5 + 2.406147e-2 / (130 - s2) + 1.5998e-4 / (38.9 - s2);
}

/** Wavelength in vacuum of one in air, both in Angstrom: the inverse of Morton's (2000) conversion, to 1e-5. */
export function vacuumOfAir(air: number): number {
  let vacuum = air;
  for (let i = 0; i < 3; i++) vacuum = air * (1 + airIndex(vacuum));
  return vacuum;
}

/** The lines that fit the axis, or undefined: for bands without a unit, Raman shifts, velocities. */
export async function linesFor(axis: Pick<SpectralAxis, 'kind' | 'unit' | 'values'>): Promise<LineList | undefined> {
  const ends = [axis.values[0], axis.values[axis.values.length - 1]];
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const inside = (mark: LineMark) => mark.position >= low && mark.position <= high;
  if (axis.kind === 'energy') {
    const factor = unitFactor('keV', axis.unit);
    if (!factor) return undefined;
    const all = await elementLines(factor);
    return listOf('element', new Map([...all].filter(([, marks]) => marks.some(inside))), inside, () => false);
  }
  const factor = axis.kind.startsWith('wavelength') ? unitFactor('Angstrom', axis.unit) : undefined;
  if (!factor) return undefined;
  return listOf('ion', await ionLines(factor, axis.kind === 'wavelength-vacuum'), inside, () => true);
}

function listOf(
  kind: LineList['kind'],
  all: ReadonlyMap<string, readonly LineMark[]>,
  inside: (mark: LineMark) => boolean,
  moves: () => boolean,
): LineList {
  return {
    kind,
    sources: [...all.keys()],
    redshifts: moves(),
    marks: (sources, redshift = 0) =>
      [...sources]
        .flatMap(source => all.get(source) ?? [])
        .map(mark => (moves() ? { ...mark, position: mark.position * (1 + redshift) } : mark))
        .filter(inside)
        .sort((a, b) => a.position - b.position),
  };
}

/** Characteristic X-ray lines, neighbours of one family together at their mean energy by intensity. */
async function elementLines(factor: number): Promise<ReadonlyMap<string, readonly LineMark[]>> {
  const { elements } = await import('../../core/synth/xrf/table.js');
  const found = new Map<string, LineMark[]>();
  for (const { symbol, shells } of [...elements().values()].sort((a, b) => a.z - b.z)) {
    const sums = new Map<string, { energy: number; weight: number }>();
    for (const { name, lines } of shells) {
      const strongest = Math.max(
        ...shells.filter(shell => shell.name[0] === name[0]).flatMap(shell => shell.lines.map(line => line.production)),
      );
      for (const line of lines) {
        const family = families.find(([pattern]) => pattern.test(line.name))?.[1];
        if (!family || line.production < weakest * strongest) continue;
        const sum = sums.get(family) ?? { energy: 0, weight: 0 };
        sums.set(family, { energy: sum.energy + line.energy * line.production, weight: sum.weight + line.production });
      }
    }
    found.set(
      symbol,
      [...sums].map(([family, { energy, weight }]) => ({
        name: `${symbol} ${family}`,
        position: (energy / weight) * factor,
        of: symbol,
      })),
    );
  }
  return found;
}

/** Emission lines of nebulae by ion. */
async function ionLines(factor: number, vacuum: boolean): Promise<ReadonlyMap<string, readonly LineMark[]>> {
  const { nebularLines } = await import('../../core/synth/nebular/lines.js');
  const found = new Map<string, LineMark[]>();
  for (const [name, air] of Object.values(nebularLines)) {
    const ion = /^(H-|Pa)/.test(name) ? 'H I' : name.replace(/ \d+$/, '');
    const label = name.replace('H-alpha', 'Hα').replace('H-beta', 'Hβ');
    const mark = { name: label, position: (vacuum ? vacuumOfAir(air) : air) * factor, of: ion };
    found.set(ion, [...(found.get(ion) ?? []), mark]);
  }
  return found;
}
