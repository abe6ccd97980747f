import type { Points } from '../../cluster/types.js';
import { UsageError } from '../../cube/errors.js';

/** Lloyd steps of the paper's code over a whole cube. */
const STEPS = 15;

/**
 * K-Means as the paper's code does it (FastExtendedVision-DeepCluster, clustering_utils.py): the first k rows are the centres, 15 Lloyd steps,
 * no other start, labels from the last assignment before the centres moved. Undefined where a cluster empties: the code then drops that
 * K without a word. Throws UsageError for a k that is not a whole number from 1 to the number of points.
 */
export function referenceKmeans({ data, n, dim }: Points, k: number): { k: number; labels: Uint16Array } | undefined {
  if (!(Number.isInteger(k) && k >= 1 && k <= n)) throw new UsageError(`k = ${k} clusters of ${n} points`);
  const centres = Float64Array.from(data.subarray(0, k * dim));
  const labels = new Uint16Array(n);
  const sums = new Float64Array(k * dim);
  const counts = new Float64Array(k);
  for (let step = 0; step < STEPS; step++) {
    sums.fill(0);
    counts.fill(0);
    for (let i = 0; i < n; i++) {
      const label = nearest(data, i * dim, centres, k, dim);
      labels[i] = label;
      counts[label]++;
      for (let d = 0; d < dim; d++) sums[label * dim + d] += data[i * dim + d];
    }
    if (counts.includes(0)) return undefined;
    for (let c = 0; c < k; c++) for (let d = 0; d < dim; d++) centres[c * dim + d] = sums[c * dim + d] / counts[c];
  }
  return { k, labels };
}

function nearest(data: Points['data'], p: number, centres: Float64Array, k: number, dim: number): number {
  let label = 0;
  let best = Number.POSITIVE_INFINITY;
  for (let c = 0; c < k; c++) {
    let sum = 0;
    for (let d = 0; d < dim; d++) sum += (data[p + d] - centres[c * dim + d]) ** 2;
    if (sum < best) {
      best = sum;
      label = c;
    }
  }
  return label;
}
