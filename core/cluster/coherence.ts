import { eachEdge, type Grid } from './edges.js';
import type { Points } from './types.js';

/** Of float32 numbers, in units of their size. */
const ROUNDING = 1e-7;

/** Likeness of neighbours along one coordinate. */
export interface Coherence {
  /** Moran's I: the correlation of neighbours, about 0 without order and 1 at most. */
  readonly moran: number;
  /** I less its expectation over its standard deviation, both under random permutation of the points over the pixels. */
  readonly z: number;
}

/**
 * Moran's I (1950) of each coordinate of the points over the pixels that share an edge, with the moments of the permutation distribution (Cliff and
 * Ord 1981, eq. 2.37 and 2.42): what makes points of them does not matter, as long as it looks at one pixel at a time. 0 where a coordinate
 * is constant or there are fewer than four points or no neighbours.
 */
export function coherence({ data, n, dim }: Points, grid: Grid): Coherence[] {
  const neighbours = new Uint8Array(n);
  let edges = 0;
  eachEdge(grid, (i, j) => {
    neighbours[i]++;
    neighbours[j]++;
    edges++;
  });
  // A pair counts in both directions: S0 = 2 edges, S1 = 2 S0, S2 = sum of (2 neighbours)^2.
  const s0 = 2 * edges;
  const s1 = 2 * s0;
  let s2 = 0;
  for (const count of neighbours) s2 += 4 * count * count;
  return Array.from({ length: dim }, (_, d) => {
    let mean = 0;
    for (let i = 0; i < n; i++) mean += data[i * dim + d] / n;
    let squares = 0;
    let fourth = 0;
    for (let i = 0; i < n; i++) {
      const square = (data[i * dim + d] - mean) ** 2;
      squares += square;
      fourth += square * square;
    }
    // A constant leaves the rounding of its mean.
    if (n < 4 || edges === 0 || !(squares > n * (ROUNDING * mean) ** 2)) return { moran: 0, z: 0 };
    let products = 0;
    eachEdge(grid, (i, j) => {
      products += (data[i * dim + d] - mean) * (data[j * dim + d] - mean);
    });
    const kurtosis = (n * fourth) / squares ** 2;
    const moran = (n / s0) * ((2 * products) / squares);
    const expected = -1 / (n - 1);
    const second =
      (n * ((n * n - 3 * n + 3) * s1 - n * s2 + 3 * s0 * s0) - kurtosis * ((n * n - n) * s1 - 2 * n * s2 + 6 * s0 * s0)) /
      ((n - 1) * (n - 2) * (n - 3) * s0 * s0);
    const variance = second - expected * expected;
    return { moran, z: variance > 0 ? (moran - expected) / Math.sqrt(variance) : 0 };
  });
}
