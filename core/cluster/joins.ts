import type { Grid } from './coherence.js';

/** How two labels lie in the picture, from the joins of spaxels with their right and lower neighbours where both carry one of the two. */
export interface Joins {
  readonly a: number;
  readonly b: number;
  /** Joins of the two labels with themselves or each other. */
  readonly joins: number;
  /** Share of like joins beyond chance: (observed - expected) / (1 - expected); 0 when the labels are scattered at random, 1 when they never touch. */
  readonly excess: number;
  /** Standard error of the share of like joins if labels were scattered at random, joins taken as independent. */
  readonly error: number;
}

/**
 * Join counts of every two of the k labels (Cliff and Ord, Spatial Processes, 1981), [n] labels of the valid spaxels of the grid in pixel order.
 * Clusters that are one material divided by noise lie scattered among each other.
 */
export function joinCounts(labels: ArrayLike<number>, k: number, { width, height, valid }: Grid): Joins[] {
  const at = new Int32Array(width * height).fill(-1);
  const counts = new Float64Array(k);
  for (let p = 0, i = 0; p < at.length; p++) {
    if (!valid[p]) continue;
    at[p] = labels[i++];
    counts[at[p]]++;
  }
  const touching = new Float64Array(k * k);
  for (let p = 0; p < at.length; p++) {
    if (at[p] < 0) continue;
    const right = (p + 1) % width === 0 ? -1 : at[p + 1];
    const below = p + width < at.length ? at[p + width] : -1;
    for (const other of [right, below]) if (other >= 0) touching[Math.min(at[p], other) * k + Math.max(at[p], other)]++;
  }
  const found: Joins[] = [];
  for (let a = 0; a < k; a++) {
    for (let b = a + 1; b < k; b++) {
      const like = touching[a * k + a] + touching[b * k + b];
      const joins = like + touching[a * k + b];
      const share = counts[a] / (counts[a] + counts[b]);
      const expected = share ** 2 + (1 - share) ** 2;
      // Chance alone would make this much of a difference where there are few joins.
      const error = joins > 0 ? Math.sqrt((expected * (1 - expected)) / joins) : 1;
      found.push({ a, b, joins, excess: joins > 0 && expected < 1 ? (like / joins - expected) / (1 - expected) : 0, error });
    }
  }
  return found;
}

/** Standard errors that a share of like joins must exceed chance by to count. */
const CLEAR = 3.5;

/** Smallest excess of any two clusters; 0 where one is no more than chance can do. */
export function leastApart(labels: ArrayLike<number>, k: number, grid: Grid): number {
  return joinCounts(labels, k, grid).reduce(
    (least, { excess, error }) => Math.min(least, excess > CLEAR * error ? excess : Math.min(excess, 0)),
    1,
  );
}
