import { platform } from '#platform';
import { EmptyError, UsageError } from '../cube/errors.js';
import { kmeans } from './kmeans.js';
import { requireFinite } from './points.js';
import { runPool } from './pool.js';
import { distinctPoints } from './seeding.js';
import { silhouettes } from './silhouette.js';
import type { KMeansOptions, KMeansResult, Points, SilhouetteOptions, SweepEntry } from './types.js';

/** Points x dimensions x clusters below which a worker costs more than it saves. */
const SMALL = 50_000;

/** Every K of kMin..kMax (inclusive), with the options of k-means and of the silhouettes; one seed and one signal for both. */
export interface SweepOptions extends Omit<KMeansOptions, 'k'>, Pick<SilhouetteOptions, 'threads' | 'exactLimit' | 'sampleSize'> {
  readonly kMin: number;
  readonly kMax: number;
}

/** What a sweep says while it works; `k` events come when all silhouettes are known, smallest K first. */
export type SweepEvent =
  | { readonly type: 'progress'; readonly phase: 'cluster' | 'silhouette'; readonly done: number; readonly total: number }
  | {
      readonly type: 'k';
      readonly k: number;
      readonly silhouetteMacro: number;
      readonly silhouettePointwise: number;
      /** Standard error of the macro mean. */
      readonly error: number;
    };

/**
 * Clusters the points for every K and scores all of them in one pass over the pairs. K beyond the number of different points are left
 * out. The result does not depend on the number of threads. Throws EmptyError when not even kMin clusters can be made, UsageError for a
 * wrong range or coordinates that are not finite.
 */
export async function sweepK(
  points: Points,
  options: SweepOptions,
  onEvent: (event: SweepEvent) => void = () => {},
): Promise<SweepEntry[]> {
  const { kMin, kMax, threads, signal, exactLimit, sampleSize, ...rest } = options;
  if (!(Number.isInteger(kMin) && Number.isInteger(kMax) && kMin >= 2 && kMax >= kMin)) {
    throw new UsageError(`K from ${kMin} to ${kMax}`, { why: 'a sweep needs integers with 2 <= kMin <= kMax' });
  }
  requireFinite(points);
  const most = distinctPoints(points.data, points.dim, kMax);
  if (most < kMin) {
    throw new EmptyError(`${points.n} points cannot make ${kMin} clusters`, {
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
  const scores = await silhouettes(points, found, {
    threads,
    exactLimit,
    sampleSize,
    seed: options.seed,
    signal,
    onProgress: (pairs, all) => onEvent({ type: 'progress', phase: 'silhouette', done: pairs, total: all }),
  });
  return found.map((result, i) => {
    const { macro, pointwise, macroError } = scores[i];
    onEvent({ type: 'k', k: result.k, silhouetteMacro: macro, silhouettePointwise: pointwise, error: macroError });
    return { k: result.k, kmeans: result, silhouette: scores[i] };
  });
}

/** The entry with the largest silhouette: the paper's mean over clusters, or the mean over points; the smaller K where two are equal. */
export function chooseK(
  entries: readonly SweepEntry[],
  by: 'silhouette-macro' | 'silhouette-pointwise' = 'silhouette-macro',
): SweepEntry {
  if (entries.length === 0) throw new UsageError('no K to choose from');
  const score = ({ silhouette }: SweepEntry) => (by === 'silhouette-macro' ? silhouette.macro : silhouette.pointwise);
  return entries.reduce((best, entry) => (score(entry) > score(best) ? entry : best));
}
