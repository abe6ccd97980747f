import { contiguity, momentsOf } from './contiguity.js';
import { edgesOf, type Grid } from './edges.js';
import type { Points } from './types.js';

/** Coordinates of the balanced space: the first ones, which hold most. */
const AXES = 3;

/**
 * The space in which K is chosen: the first three coordinates, each over its standard deviation and times the square root of its contiguity over the
 * image, so that no latent decides alone by its spread and noise has little say. Without a grid, or where no coordinate forms an image, all count alike.
 */
export function balancedPoints(points: Points, grid?: Grid): Points {
  const { data, n, dim } = points;
  const edges = grid && edgesOf(grid);
  const axes = Math.min(AXES, dim);
  const moments = Array.from({ length: axes }, (_, d) => momentsOf(i => data[i * dim + d], n));
  const coherence = moments.map(({ mean }, d) =>
    edges
      ? Math.max(
          0,
          contiguity(i => data[i * dim + d], mean, edges),
        )
      : 1,
  );
  const flat = coherence.every(c => c === 0);
  const factors = moments.map(({ variance }, d) => (variance > 0 ? Math.sqrt((flat ? 1 : coherence[d]) / variance) : 0));
  const out = new Float64Array(n * axes);
  for (let i = 0; i < n; i++) for (let d = 0; d < axes; d++) out[i * axes + d] = data[i * dim + d] * factors[d];
  return { data: out, n, dim: axes };
}
