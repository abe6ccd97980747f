import { addGaussian, SIGMA_OF_FWHM } from '../../synth/erf.js';
import { efficiency, escapeShare, peakSigma, silicon } from '../../synth/xrf/detector.js';
import { elements, tube } from '../../synth/xrf/table.js';
import { type Component, componentOf } from '../model.js';

/** Lines of one element and one principal shell whose ratios the table knows: they rise and fall together. */
export interface LineGroup {
  readonly element: string;
  readonly z: number;
  readonly shell: 'K' | 'L' | 'M';
  /** keV of the strongest family. */
  readonly energy: number;
  readonly families: readonly LineFamily[];
}

/** Lines that a detector sees as one: K-alpha, L-beta ... */
export interface LineFamily {
  /** With Siegbahn's letters: `Kα`. */
  readonly name: string;
  /** Mean energy in keV. */
  readonly energy: number;
  /** Production times efficiency of the detector, cm2/g. */
  readonly strength: number;
  readonly lines: readonly Line[];
}

/** One line: keV, and production times efficiency of the detector in cm2/g. */
export interface Line {
  readonly energy: number;
  readonly strength: number;
}

/** How channels and energies go together, and how wide lines are. */
export interface Calibration {
  /** keV that the axis is off: true energy = (1 + gain) * axis + offset. */
  readonly offset: number;
  readonly gain: number;
  /** Electronic noise of the detector, FWHM in keV. */
  readonly noise: number;
}

const K_ALPHA_SILICON = 1.7398;

/** The Siegbahn family of an IUPAC line. */
function familyOf(name: string): string {
  if (name.startsWith('K')) return name[1] === 'L' ? 'Kα' : 'Kβ';
  if (name.startsWith('L3M1')) return 'Lℓ';
  if (name.startsWith('L2M1')) return 'Lη';
  if (/^L3M[45]/.test(name)) return 'Lα';
  if (/^L[12][NO]/.test(name)) return 'Lγ';
  if (name.startsWith('L')) return 'Lβ';
  return name.startsWith('M5') ? 'Mα' : name.startsWith('M4') ? 'Mβ' : 'Mγ';
}

/** Every group of the table with a line between these energies in keV, by element. */
export function lineGroups(from: number, to: number): LineGroup[] {
  return [...elements().values()].flatMap(({ symbol, z, shells }) =>
    (['K', 'L', 'M'] as const).flatMap(shell => {
      const lines = shells
        .filter(({ name }) => name.startsWith(shell))
        .flatMap(part => part.lines)
        .map(({ name, energy, production }) => ({ name, energy, strength: production * efficiency(silicon, energy) }))
        .filter(({ energy }) => energy > from && energy < to);
      const names = [...new Set(lines.map(({ name }) => familyOf(name)))];
      const families = names.map((name): LineFamily => {
        const own = lines.filter(line => familyOf(line.name) === name);
        const strength = own.reduce((sum, line) => sum + line.strength, 0);
        const energy = own.reduce((sum, line) => sum + line.energy * line.strength, 0) / strength;
        return { name, energy, strength, lines: own };
      });
      families.sort((p, q) => q.strength - p.strength);
      return families.length > 0 ? [{ element: symbol, z, shell, energy: families[0].energy, families }] : [];
    }),
  );
}

/** The lines as the detector sees them on bins of increasing `edges` in keV. */
export function template(lines: readonly Line[], edges: Float64Array, { offset, gain, noise }: Calibration): Component {
  const out = new Float64Array(edges.length - 1);
  for (const { energy, strength } of lines)
    addGaussian(out, edges, (energy - offset) / (1 + gain), peakSigma({ ...silicon, noise }, energy), strength);
  return componentOf(out);
}

/** Every line of these groups, in these amounts, less the silicon photon that got away. */
export function escapePeaks(
  groups: readonly LineGroup[],
  amounts: Float64Array,
  edges: Float64Array,
  calibration: Calibration,
): Component {
  const lines = groups.flatMap(({ families }, i) =>
    amounts[i] === 0
      ? []
      : families
          .flatMap(family => family.lines)
          .map(({ energy, strength }) => ({
            energy: energy - K_ALPHA_SILICON,
            strength: amounts[i] * strength * escapeShare(energy),
          })),
  );
  return template(
    lines.filter(({ energy, strength }) => energy > 0 && strength > 0),
    edges,
    calibration,
  );
}

/** Full width of a line at half its height, keV. */
export const lineWidth = (energy: number, noise: number): number => peakSigma({ ...silicon, noise }, energy) / SIGMA_OF_FWHM;

/** Photons of the tube scattered by the sample: unchanged, and by 90 to 150 degrees with the width that moving electrons give. */
export function scattered(edges: Float64Array, calibration: Calibration): Component[] {
  const rayleigh = template(
    tube.lines.map(({ energy, photons }) => ({ energy, strength: photons })),
    edges,
    calibration,
  );
  const compton = [90, 120, 150].map(angle => {
    const out = new Float64Array(edges.length - 1);
    for (const { energy, photons } of tube.lines) {
      const moved = energy / (1 + (energy / 510.999) * (1 - Math.cos((angle * Math.PI) / 180)));
      const { offset, gain, noise } = calibration;
      const sigma = Math.hypot(peakSigma({ ...silicon, noise }, moved), 0.015 * moved);
      addGaussian(out, edges, (moved - offset) / (1 + gain), sigma, photons);
    }
    return componentOf(out);
  });
  return [rayleigh, ...compton].filter(({ values }) => values.length > 0);
}
