import { columnMeans, covariance } from './covariance.js';
import { topEigen } from './eigen.js';
import { kmeans } from './kmeans.js';
import type { Random } from './random.js';
import { distinctPoints } from './seeding.js';
import type { Points } from './types.js';

/** The principal frame of points: what reference clouds of the same extent are drawn in. k-means does not see the rotation. */
export interface PrincipalFrame {
  readonly dim: number;
  /** [dim] standard deviation along each principal axis, largest first. */
  readonly deviation: Float64Array;
  /** [dim] smallest and largest projection on each axis, about the mean. */
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** The frame of two points or more. */
export function principalFrame({ data, n, dim }: Points, random: Random): PrincipalFrame {
  const mean = columnMeans(data, n, dim);
  const { values, vectors } = topEigen(covariance(data, n, dim, mean), dim, dim, random);
  const low = new Float64Array(dim);
  const high = new Float64Array(dim);
  for (let i = 0; i < n; i++) {
    for (let axis = 0; axis < dim; axis++) {
      let along = 0;
      for (let d = 0; d < dim; d++) along += (data[i * dim + d] - mean[d]) * vectors[axis * dim + d];
      low[axis] = Math.min(low[axis], along);
      high[axis] = Math.max(high[axis], along);
    }
  }
  return { dim, deviation: values.map(value => Math.sqrt(Math.max(0, value))), low, high };
}

/** n points of the normal distribution with the covariance of the frame. */
export function gaussianCloud({ dim, deviation }: PrincipalFrame, n: number, random: Random): Points {
  const data = Float64Array.from({ length: n * dim }, (_, i) => deviation[i % dim] * random.normal());
  return { data, n, dim };
}

/** n points spread evenly over the box of the frame. */
export function uniformBox({ dim, low, high }: PrincipalFrame, n: number, random: Random): Points {
  const data = Float64Array.from({ length: n * dim }, (_, i) => low[i % dim] + (high[i % dim] - low[i % dim]) * random.uniform());
  return { data, n, dim };
}

/** ln W_k of k-means for each k, W being the summed squared distance to the own centre; NaN for more clusters than different points. */
export function logInertias(points: Points, ks: readonly number[], restarts: number, random: Random): number[] {
  const most = distinctPoints(points.data, points.dim, Math.max(...ks));
  return ks.map(k => {
    const seed = random.uint32();
    return k > most ? Number.NaN : Math.log(Math.max(kmeans(points, { k, seed, restarts }).inertia, Number.MIN_VALUE));
  });
}
