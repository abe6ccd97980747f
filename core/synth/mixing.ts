import { type Lab, seenLab } from '../labels/color.js';
import { ciede2000 } from './ciede2000.js';

/** A material of a palette: its colour and its spectrum, whose sum is 1. */
export interface Material {
  readonly name: string;
  /** 0xrrggbb. */
  readonly color: number;
  /** [bands]. */
  readonly spectrum: Float64Array;
}

/**
 * Shares of the materials in a colour, by ganX's rule: alpha = (101 - dE) / 101 with the CIEDE2000 difference dE; those with alpha at or above
 * the threshold share in proportion to alpha; where there is none, the nearest one takes all. Shares sum to 1.
 */
export function mixColors(color: number, materials: readonly Pick<Material, 'color'>[], threshold: number): Float64Array {
  const lab: Lab = seenLab(color, 'normal');
  const alphas = materials.map(material => (101 - ciede2000(lab, seenLab(material.color, 'normal'))) / 101);
  const shares = Float64Array.from(alphas, alpha => (alpha >= threshold && alpha > 0 ? alpha : 0));
  const total = shares.reduce((sum, share) => sum + share, 0);
  if (total > 0) return shares.map(share => share / total);
  return Float64Array.from(alphas, (_, i) => (i === alphas.indexOf(Math.max(...alphas)) ? 1 : 0));
}

/** The mixture's spectrum, [bands], of sum 1. */
export function mixSpectra(shares: Float64Array, materials: readonly Pick<Material, 'spectrum'>[]): Float64Array {
  const out = new Float64Array(materials[0].spectrum.length);
  materials.forEach(({ spectrum }, m) => {
    if (shares[m] > 0) for (let band = 0; band < out.length; band++) out[band] += shares[m] * spectrum[band];
  });
  const total = out.reduce((sum, v) => sum + v, 0);
  return total > 0 ? out.map(v => v / total) : out;
}
