import type { Points } from '../types.js';
import { cholesky } from '../unmix/cholesky.js';

/** Share of the mean variance of the points below which no component gets: one that settles on equal points would have none. */
const RIDGE = 1e-4;
/** Points a component must be worth to have a covariance of its own. */
const FEWEST = 2;

/** A mixture of k Gaussians in dim dimensions. */
export interface Mixture {
  readonly k: number;
  /** [k] shares, sum 1. */
  readonly weights: Float64Array;
  /** [k * dim]. */
  readonly means: Float64Array;
  /** [k * dim * dim]. */
  readonly covariances: Float64Array;
}

/** A mixture with how well it fits. */
export interface FittedMixture extends Mixture {
  /** Sum over the points of ln p(x). */
  readonly logLikelihood: number;
  readonly iterations: number;
}

/** Free numbers of a mixture: k - 1 shares, k means, k symmetric covariances. */
export const parametersOf = (k: number, dim: number): number => k - 1 + k * dim + (k * dim * (dim + 1)) / 2;

/** What `density` needs of each component: the lower factor of its covariance and the logarithm of its height. */
function factors({ k, weights, covariances }: Mixture, dim: number): { lower: Float64Array[]; height: Float64Array } {
  const height = new Float64Array(k);
  const lower = Array.from({ length: k }, (_, c) => {
    const factor = covariances.slice(c * dim * dim, (c + 1) * dim * dim);
    if (!cholesky(factor, dim)) height[c] = Number.NEGATIVE_INFINITY;
    else height[c] = Math.log(weights[c]) - (dim / 2) * Math.log(2 * Math.PI);
    for (let d = 0; d < dim; d++) height[c] -= Math.log(factor[d * dim + d]);
    return factor;
  });
  return { lower, height };
}

/** Sum over the points of ln p(x), and into `shares` [n * k] the probability of each component given the point. */
export function posteriors({ data, n, dim }: Points, mixture: Mixture, shares: Float64Array): number {
  const { k, means } = mixture;
  const { lower, height } = factors(mixture, dim);
  const y = new Float64Array(dim);
  let total = 0;
  for (let i = 0; i < n; i++) {
    let most = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < k; c++) {
      const factor = lower[c];
      let square = 0;
      for (let d = 0; d < dim; d++) {
        let sum = data[i * dim + d] - means[c * dim + d];
        for (let e = 0; e < d; e++) sum -= factor[d * dim + e] * y[e];
        y[d] = sum / factor[d * dim + d];
        square += y[d] * y[d];
      }
      const log = height[c] - square / 2;
      shares[i * k + c] = log;
      if (log > most) most = log;
    }
    let sum = 0;
    for (let c = 0; c < k; c++) sum += shares[i * k + c] = Math.exp(shares[i * k + c] - most);
    for (let c = 0; c < k; c++) shares[i * k + c] /= sum;
    total += most + Math.log(sum);
  }
  return total;
}

/** Mean of the variances of the dimensions. */
function meanVariance({ data, n, dim }: Points): number {
  let total = 0;
  for (let d = 0; d < dim; d++) {
    let mean = 0;
    for (let i = 0; i < n; i++) mean += data[i * dim + d];
    mean /= n;
    for (let i = 0; i < n; i++) total += (data[i * dim + d] - mean) ** 2;
  }
  return total / (n * dim);
}

