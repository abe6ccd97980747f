import { contiguity, momentsOf } from './contiguity.js';
import { edgesOf, type Grid } from './edges.js';
import type { Points } from './types.js';

/** Coordinates that count alike: the first ones, which hold most. */
const AXES = 3;
/** Coordinates of `fitCoherentPca` are scores times contiguity, over their standard deviation to the power 1 - LEFT. */
const LEFT = 0.25;
/** Below this contiguity a coordinate counts as one of this. */
const LEAST = 0.1;

/**
 * What coordinates are: scores of principal components as they are, or scores divided by their standard deviation to the power 0.75 and multiplied by
 * their contiguity (`fitCoherentPca`).
 */
export type Balance = 'components' | 'weighted-components';

/**
 * The two spaces in which K is chosen. In the first, the first three coordinates are divided by their standard deviation and multiplied by the square
 * root of their contiguity over the image, so that no coordinate decides alone by its spread and noise has little say. In the second, all are divided by
 * the root of their standard deviation and multiplied by their contiguity, so that a faint coordinate cannot divide what the strong ones show to be one.
 * Without a grid, or where no coordinate forms an image, contiguity has no part in it.
 */
export function balancedSpaces(points: Points, balance: Balance, grid?: Grid): [alike: Points, half: Points] {
  const { data, n, dim } = points;
  const edges = grid && edgesOf(grid);
  const moments = Array.from({ length: dim }, (_, d) => momentsOf(i => data[i * dim + d], n));
  const measured = moments.map(({ mean }, d) =>
    edges
      ? Math.max(
          0,
          contiguity(i => data[i * dim + d], mean, edges),
        )
      : 1,
  );
  const contiguities = measured.some(c => c > 0) ? measured : measured.map(() => 1);
  const spreads = moments.map(({ variance }) => Math.sqrt(variance));
  const alike = spreads.slice(0, AXES).map((spread, d) => (spread > 0 ? Math.sqrt(contiguities[d]) / spread : 0));
  const half = spreads.map((spread, d) => {
    if (spread === 0) return 0;
    // spread = (standard deviation of the scores)^0.25 times contiguity: what is left to multiply by is that power of it.
    return balance === 'components'
      ? contiguities[d] / Math.sqrt(spread)
      : (spread / Math.max(contiguities[d], LEAST)) ** ((0.5 - LEFT) / LEFT);
  });
  return [scaled(points, alike), scaled(points, half)];
}

/** The first coordinates, each times its factor. */
function scaled({ data, n, dim }: Points, factors: readonly number[]): Points {
  const size = factors.length;
  const out = new Float64Array(n * size);
  for (let i = 0; i < n; i++) for (let d = 0; d < size; d++) out[i * size + d] = data[i * dim + d] * factors[d];
  return { data: out, n, dim: size };
}
