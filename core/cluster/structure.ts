import { type Clumping, clumping } from './clumping.js';
import { type Coherence, coherence } from './coherence.js';
import type { Grid } from './edges.js';
import type { Points } from './types.js';

/** Whether there is anything to divide, and why. */
export interface Structure {
  readonly found: boolean;
  /** The coordinate whose neighbours are most alike. */
  readonly coherence: Coherence;
  /** Against Gaussian clouds of the same covariance; only looked at where neighbours are no more alike than by chance. */
  readonly clumping?: Clumping;
}

/** One coordinate of noise exceeds this in 2 of 10,000 cubes, so that of up to 20 coordinates one does in less than 1 of 200. */
const COHERENT = 3.5;
/** Latents of noise that are far from Gaussian (few counts divided by their largest) come to 0.18; groups apart to more. */
const CLUMPED = { effect: 0.25, p: 0.01 };

/**
 * Are the points more than one structureless cloud? Noise of spaxels that do not know of each other has no order in space, whatever the
 * preprocessing and the encoder make of it, and no clumps. Either is evidence of structure: neighbours alike (Moran's I, z >= 3.5), or clusters
 * much tighter than those of a Gaussian cloud (p <= 0.01, and 22 % less scatter). On noise the rate of false alarms is below 1 % + 0.5 %.
 */
export async function findStructure(
  points: Points,
  grid: Grid,
  options: { seed: number; signal?: AbortSignal },
): Promise<Structure> {
  const order = coherence(points, grid).reduce((best, axis) => (axis.z > best.z ? axis : best));
  if (order.z >= COHERENT) return { found: true, coherence: order };
  const clumps = await clumping(points, options);
  return { found: clumps.effect >= CLUMPED.effect && clumps.p <= CLUMPED.p, coherence: order, clumping: clumps };
}
