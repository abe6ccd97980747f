import { createBreather } from './breathe.js';
import { thinPoints } from './points.js';
import { createRandom } from './random.js';
import { gaussianCloud, logInertias, principalFrame } from './reference.js';
import type { Points } from './types.js';

/** How much clumpier points are than one Gaussian cloud. */
export interface Clumping {
  /** The number of clusters at which they differ most. */
  readonly k: number;
  /** By how much ln(W_k / W_1) lies below the mean of the references there: 0.2 is 18 % less scatter within clusters. */
  readonly effect: number;
  /** Share of references, the data among them, that differ as much: 0.01 at the least with 99 references. */
  readonly p: number;
}

const KS = [2, 3, 4, 5];
const REFERENCES = 99;
const SAMPLE = 1000;
const STARTS = 2;

/**
 * Compares the scatter that k-means leaves (K = 2 to 5, over that of the whole) with that of seeded normal clouds of the same covariance, as
 * SigClust does for K = 2 (Liu, Hayes, Nobel and Marron 2008). The statistic is the largest difference in units of the references' spread, and
 * its p-value is its rank among theirs, so that looking at several K costs nothing. On a sample of 1000 points at most.
 */
export async function clumping(points: Points, options: { seed: number; signal?: AbortSignal }): Promise<Clumping> {
  const random = createRandom(options.seed, 13);
  const sample = thinPoints(points, SAMPLE, random);
  const ks = KS.filter(k => k < sample.n / 2);
  if (ks.length === 0) return { k: 1, effect: 0, p: 1 };
  const frame = principalFrame(sample, random);
  const relative = (cloud: Points) => {
    const [whole, ...parts] = logInertias(cloud, [1, ...ks], STARTS, random);
    // Fewer different points than clusters leave no scatter at all.
    return parts.map(part => (Number.isNaN(part) ? Math.log(Number.MIN_VALUE) : part) - whole);
  };
  const found = relative(sample);
  const references: number[][] = [];
  const breathe = createBreather(options.signal);
  for (let r = 0; r < REFERENCES; r++) {
    await breathe();
    references.push(relative(gaussianCloud(frame, sample.n, random)));
  }
  const mean = ks.map((_, i) => references.reduce((sum, logs) => sum + logs[i], 0) / REFERENCES);
  const spread = ks.map((_, i) => Math.sqrt(references.reduce((sum, logs) => sum + (logs[i] - mean[i]) ** 2, 0) / REFERENCES));
  const deviations = (logs: readonly number[]) => logs.map((log, i) => (mean[i] - log) / spread[i]);
  const own = deviations(found);
  const largest = Math.max(...own);
  const at = own.indexOf(largest);
  const asLarge = references.filter(logs => Math.max(...deviations(logs)) >= largest).length;
  return { k: ks[at], effect: mean[at] - found[at], p: (1 + asLarge) / (1 + REFERENCES) };
}
