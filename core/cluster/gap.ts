import { createBreather } from './breathe.js';
import { thinPoints } from './points.js';
import { createRandom } from './random.js';
import { logInertias, principalFrame, uniformBox } from './reference.js';
import type { Points } from './types.js';

/** Options of `gapStatistic`. */
export interface GapOptions {
  /** The numbers of clusters to judge. */
  readonly ks: readonly number[];
  readonly seed: number;
  /** Reference clouds (default 10). */
  readonly references?: number;
  /** Points at most that are clustered, in the data and in each reference (default 1000). */
  readonly sampleSize?: number;
  /** Starts of each k-means (default 2). */
  readonly restarts?: number;
  readonly signal?: AbortSignal;
}

/** The gap at one K; NaN where the points do not make K clusters. */
export interface Gap {
  readonly k: number;
  /** Mean of ln W_k over the references minus that of the data. */
  readonly value: number;
  /** s_k: standard deviation over the references, widened by sqrt(1 + 1 / references) for their small number. */
  readonly error: number;
}

/**
 * Gap statistic (Tibshirani, Walther and Hastie 2001): how much tighter clusters are than those of points spread evenly over the box of the
 * principal axes of the data (their choice b). Defined for K = 1 too. On a seeded sample, which leaves the expected gap as it is.
 */
export async function gapStatistic(points: Points, options: GapOptions): Promise<Gap[]> {
  const { ks, seed, references = 10, sampleSize = 1000, restarts = 2 } = options;
  const random = createRandom(seed, 12);
  const sample = thinPoints(points, sampleSize, random);
  if (sample.n < 2) return ks.map(k => ({ k, value: Number.NaN, error: Number.NaN }));
  const frame = principalFrame(sample, random);
  const found = logInertias(sample, ks, restarts, random);
  const expected: number[][] = [];
  const breathe = createBreather(options.signal);
  for (let r = 0; r < references; r++) {
    await breathe();
    expected.push(logInertias(uniformBox(frame, sample.n, random), ks, restarts, random));
  }
  return ks.map((k, i) => {
    const mean = expected.reduce((sum, logs) => sum + logs[i], 0) / references;
    const variance = expected.reduce((sum, logs) => sum + (logs[i] - mean) ** 2, 0) / references;
    return { k, value: mean - found[i], error: Math.sqrt(variance * (1 + 1 / references)) };
  });
}
