import { type Edges, edgesOf, type Grid } from './edges.js';
import type { Points } from './types.js';

/** Coordinates of the balanced space: the first ones, which hold most. */
const AXES = 3;
const CHUNK = 4096;

/** Sum of f over 0..n-1: partial sums over chunks of 4096, added in order. */
function chunked(n: number, f: (i: number) => number): number {
  let total = 0;
  for (let first = 0; first < n; first += CHUNK) {
    let part = 0;
    for (let i = first; i < Math.min(n, first + CHUNK); i++) part += f(i);
    total += part;
  }
  return total;
}

/** Geary's contiguity turned round, 1 - <(difference of neighbours)^2> / (2 variance), of coordinate d of the points; 0 at least. */
function contiguous({ data, dim }: Points, { from, to }: Edges, d: number, variance: number): number {
  if (from.length === 0 || !(variance > 0)) return 0;
  const squares = chunked(from.length, e => (data[from[e] * dim + d] - data[to[e] * dim + d]) ** 2);
  return Math.max(0, 1 - squares / from.length / (2 * variance));
}

/**
 * The space in which K is chosen: the first three coordinates, each over its standard deviation and times the square root of its contiguity over the
 * image, so that no latent decides alone by its spread and noise has little say. Without a grid, or where no coordinate forms an image, all count alike.
 */
export function balancedPoints(points: Points, grid?: Grid): Points {
  const { data, n, dim } = points;
  const edges = grid && edgesOf(grid);
  const axes = Math.min(AXES, dim);
  const variances = Array.from({ length: axes }, (_, d) => {
    const mean = chunked(n, i => data[i * dim + d]) / n;
    return chunked(n, i => (data[i * dim + d] - mean) ** 2) / n;
  });
  const coherence = variances.map((variance, d) => (edges ? contiguous(points, edges, d, variance) : 1));
  const flat = coherence.every(c => c === 0);
  const factors = variances.map((variance, d) => (variance > 0 ? Math.sqrt((flat ? 1 : coherence[d]) / variance) : 0));
  const out = new Float64Array(n * axes);
  for (let i = 0; i < n; i++) for (let d = 0; d < axes; d++) out[i * axes + d] = data[i * dim + d] * factors[d];
  return { data: out, n, dim: axes };
}
