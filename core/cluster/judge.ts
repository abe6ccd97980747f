import { isCloisonneError } from '../cube/errors.js';
import { type Balance, balancedSpaces } from './balanced.js';
import { createBreather } from './breathe.js';
import type { KScores } from './choose.js';
import { criteria } from './criteria.js';
import type { Grid } from './edges.js';
import { gapStatistic } from './gap.js';
import { leastApart } from './joins.js';
import { fewestOf } from './odd.js';
import { takePoints } from './points.js';
import { createRandom } from './random.js';
import { silhouettes } from './silhouette.js';
import { type Stability, stability } from './stability.js';
import type { KMeansResult, Points, Silhouette, SilhouetteOptions, SweepEntry } from './types.js';

/** Options of `judgeSweep`. */
export interface JudgeOptions extends Pick<SilhouetteOptions, 'threads' | 'exactLimit' | 'sampleSize' | 'signal'> {
  readonly seed: number;
  /** Whether bootstrap stability and gap of k-means at each K are measured (default true): they say nothing of labels from elsewhere. */
  readonly resampling?: boolean;
  /** Where the points lie, to see which clusters keep apart. */
  readonly grid?: Grid;
  /**
   * What kind of principal components the points are, so that K is judged in a space in which the brightest does not decide alone; absent where they are
   * latents of a trained network, which are taken as they are.
   */
  readonly balance?: Balance;
}

/** What a sweep says while it works; `k` events come when everything is known, smallest K first. */
export type SweepEvent =
  | {
      readonly type: 'progress';
      readonly phase: 'cluster' | 'silhouette' | 'judge';
      readonly done: number;
      readonly total: number;
    }
  | ({ readonly type: 'k' } & KScores);

/** Points of the balanced space that are compared with each other. */
const BALANCED_SAMPLE = 8192;

/** Bootstraps of each K: enough to tell a stable K from one that is not, and a fraction of the time of the silhouettes. */
const STABILITY = { pairs: 10, sampleSize: 2000, restarts: 4 };

/**
 * Scores clusterings of the same points, one of each K, whoever made them: silhouettes, Calinski-Harabasz, Davies-Bouldin and BIC of the labels as
 * they are, bootstrap stability and gap of k-means at that K on seeded samples. The numbers do not depend on the number of threads.
 */
export async function judgeSweep(
  points: Points,
  clusterings: readonly KMeansResult[],
  options: JudgeOptions,
  onEvent: (event: SweepEvent) => void = () => {},
): Promise<SweepEntry[]> {
  const { seed, signal, resampling = true } = options;
  const divided = clusterings.filter(({ counts }) => counts.filter(n => n > 0).length > 1);
  const found = await silhouettes(points, divided, {
    ...options,
    onProgress: (done, total) => onEvent({ type: 'progress', phase: 'silhouette', done, total }),
  });
  const balanced = options.balance
    ? await balancedSilhouettes(points, divided, options.balance, options)
    : ownSilhouettes(points, divided, found);
  const breathe = createBreather(signal);
  const total = clusterings.length + 1;
  const progress = (done: number) => onEvent({ type: 'progress', phase: 'judge', done, total });
  progress(0);
  const gaps = resampling ? await gapStatistic(points, { ks: clusterings.map(({ k }) => k), seed, signal }) : [];
  progress(1);
  const entries: SweepEntry[] = [];
  for (const [i, kmeans] of clusterings.entries()) {
    await breathe();
    const silhouette = found[divided.indexOf(kmeans)] ?? undivided(kmeans.k, points.n);
    const stable = resampling ? stabilityAt(points, kmeans.k, options) : undefined;
    const { calinskiHarabasz, daviesBouldin, bic } = criteria(points, kmeans);
    const scores: KScores = {
      k: kmeans.k,
      silhouetteMacro: silhouette.macro,
      silhouettePointwise: silhouette.pointwise,
      silhouetteBalanced: balanced.get(kmeans) ?? Number.NaN,
      silhouetteError: silhouette.macroError,
      ...{ calinskiHarabasz, daviesBouldin, bic },
      stability: stable?.mean ?? Number.NaN,
      stabilityError: stable?.error ?? Number.NaN,
      gap: gaps[i]?.value ?? Number.NaN,
      gapError: gaps[i]?.error ?? Number.NaN,
      mixture: kmeans.mixture ?? Number.NaN,
      apart: options.grid && kmeans.k > 1 ? leastApart(kmeans.labels, kmeans.k, options.grid) : Number.NaN,
    };
    entries.push({ ...scores, kmeans, silhouette });
    progress(i + 2);
  }
  for (const { kmeans: _, silhouette: __, ...scores } of entries) onEvent({ type: 'k', ...scores });
  return entries;
}

/** Mean silhouettes of the points as they are; none for a K with a cluster of too few points. */
function ownSilhouettes(
  { n }: Points,
  clusterings: readonly KMeansResult[],
  found: readonly Silhouette[],
): Map<KMeansResult, number> {
  const fewest = fewestOf(n);
  return new Map(
    clusterings.flatMap((of, i) => (of.counts.some(count => count < fewest) ? [] : [[of, found[i].pointwise] as const])),
  );
}

/** Mean silhouettes, averaged over the two balanced spaces, on a seeded sample where there are many points; none for a K with a cluster of too few points. */
async function balancedSilhouettes(
  points: Points,
  clusterings: readonly KMeansResult[],
  balance: Balance,
  { seed, grid, threads, signal }: JudgeOptions,
): Promise<Map<KMeansResult, number>> {
  const fewest = fewestOf(points.n);
  const rows = createRandom(seed, 19).sample(points.n, BALANCED_SAMPLE);
  const sampled = clusterings
    .filter(({ counts }) => !counts.some(count => count < fewest))
    .map(of => ({ of, k: of.k, labels: Uint16Array.from(rows, row => of.labels[row]) }))
    .filter(({ labels }) => new Set(labels).size > 1);
  if (sampled.length === 0) return new Map();
  const values = sampled.map(() => 0);
  const spaces = balancedSpaces(points, balance, grid);
  for (const space of spaces) {
    const found = await silhouettes(takePoints(space, rows), sampled, { threads, signal });
    found.forEach(({ pointwise }, i) => {
      values[i] += pointwise / spaces.length;
    });
  }
  return new Map(sampled.map(({ of }, i) => [of, values[i]]));
}

/** Undefined for a single cluster, and where resampled points are too few to make k. */
function stabilityAt(points: Points, k: number, { seed, signal }: JudgeOptions): Stability | undefined {
  if (k === 1) return undefined;
  try {
    return stability(points, { k, seed, signal, ...STABILITY });
  } catch (err) {
    if (isCloisonneError(err, 'UsageError')) return undefined;
    throw err;
  }
}

/** There is no silhouette of a single cluster. */
function undivided(k: number, n: number): Silhouette {
  const none = Number.NaN;
  return {
    ...{ k, macro: none, pointwise: none, macroError: 0, pointwiseError: 0, exact: true },
    perCluster: new Float64Array(k).fill(none),
    perPoint: new Float32Array(n).fill(none),
  };
}
