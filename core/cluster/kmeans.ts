import { EmptyError, throwIfAborted, UsageError } from '../cube/errors.js';
import { type LloydProblem, type LloydResult, type LloydStep, lloyd } from './lloyd.js';
import { requireFinite } from './points.js';
import { createRandom } from './random.js';
import { distinctPoints, startCentres } from './seeding.js';
import type { KMeansOptions, KMeansResult, Points } from './types.js';

/** One Lloyd step of one start. `start` counts from 0; `refining` marks the run on all points that follows restarts on a sample. */
export interface KMeansStep extends LloydStep {
  readonly start: number;
  readonly refining: boolean;
}

/** Starts for n points: 10, and more where they cost little, since a few points have many optima that are nearly as good. */
export const restartsFor = (n: number): number => Math.min(Math.max(10, Math.ceil(200_000 / n)), 100);

/**
 * k-means in float64: the best of several greedy k-means++ starts. The same points, options and seed give the same bytes.
 * Throws UsageError for a NaN or infinite coordinate or a wrong k, EmptyError when there are fewer different points than k.
 */
export function kmeans(points: Points, options: KMeansOptions): KMeansResult {
  const steps = kmeansSteps(points, options);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** `kmeans` step by step, for those who want to watch; yields every Lloyd step of every start and returns the result. */
export function* kmeansSteps(points: Points, options: KMeansOptions): Generator<KMeansStep, KMeansResult, undefined> {
  const { k, seed, init = 'kmeans++', maxIterations = 300, tolerance = 1e-4, restartSample = 65536, signal } = options;
  const { n, dim } = points;
  requireFinite(points);
  const data = Float64Array.from(points.data);
  if (!Number.isInteger(k) || k < 1 || k > 65535)
    throw new UsageError(`k = ${k} clusters`, { why: 'k must be an integer of 1..65535' });
  const distinct = distinctPoints(data, dim, k);
  if (distinct < k) {
    throw new EmptyError(`${n} points cannot make ${k} clusters`, {
      why: `only ${distinct} of them differ`,
      remedy: 'Ask for fewer clusters.',
    });
  }
  const restarts = init === 'first' ? 1 : Math.max(1, options.restarts ?? restartsFor(n));
  const random = createRandom(seed);
  const threshold = tolerance * meanVariance(data, dim);
  const all: LloydProblem = { data, dim, k, maxIterations, threshold };

  let trial = all;
  if (restarts > 1 && n > restartSample) {
    const sample = rows(data, dim, random.sample(n, restartSample));
    if (distinctPoints(sample, dim, k) === k) trial = { ...all, data: sample };
  }
  const trials = options.localTrials ?? 2 + Math.floor(Math.log(k));
  let best: LloydResult | undefined;
  for (let start = 0; start < restarts; start++) {
    const centres = startCentres(trial.data, dim, k, init, random, trials);
    const result = yield* run(trial, centres, start, false, signal);
    if (!best || result.inertia < best.inertia) best = result;
  }
  if (trial !== all) best = yield* run(all, best!.centres, restarts, true, signal);
  const { labels, centres, counts, inertia, iteration, stop, repaired } = best!;
  return { k, labels, centres, counts, inertia, iterations: iteration, stop, repaired };
}

function* run(problem: LloydProblem, centres: Float64Array, start: number, refining: boolean, signal?: AbortSignal) {
  const steps = lloyd(problem, centres);
  for (;;) {
    throwIfAborted(signal);
    const { done, value } = steps.next();
    if (done) return value;
    yield { ...value, start, refining };
  }
}

function rows(data: Float64Array, dim: number, indices: Int32Array): Float64Array {
  const out = new Float64Array(indices.length * dim);
  indices.forEach((row, i) => {
    out.set(data.subarray(row * dim, (row + 1) * dim), i * dim);
  });
  return out;
}

/** Mean over the dimensions of the population variance. */
function meanVariance(data: Float64Array, dim: number): number {
  const n = data.length / dim;
  let total = 0;
  for (let d = 0; d < dim; d++) {
    let mean = 0;
    for (let p = d; p < data.length; p += dim) mean += data[p];
    mean /= n;
    for (let p = d; p < data.length; p += dim) total += (data[p] - mean) ** 2;
  }
  return total / (n * dim);
}
