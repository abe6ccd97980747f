import { addGaussian, SIGMA_OF_FWHM } from '../erf.js';
import { attenuation, compound } from './compound.js';
import { crossSection, elementOf } from './table.js';

/** A silicon drift detector and the way to it. */
export interface Detector {
  /** Electronic noise, FWHM in keV. */
  readonly noise: number;
  /** Fano factor. */
  readonly fano: number;
  /** Beryllium window, cm. */
  readonly window: number;
  /** Air between sample and window, cm. */
  readonly air: number;
  /** Silicon, cm. */
  readonly thickness: number;
  /** Share of a peak whose charge is not wholly collected: a flat shelf from 0 to its energy. */
  readonly shelf: number;
  /** Share of the events that are two photons counted as one. */
  readonly pileUp: number;
}

/** About 140 eV at the K-alpha line of manganese. */
export const silicon: Detector = {
  noise: 0.072,
  fano: 0.115,
  window: 8e-4,
  air: 1,
  thickness: 0.045,
  shelf: 0.01,
  pileUp: 0.004,
};

/** keV to make an electron-hole pair in silicon. */
const PAIR = 0.00362;
const K_ALPHA = 1.7398;
const K_EDGE = 1.8389;
/** g/cm3 of silicon, beryllium, air. */
const [SILICON, BERYLLIUM, AIR] = [2.33, 1.848, 1.205e-3];

/** Standard deviation of a peak in keV: noise and Fano statistics in quadrature. */
export function peakSigma({ noise, fano }: Detector, energy: number): number {
  return Math.sqrt((noise * SIGMA_OF_FWHM) ** 2 + PAIR * fano * energy);
}

/** Share of the photons that reach the silicon and stay in it. */
export function efficiency({ window, air, thickness }: Detector, energy: number): number {
  const through =
    crossSection(elementOf('Be').attenuation, energy) * BERYLLIUM * window + attenuation(dryAir(), energy) * AIR * air;
  return Math.exp(-through) * -Math.expm1(-crossSection(elementOf('Si').attenuation, energy) * SILICON * thickness);
}

/** Share of the photons absorbed whose silicon K-alpha photon leaves through the front (Reed and Ware 1972). */
export function escapeShare(energy: number): number {
  if (energy <= K_EDGE) return 0;
  const { attenuation: table } = elementOf('Si');
  const ratio = crossSection(table, K_ALPHA) / crossSection(table, energy);
  // Fluorescence yield 0.0485; 0.92 of the absorption is the K shell's.
  return 0.5 * 0.0485 * 0.92 * (1 - ratio * Math.log1p(1 / ratio));
}

/** Adds a line as the detector sees it to bins of increasing `edges` in keV: peak, escape peak, shelf. `sigma` is its own width. */
export function addLine(
  detector: Detector,
  target: Float64Array,
  edges: Float64Array,
  energy: number,
  amount: number,
  sigma = 0,
): void {
  const seen = amount * efficiency(detector, energy);
  const lost = seen * escapeShare(energy);
  const partial = (seen - lost) * detector.shelf;
  const width = (at: number) => Math.hypot(peakSigma(detector, at), sigma);
  addGaussian(target, edges, energy, width(energy), seen - lost - partial);
  if (lost > 0) addGaussian(target, edges, energy - K_ALPHA, width(energy - K_ALPHA), lost);
  for (let i = 0; i < target.length && edges[i] < energy; i++)
    target[i] += (partial * (Math.min(energy, edges[i + 1]) - Math.max(0, edges[i]))) / energy;
}

/**
 * Replaces a share of a spectrum on equal bins by the sums of two of its photons: sum peaks and what lies between them. The share may be smaller
 * than asked by sums beyond the last bin, which are lost.
 */
export function pileUp(spectrum: Float64Array, edges: Float64Array, share: number): Float64Array {
  const total = spectrum.reduce((sum, v) => sum + v, 0);
  const out = spectrum.map(v => v * (1 - share));
  const bin = (edges[edges.length - 1] - edges[0]) / spectrum.length;
  // The sum of the centres of bins i and j lies at this position behind bin i + j.
  const offset = 0.5 + edges[0] / bin;
  const [whole, part] = [Math.floor(offset), offset - Math.floor(offset)];
  for (let i = 0; i < spectrum.length; i++) {
    if (spectrum[i] === 0) continue;
    for (let j = 0, at = i + whole; j < spectrum.length && at < out.length; j++, at++) {
      const pair = (share * spectrum[i] * spectrum[j]) / total;
      if (at >= 0) out[at] += pair * (1 - part);
      if (at >= -1 && at + 1 < out.length) out[at + 1] += pair * part;
    }
  }
  return out;
}

let air: ReturnType<typeof compound> | undefined;

/** 4 nitrogen molecules to one of oxygen, and argon. */
function dryAir() {
  air ??= compound('15600N.4200O.93Ar');
  return air;
}