/** The mixture that shares [n * k] make most likely; a component that is worth too few points keeps what it had. */
export function maximise({ data, n, dim }: Points, shares: Float64Array, k: number, ridge: number, before?: Mixture): Mixture {
  const weights = new Float64Array(k);
  const means = new Float64Array(k * dim);
  const covariances = new Float64Array(k * dim * dim);
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < k; c++) {
      const share = shares[i * k + c];
      weights[c] += share;
      for (let d = 0; d < dim; d++) means[c * dim + d] += share * data[i * dim + d];
    }
  }
  for (let c = 0; c < k; c++) for (let d = 0; d < dim; d++) means[c * dim + d] /= weights[c] || 1;
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < k; c++) {
      const share = shares[i * k + c];
      if (share < 1e-12) continue;
      for (let d = 0, at = c * dim * dim; d < dim; d++, at += dim) {
        const weighted = share * (data[i * dim + d] - means[c * dim + d]);
        for (let e = 0; e <= d; e++) covariances[at + e] += weighted * (data[i * dim + e] - means[c * dim + e]);
      }
    }
  }
  for (let c = 0; c < k; c++) {
    const at = c * dim * dim;
    if (weights[c] < FEWEST && before) {
      means.set(before.means.subarray(c * dim, (c + 1) * dim), c * dim);
      covariances.set(before.covariances.subarray(at, at + dim * dim), at);
      continue;
    }
    for (let d = 0; d < dim; d++) {
      for (let e = 0; e <= d; e++)
        covariances[at + e * dim + d] = covariances[at + d * dim + e] = covariances[at + d * dim + e] / weights[c];
      covariances[at + d * dim + d] += ridge;
    }
  }
  const sum = weights.reduce((total, v) => total + v, 0);
  return { k, weights: weights.map(v => Math.max(v, Number.MIN_VALUE) / sum), means, covariances };
}

/** A Gaussian of the points of each of k labels. */
export function mixtureOf(points: Points, labels: ArrayLike<number>, k: number, ridge = ridgeOf(points)): Mixture {
  const shares = new Float64Array(points.n * k);
  for (let i = 0; i < points.n; i++) shares[i * k + labels[i]] = 1;
  return maximise(points, shares, k, ridge);
}

/** Ridge that keeps the covariances of the points' mixtures apart from 0. */
export const ridgeOf = (points: Points): number => RIDGE * meanVariance(points) || Number.MIN_VALUE;

/**
 * Expectation and maximisation in turn (Dempster, Laird and Rubin 1977) from a mixture, until ln p per point gains less than `tolerance` or the
 * iterations are used up. Full covariances.
 */
export function fitMixture(
  points: Points,
  start: Mixture,
  { ridge, iterations, tolerance }: { ridge: number; iterations: number; tolerance: number },
): FittedMixture {
  const shares = new Float64Array(points.n * start.k);
  let mixture = start;
  let logLikelihood = posteriors(points, mixture, shares);
  for (let i = 1; i <= iterations; i++) {
    const next = maximise(points, shares, start.k, ridge, mixture);
    const found = posteriors(points, next, shares);
    const gained = found - logLikelihood;
    // A component that kept its shape, or the ridge, may cost likelihood; then the last but one is the better.
    if (!(gained > 0)) return { ...mixture, logLikelihood, iterations: i };
    mixture = next;
    logLikelihood = found;
    if (gained < tolerance * points.n) return { ...mixture, logLikelihood, iterations: i };
  }
  return { ...mixture, logLikelihood, iterations };
}

/**
 * Most likely component of each point, the first of equals; or group of components, where `table` [groups * k] says how much of the probability of each
 * component goes to each group.
 */
export function mostLikely(points: Points, mixture: Mixture, table?: Float64Array): Uint16Array {
  const { k } = mixture;
  const groups = table ? table.length / k : k;
  const labels = new Uint16Array(points.n);
  const rows = 4096;
  const shares = new Float64Array(Math.min(rows, points.n) * k);
  for (let from = 0; from < points.n; from += rows) {
    const n = Math.min(rows, points.n - from);
    const data = points.data.subarray(from * points.dim, (from + n) * points.dim);
    posteriors({ data, n, dim: points.dim }, mixture, shares);
    for (let i = 0; i < n; i++) {
      let most = -1;
      for (let g = 0; g < groups; g++) {
        let share = table ? 0 : shares[i * k + g];
        if (table) for (let c = 0; c < k; c++) share += table[g * k + c] * shares[i * k + c];
        if (share <= most) continue;
        most = share;
        labels[from + i] = g;
      }
    }
  }
  return labels;
}
