import { eachEdge, type Grid } from './edges.js';

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
export function joinCounts(labels: ArrayLike<number>, k: number, grid: Grid): Joins[] {
  const counts = new Float64Array(k);
  for (let i = 0; i < labels.length; i++) counts[labels[i]]++;
  const touching = new Float64Array(k * k);
  eachEdge(grid, (i, j) => {
    touching[Math.min(labels[i], labels[j]) * k + Math.max(labels[i], labels[j])]++;
  });
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
