import { UsageError } from '../../cube/errors.js';
import { requireFinite } from '../points.js';
import type { Points } from '../types.js';
import { cholesky, solveCholesky } from './cholesky.js';

/** A mixture of Gaussians with one covariance, fitted to points. */
export interface Mixture {
  /** [n * k] share of each component in each point (posterior probability); sums to 1 over k. */
  readonly membership: Float32Array;
  /** [k * dim]. */
  readonly means: Float64Array;
  /** [dim * dim], shared. */
  readonly covariance: Float64Array;
  /** [k] sums to 1. */
  readonly weights: Float64Array;
  readonly iterations: number;
  readonly logLikelihood: number;
}

/** How long EM runs: until the mean log-likelihood of a point grows by less than this. */
export interface MixtureOptions {
  readonly maxIterations?: number;
  readonly tolerance?: number;
}

/** Added to the diagonal of the covariance, as a part of the mean variance. */
const RIDGE = 1e-6;

/**
 * Gaussian mixture by expectation maximisation (Dempster, Laird and Rubin 1977), started from a labelling `labels` [n] of 0..k-1 and with one
 * covariance for all components (McLachlan and Peel, Finite Mixture Models, 2000): k-means with soft borders whose width and direction the points
 * tell. Component c stays that of label c. Throws UsageError for labels that do not fit, or a label without points.
 */
export function mixture(points: Points, labels: ArrayLike<number>, k: number, options: MixtureOptions = {}): Mixture {
  const { maxIterations = 200, tolerance = 1e-5 } = options;
  const { data, n, dim } = points;
  requireFinite(points);
  if (labels.length !== n) throw new UsageError(`${labels.length} labels for ${n} points`);
  const membership = new Float64Array(n * k);
  for (let i = 0; i < n; i++) if (labels[i] < k) membership[i * k + labels[i]] = 1;
  const weights = new Float64Array(k);
  const means = new Float64Array(k * dim);
  const covariance = new Float64Array(dim * dim);
  const ridge = RIDGE * variance(points);

  const maximise = (): void => {
    weights.fill(0);
    means.fill(0);
    covariance.fill(0);
    for (let i = 0; i < n; i++)
      for (let c = 0; c < k; c++) {
        const share = membership[i * k + c];
        weights[c] += share;
        for (let d = 0; d < dim; d++) means[c * dim + d] += share * data[i * dim + d];
      }
    for (let c = 0; c < k; c++) for (let d = 0; d < dim; d++) means[c * dim + d] /= weights[c];
    for (let i = 0; i < n; i++)
      for (let c = 0; c < k; c++) {
        const share = membership[i * k + c];
        if (share === 0) continue;
        for (let d = 0; d < dim; d++)
          for (let e = 0; e <= d; e++)
            covariance[d * dim + e] +=
              share * (data[i * dim + d] - means[c * dim + d]) * (data[i * dim + e] - means[c * dim + e]);
      }
    for (let d = 0; d < dim; d++)
      for (let e = 0; e <= d; e++)
        covariance[d * dim + e] = covariance[e * dim + d] = covariance[d * dim + e] / n + (d === e ? ridge : 0);
    for (let c = 0; c < k; c++) weights[c] /= n;
  };

  maximise();
  const empty = weights.indexOf(0);
  if (empty >= 0) throw new UsageError(`label ${empty} has no points`);
  let before = Number.NEGATIVE_INFINITY;
  for (let iteration = 1; ; iteration++) {
    const logLikelihood = expect(points, { means, covariance, weights }, membership);
    if (logLikelihood - before < tolerance || iteration === maxIterations)
      return {
        ...{ means, covariance, weights, logLikelihood },
        membership: Float32Array.from(membership),
        iterations: iteration,
      };
    before = logLikelihood;
    maximise();
  }
}

/** Fills `membership` [n * k] with the posterior of each component, and returns the mean log-likelihood of a point. */
function expect(
  { data, n, dim }: Points,
  { means, covariance, weights }: Pick<Mixture, 'means' | 'covariance' | 'weights'>,
  membership: Float64Array,
): number {
  const k = weights.length;
  const factor = covariance.slice();
  if (!cholesky(factor, dim)) throw new UsageError('the points lie in a plane of fewer dimensions');
  let logDeterminant = dim * Math.log(2 * Math.PI);
  for (let d = 0; d < dim; d++) logDeterminant += 2 * Math.log(factor[d * dim + d]);
  const logs = new Float64Array(k);
  const away = new Float64Array(dim);
  let total = 0;
  for (let i = 0; i < n; i++) {
    let highest = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < k; c++) {
      for (let d = 0; d < dim; d++) away[d] = data[i * dim + d] - means[c * dim + d];
      const solved = solveCholesky(factor, away.slice());
      let distance = 0;
      for (let d = 0; d < dim; d++) distance += away[d] * solved[d];
      logs[c] = weights[c] > 0 ? Math.log(weights[c]) - (distance + logDeterminant) / 2 : Number.NEGATIVE_INFINITY;
      highest = Math.max(highest, logs[c]);
    }
    let sum = 0;
    for (let c = 0; c < k; c++) sum += Math.exp(logs[c] - highest);
    for (let c = 0; c < k; c++) membership[i * k + c] = Math.exp(logs[c] - highest) / sum;
    total += highest + Math.log(sum);
  }
  return total / n;
}

/** Mean over the dimensions of the population variance; 1 where all points are one. */
function variance({ data, n, dim }: Points): number {
  let total = 0;
  for (let d = 0; d < dim; d++) {
    let [mean, square] = [0, 0];
    for (let i = 0; i < n; i++) mean += data[i * dim + d] / n;
    for (let i = 0; i < n; i++) square += (data[i * dim + d] - mean) ** 2 / n;
    total += square / dim;
  }
  return total || 1;
}
