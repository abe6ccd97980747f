import { createRandom, type Random } from '../cluster/random.js';
import type { Synthesis } from './types.js';

/** How a cube gets worse: white noise of this standard deviation, or counts of which this share is kept. */
export type Damage = { readonly sigma: number } | { readonly keep: number };

/** Rows of noise lie behind the rows of the cubes in the space of random streams. */
const STREAM = 2 ** 24;

/**
 * The same cube with more noise and the same truth: white Gaussian noise added (its variance too), or, for counts, each photon kept with a
 * probability and the rest scaled up, so that the mean stays. Seeded by `seed` and row.
 */
export function degraded(cube: Synthesis, damage: Damage, seed: number): Synthesis {
  return {
    ...cube,
    row(y, data, variance) {
      cube.row(y, data, variance);
      const random = createRandom(seed, STREAM + y);
      if ('sigma' in damage) {
        if (damage.sigma > 0) for (let i = 0; i < data.length; i++) data[i] += damage.sigma * random.normal();
        if (variance) for (let i = 0; i < variance.length; i++) variance[i] += damage.sigma ** 2;
      } else if (damage.keep < 1) {
        for (let i = 0; i < data.length; i++) if (data[i] > 0) data[i] = thinned(random, data[i], damage.keep) / damage.keep;
      }
    },
  };
}

/** How many of `count` photons are kept: a binomial number. */
function thinned(random: Random, count: number, keep: number): number {
  let kept = 0;
  for (let i = 0; i < count; i++) if (random.uniform() < keep) kept++;
  return kept;
}
