import { UsageError } from '../cube/errors.js';
import type { Labeling } from './cells.js';
import { requireFinite } from './points.js';
import type { Points } from './types.js';

/** What a labeling looks like to those who judge K. `NaN` where a number is not defined (one cluster; as many clusters as points). */
export interface Criteria {
  readonly k: number;
  /** Ratio of the spread between clusters to that within (Calinski and Harabasz 1974); larger is better. */
  readonly calinskiHarabasz: number;
  /** Mean over clusters of the likeness to the most similar other one (Davies and Bouldin 1979); smaller is better. */
  readonly daviesBouldin: number;
  /** Bayesian information criterion of round Gaussians of one common width; smaller is better, and defined for one cluster too. */
  readonly bic: number;
}

/**
 * Criteria of a labeling of points, in float64. The BIC is that of k-means' own model (Pelleg and Moore 2000, with the maximum-likelihood variance):
 * -2 [sum n_c ln(n_c / n) - n d / 2 (ln(2 pi s2) + 1)] + (k d + k) ln n, where s2 = W / (n d). Throws UsageError for labels out of range or coordinates
 * that are not finite.
 */
export function criteria(points: Points, { k, labels }: Labeling): Criteria {
  requireFinite(points);
  const { data, n, dim } = points;
  if (labels.length !== n) throw new UsageError(`${labels.length} labels do not fit ${n} points`);
  const counts = new Float64Array(k);
  const centres = new Float64Array(k * dim);
  const mean = new Float64Array(dim);
  for (let i = 0; i < n; i++) {
    const c = labels[i];
    if (!(c >= 0 && c < k)) throw new UsageError(`label ${c} is not one of 0..${k - 1}`);
    counts[c]++;
    for (let d = 0; d < dim; d++) {
      centres[c * dim + d] += data[i * dim + d];
      mean[d] += data[i * dim + d];
    }
  }
  for (let d = 0; d < dim; d++) mean[d] /= n;
  const filled = [...counts.keys()].filter(c => counts[c] > 0);
  for (const c of filled) for (let d = 0; d < dim; d++) centres[c * dim + d] /= counts[c];

  const spread = new Float64Array(k);
  let within = 0;
  for (let i = 0; i < n; i++) {
    let square = 0;
    for (let d = 0; d < dim; d++) square += (data[i * dim + d] - centres[labels[i] * dim + d]) ** 2;
    within += square;
    spread[labels[i]] += Math.sqrt(square);
  }
  let between = 0;
  for (const c of filled) for (let d = 0; d < dim; d++) between += counts[c] * (centres[c * dim + d] - mean[d]) ** 2;
  for (const c of filled) spread[c] /= counts[c];

  const m = filled.length;
  const defined = m > 1 && m < n;
  const variance = within / (n * dim);
  const likelihood =
    filled.reduce((sum, c) => sum + counts[c] * Math.log(counts[c] / n), 0) -
    ((n * dim) / 2) * (Math.log(2 * Math.PI * variance) + 1);
  return {
    k,
    calinskiHarabasz: !defined ? Number.NaN : within > 0 ? (between * (n - m)) / (within * (m - 1)) : 1,
    daviesBouldin: defined ? daviesBouldin(filled, spread, centres, dim) : Number.NaN,
    bic: -2 * likelihood + (m * dim + m) * Math.log(n),
  };
}

function daviesBouldin(filled: readonly number[], spread: Float64Array, centres: Float64Array, dim: number): number {
  let total = 0;
  for (const a of filled) {
    let worst = 0;
    for (const b of filled) {
      if (a === b) continue;
      let square = 0;
      for (let d = 0; d < dim; d++) square += (centres[a * dim + d] - centres[b * dim + d]) ** 2;
      if (square > 0) worst = Math.max(worst, (spread[a] + spread[b]) / Math.sqrt(square));
    }
    total += worst;
  }
  return total / filled.length;
}
