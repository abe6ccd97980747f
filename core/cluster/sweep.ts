import { platform } from '#platform';
import { EmptyError, UsageError } from '../cube/errors.js';
import { type JudgeOptions, judgeSweep, type SweepEvent } from './judge.js';
import { kmeans } from './kmeans.js';
import { mixtureSweep } from './mixture/sweep.js';
import { requireFinite } from './points.js';
import { runPool } from './pool.js';
import { distinctPoints } from './seeding.js';
import type { KMeansOptions, KMeansResult, Points, SilhouetteOptions, SweepEntry } from './types.js';

/** Points x dimensions x clusters below which a worker costs more than it saves. */
const SMALL = 50_000;

/** Ways to cluster. */
export type Clustering = 'k-means' | 'mixture';

/** Every K of kMin..kMax (inclusive), with the options of k-means and of the silhouettes; one seed and one signal for both. */
export interface SweepOptions
  extends Omit<KMeansOptions, 'k'>,
    Pick<SilhouetteOptions, 'threads' | 'exactLimit' | 'sampleSize'>,
    Pick<JudgeOptions, 'grid' | 'balance'> {
  readonly kMin: number;
  readonly kMax: number;
  /** Whose clusters are judged: those of k-means (default), or of Gaussian mixtures, which look at neighbours where the grid is given. */
  readonly clustering?: Clustering;
}

/**
 * Clusters the points for every K and judges each. K beyond the number of different points are left out. The result does not depend on the number of threads. Throws EmptyError when not even kMin clusters can be made or all points are the same, UsageError for a
 * wrong range or coordinates that are not finite.
 */
export async function sweepK(
  points: Points,
  options: SweepOptions,
  onEvent: (event: SweepEvent) => void = () => {},
): Promise<SweepEntry[]> {
  const { kMin, kMax, threads, signal, exactLimit, sampleSize, clustering = 'k-means', grid, balance, ...rest } = options;
  if (!(Number.isInteger(kMin) && Number.isInteger(kMax) && kMin >= 1 && kMax >= kMin)) {
    throw new UsageError(`K from ${kMin} to ${kMax}`, { why: 'a sweep needs integers with 1 <= kMin <= kMax' });
  }
  requireFinite(points);
  const most = distinctPoints(points.data, points.dim, kMax);
  const fewest = Math.max(kMin, Math.min(2, kMax));
  if (most < fewest) {
    throw new EmptyError(`${points.n} points cannot make ${fewest} clusters`, {
      why: `only ${most} of them differ`,
      remedy: 'Ask for fewer clusters.',
    });
  }
  // The largest K takes longest, so it starts first.
  const largest = Math.min(kMax, most);
  const jobs: KMeansOptions[] = Array.from({ length: largest - kMin + 1 }, (_, i) => ({ ...rest, k: largest - i }));
  const found: KMeansResult[] = new Array(jobs.length);
  let done = 0;
  await runPool<Points, KMeansOptions, KMeansResult>({
    worker: 'kmeans',
    run: kmeans,
    setup: { data: points.data, n: points.n, dim: points.dim },
    jobs,
    threads: points.n * points.dim * largest < SMALL ? 1 : (threads ?? platform.threads()),
    signal,
    onResult: (result, index) => {
      found[jobs.length - 1 - index] = result;
      onEvent({ type: 'progress', phase: 'cluster', done: ++done, total: jobs.length });
    },
  });
  const clusterings = clustering === 'mixture' ? await mixtureSweep(points, found, { seed: options.seed, grid, signal }) : found;
  return judgeSweep(points, clusterings, { threads, exactLimit, sampleSize, grid, balance, seed: options.seed, signal }, onEvent);
}
