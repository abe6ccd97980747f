import { type Border, borderOf } from './border.js';
import { type Clumping, clumping } from './clumping.js';
import { type Coherence, coherence } from './coherence.js';
import type { Grid } from './edges.js';
import type { KMeansResult, Points } from './types.js';

/** Whether there is anything to divide, and why. */
export interface Structure {
  readonly found: boolean;
  /** The coordinate whose neighbours are most alike. */
  readonly coherence: Coherence;
  /** Against Gaussian clouds of the same covariance; only looked at where neighbours are no more alike than by chance, or where no border is one. */
  readonly clumping?: Clumping;
  /** What lies between the two clusters of K = 2; absent where neighbours are alike as by chance. */
  readonly border?: Border;
  /** True where the spectra differ by degree, not by kind: there is no gap between the two, and crossing the border is a step like any other. */
  readonly continuum: boolean;
}

/** One coordinate of noise exceeds this in 2 of 10,000 cubes, so that of up to 20 coordinates one does in less than 1 of 200. */
const COHERENT = 3.5;
/** Latents of noise that are far from Gaussian (few counts divided by their largest) come to 0.18; groups apart to more. */
const CLUMPED = { effect: 0.25, p: 0.01 };
/** Valley and twice the jump together, and excess: made gradients and smooth noise stay below both of a pair, images of kinds are above one at least. */
const GRADUAL = [
  { both: 0.8, excess: 0.12 },
  { both: 0.9, excess: 0.05 },
];

/**
 * Are the points more than one structureless cloud? Noise of spaxels that do not know of each other has no order in space, whatever the
 * preprocessing and the encoder make of it, and no clumps. Neighbours alike (Moran's I, z >= 3.5) are evidence of structure where the border between
 * the clusters of K = 2 (`two`) is a border; where it is not, they may be noise that is smooth in space, and as for other noise, only clusters much
 * tighter than those of a Gaussian cloud count (p <= 0.01, and 22 % less scatter). On noise the rate of false alarms is below 1 % + 0.5 %.
 */
export async function findStructure(
  points: Points,
  grid: Grid,
  options: { seed: number; signal?: AbortSignal; two?: Pick<KMeansResult, 'labels' | 'k'> },
): Promise<Structure> {
  const { seed, two } = options;
  const order = coherence(points, grid).reduce((best, axis) => (axis.z > best.z ? axis : best));
  const alike = order.z >= COHERENT;
  const border = alike && two ? borderOf(points, two, grid, seed) : undefined;
  const both = border && border.valley + 2 * border.jump;
  const gradual = both !== undefined && GRADUAL.some(limit => both < limit.both && border!.excess < limit.excess);
  if (alike && !gradual) return { found: true, coherence: order, border, continuum: false };
  const clumps = await clumping(points, options);
  const found = clumps.effect >= CLUMPED.effect && clumps.p <= CLUMPED.p;
  return { found, coherence: order, clumping: clumps, border, continuum: gradual };
}
