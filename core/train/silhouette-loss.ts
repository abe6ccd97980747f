import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { Tf } from '../engine/index.js';

/** How the silhouette of a batch is computed and averaged. */
export interface SilhouetteLossOptions {
  /** `pairwise`: mean distances to the points of each cluster (Rousseeuw 1987). `centroid`: distances to the clusters' means, for O(n k). */
  readonly form: 'pairwise' | 'centroid';
  /** `macro`: mean over clusters (the paper's eq. 2); `points`: mean over points (the reference's code). */
  readonly average: 'macro' | 'points';
}

/** Distances below are as good as none: it keeps slopes finite where points coincide. */
const GRAIN = 1e-6;
/** Added to what must not be a minimum. */
const FAR = 1e9;

/**
 * The silhouette loss (1 - s) / 2 of latents [n, d] with fixed labels, 0 for perfect clusters, 0.5 where there is no structure: differentiable in
 * the latents, where the reference's has no gradient. `assignment` is one-hot [n, k] and constant; clusters without points are left out, a point
 * alone in its cluster has silhouette 0. Fewer than two clusters that have points give 0.5 and no gradient. tfjs-wasm has no segment sums, so
 * sums over clusters are products with the assignment.
 */
export function silhouetteLoss(
  tf: Tf,
  latents: Tensor2D,
  assignment: Tensor2D,
  { form, average }: SilhouetteLossOptions,
): Scalar {
  const counts = tf.sum(assignment, 0) as Tensor1D;
  const filled = tf.cast(tf.greater(counts, 0), 'float32') as Tensor1D;
  const safe = tf.maximum(counts, 1) as Tensor1D;
  const own = tf.sum(tf.mul(assignment, counts), 1) as Tensor1D;
  const company = tf.cast(tf.greater(own, 1.5), 'float32') as Tensor1D;

  const distances =
    form === 'pairwise'
      ? tf.matMul(distanceTable(tf, latents, latents), assignment)
      : distanceTable(tf, latents, tf.div(tf.matMul(assignment, latents, true), tf.expandDims(safe, 1)) as Tensor2D);
  const toOwn = tf.sum(tf.mul(distances, assignment), 1) as Tensor1D;
  const within = form === 'pairwise' ? tf.div(toOwn, tf.maximum(tf.sub(own, 1), 1)) : toOwn;
  const means = form === 'pairwise' ? tf.div(distances, tf.expandDims(safe, 0)) : distances;
  const barred = tf.add(assignment, tf.sub(1, tf.expandDims(filled, 0)));
  const between = tf.min(tf.add(means, tf.mul(barred, FAR)), 1);
  const widths = tf.div(tf.sub(between, within), tf.maximum(tf.maximum(within, between), GRAIN));
  const values = tf.mul(widths, company);

  const perPoint = average === 'points' ? tf.mean(values) : undefined;
  const score =
    perPoint ?? tf.div(tf.sum(tf.div(tf.squeeze(tf.matMul(tf.expandDims(values, 0), assignment), [0]), safe)), tf.sum(filled));
  // One cluster has no neighbour: FAR stands for it, and its silhouettes of 1 mean nothing.
  const several = tf.cast(tf.greater(tf.sum(filled), 1.5), 'float32');
  return tf.mul(0.5, tf.sub(1, tf.mul(score, several))) as Scalar;
}

/**
 * Distances of rows [n, d] to rows [m, d] as [n, m], from differences coordinate by coordinate: products would lose the near ones in float32. The
 * gradient is spelt out, as two products about the mean row, so that no [n, m, d] is made; rows that coincide pull at nothing.
 */
function distanceTable(tf: Tf, from: Tensor2D, to: Tensor2D): Tensor2D {
  const d = from.shape[1];
  return tf.customGrad((given, other, save) => {
    const [x, y] = [given as Tensor2D, other as Tensor2D];
    const columns = (of: Tensor2D, axis: number) =>
      tf.split(tf.transpose(of), d).map(row => tf.expandDims(tf.squeeze(row, [0]), axis));
    const [xs, ys] = [columns(x, 1), columns(y, 0)];
    const squares = xs.map((column, i) => tf.square(tf.sub(column, ys[i]))).reduce((a, b) => tf.add(a, b));
    const lengths = tf.sqrt(tf.add(squares, GRAIN * GRAIN)) as Tensor2D;
    (save as unknown as (tensors: Tensor[]) => void)([x, y, lengths]);
    const gradFunc = (dy: Tensor, saved: Tensor[]) => {
      const [x, y, length] = saved as Tensor2D[];
      const slopes = tf.mul(dy, tf.div(tf.sub(length, GRAIN), tf.square(length))) as Tensor2D;
      const middle = tf.mean(x, 0, true);
      const [a, b] = [tf.sub(x, middle), tf.sub(y, middle)] as Tensor2D[];
      return [
        tf.sub(tf.mul(tf.sum(slopes, 1, true), a), tf.matMul(slopes, b)),
        tf.sub(tf.mul(tf.expandDims(tf.sum(slopes, 0), 1), b), tf.matMul(slopes, a, true)),
      ];
    };
    return { value: tf.sub(lengths, GRAIN), gradFunc };
  })(from, to) as Tensor2D;
}
