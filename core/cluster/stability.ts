import { throwIfAborted, UsageError } from '../cube/errors.js';
import { adjustedRand } from './agreement.js';
import { kmeans } from './kmeans.js';
import { nearestCentres, takePoints, thinPoints } from './points.js';
import { createRandom, type Random } from './random.js';
import { distinctPoints } from './seeding.js';
import type { Points } from './types.js';

/** Options of `stability`. */
export interface StabilityOptions {
  readonly k: number;
  readonly seed: number;
  /** Pairs of bootstrap samples (default 20). */
  readonly pairs?: number;
  /** Points at most in a sample, and on which two clusterings are compared (default 2000). */
  readonly sampleSize?: number;
  /** Starts of each k-means (default 4). */
  readonly restarts?: number;
  readonly signal?: AbortSignal;
}

/** How much clusterings of resampled points agree. */
export interface Stability {
  readonly k: number;
  /** Mean adjusted Rand index of the pairs: 1 when every sample gives the same clusters, 0 when they agree by chance. */
  readonly mean: number;
  /** Standard error of the mean. */
  readonly error: number;
}

/**
 * Bootstrap stability of k-means at one K (Fang and Wang 2012, with the adjusted Rand index): two samples with replacement, each clustered; all points are
 * given to the nearest centre of either; how far do they agree? Several K
 * may be stable (any grouping of clouds that stay together), so the largest stable K tells more than the most stable one. Seeded, and the same for any K. Throws UsageError when a sample cannot make k clusters.
 */
export function stability(points: Points, options: StabilityOptions): Stability {
  const { k, seed, pairs = 20, sampleSize = 2000, restarts = 4, signal } = options;
  const random = createRandom(seed, 11);
  const size = Math.min(points.n, sampleSize);
  const judges = thinPoints(points, size, random);
  const scores: number[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const found = [0, 1].map(() => {
      throwIfAborted(signal);
      const { centres } = kmeans(bootstrap(points, size, k, random), { k, seed: random.uint32(), restarts });
      return nearestCentres(judges, centres);
    });
    const table = Array.from({ length: k }, () => new Array<number>(k).fill(0));
    for (let i = 0; i < judges.n; i++) table[found[0][i]][found[1][i]]++;
    scores.push(adjustedRand(table.filter(row => row.some(n => n > 0))));
  }
  const mean = scores.reduce((sum, score) => sum + score, 0) / pairs;
  const variance = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / Math.max(1, pairs - 1);
  return { k, mean, error: Math.sqrt(variance / pairs) };
}

function bootstrap(points: Points, size: number, k: number, random: Random): Points {
  for (let attempt = 0; attempt < 20; attempt++) {
    const sample = takePoints(
      points,
      Int32Array.from({ length: size }, () => random.integer(points.n)),
    );
    if (distinctPoints(sample.data, sample.dim, k) === k) return sample;
  }
  throw new UsageError(`${size} points drawn with replacement do not make ${k} clusters`, { remedy: 'Ask for fewer clusters.' });
}
