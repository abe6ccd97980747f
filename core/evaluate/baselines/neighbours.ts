import type { Points } from '../../cluster/types.js';
import { throwIfAborted } from '../../cube/errors.js';

/** Nearest points, nearest first. */
export interface Neighbours {
  /** [queries][count] rows of the points searched. */
  readonly indices: number[][];
  /** [queries][count] Euclidean distances. */
  readonly distances: number[][];
}

/** The exact `count` nearest of `points` for each query, by comparing all pairs; of equals the first. `count` is at most points.n. */
export function nearestNeighbours(points: Points, queries: Points, count: number, signal?: AbortSignal): Neighbours {
  const { dim } = points;
  const indices: number[][] = [];
  const distances: number[][] = [];
  for (let q = 0; q < queries.n; q++) {
    if (q % 256 === 0) throwIfAborted(signal);
    const near: number[] = [];
    const squares: number[] = [];
    for (let p = 0; p < points.n; p++) {
      const limit = near.length < count ? Number.POSITIVE_INFINITY : squares[count - 1];
      let sum = 0;
      for (let d = 0; d < dim && sum < limit; d++) sum += (queries.data[q * dim + d] - points.data[p * dim + d]) ** 2;
      if (sum >= limit) continue;
      let at = Math.min(near.length, count - 1);
      for (; at > 0 && squares[at - 1] > sum; at--) {
        squares[at] = squares[at - 1];
        near[at] = near[at - 1];
      }
      squares[at] = sum;
      near[at] = p;
    }
    indices.push(near);
    distances.push(squares.map(Math.sqrt));
  }
  return { indices, distances };
}
