import { UsageError } from '../../cube/errors.js';
import { requireFinite } from '../points.js';
import type { Points } from '../types.js';
import { nonNegative } from './nnls.js';

/** How much heavier the sum of the shares weighs than the points, and what keeps shares apart where centres lie in one plane. */
const SUM_WEIGHT = 1e4;
const RIDGE = 1e-6;

/**
 * Shares [n * k] of k centres [k * dim] in each point, none negative, that add up to 1 and come nearest to the point: fully constrained least
 * squares (Heinz and Chang, IEEE Trans. Geosci. Remote Sensing 39 (2001) 529). With more than dim + 1 centres a point can be mixed in several
 * ways; the shortest vector of shares is taken. Throws UsageError for centres that do not fit.
 */
export function unmix(points: Points, centres: Float64Array): Float32Array {
  const { data, n, dim } = points;
  requireFinite(points);
  const k = centres.length / dim;
  if (!Number.isInteger(k) || k < 1) throw new UsageError(`${centres.length} coordinates are not centres of ${dim} dimensions`);
  // About the middle of the centres, so that the size of the latents does not matter.
  const middle = Float64Array.from({ length: dim }, (_, d) => mean(k, c => centres[c * dim + d]));
  const away = centres.map((v, i) => v - middle[i % dim]);
  const scale = mean(k, c => dot(away, c, away, c, dim)) || 1;
  const gram = new Float64Array(k * k);
  for (let p = 0; p < k; p++)
    for (let q = 0; q < k; q++) gram[p * k + q] = dot(away, p, away, q, dim) / scale + SUM_WEIGHT + (p === q ? RIDGE : 0);
  const shares = new Float32Array(n * k);
  const own = new Float64Array(dim);
  const right = new Float64Array(k);
  for (let i = 0; i < n; i++) {
    for (let d = 0; d < dim; d++) own[d] = data[i * dim + d] - middle[d];
    for (let c = 0; c < k; c++) right[c] = dot(away, c, own, 0, dim) / scale + SUM_WEIGHT;
    const amounts = nonNegative(gram, right);
    const sum = amounts.reduce((all, v) => all + v, 0);
    for (let c = 0; c < k; c++) shares[i * k + c] = sum > 0 ? amounts[c] / sum : 1 / k;
  }
  return shares;
}

const mean = (n: number, of: (i: number) => number): number =>
  Array.from({ length: n }, (_, i) => of(i)).reduce((a, b) => a + b, 0) / n;

function dot(p: Float64Array, i: number, q: Float64Array, j: number, dim: number): number {
  let sum = 0;
  for (let d = 0; d < dim; d++) sum += p[i * dim + d] * q[j * dim + d];
  return sum;
}
