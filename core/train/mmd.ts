import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { Tf } from '../engine/index.js';
import type { Recipe } from './types.js';

/** Draws of N(0, I) that a batch is compared with, as in the reference. */
export const PRIOR_DRAWS = 256;

/**
 * Factors c of the kernel's Gaussians exp(-c |x - y|^2) in d dimensions. `reference`: 1 / d^2 (its code). `multiscale`: widths of 1/4, 1/2, 1, 2 and 4
 * times sqrt(d), the scale of distances within N(0, I), so that both near and far latents feel a slope.
 */
export function kernelFactors(kind: Recipe['mmd'], d: number): number[] {
  return kind === 'reference' ? [1 / (d * d)] : [0.25, 0.5, 1, 2, 4].map(width => 1 / (2 * width * width * d));
}

/**
 * Squared maximum mean discrepancy (Gretton et al. 2012) of latents [n, d] from draws [m, d] of N(0, I), pairs of a point with itself included, as
 * InfoVAE uses it (Zhao et al. 2019) and the reference computes it; differentiable in the latents. Squared distances come from products,
 * |x|^2 + |y|^2 - 2 x y: the kernel is level where they lose digits, so nothing is lost, and no [n, m, d] is made. The gradient is spelt out, since it
 * is two products: of 2 f k (y - x), summed over pairs, with f the factors of the kernel's Gaussians k.
 */
export function mmdLoss(tf: Tf, latents: Tensor2D, draws: Tensor2D, kind: Recipe['mmd']): Scalar {
  const [n, d] = latents.shape;
  const m = draws.shape[0];
  const factors = kernelFactors(kind, d);
  /** Mean kernel of all pairs, and their slopes: the Gaussians times their factors, [rows of x, rows of y]. */
  const pairs = (x: Tensor2D, y: Tensor2D): { mean: Tensor; slopes: Tensor2D } => {
    const norms = (of: Tensor2D) => tf.sum(tf.square(of), 1);
    const both = tf.add(tf.expandDims(norms(x), 1), tf.expandDims(norms(y), 0));
    const squares = tf.sub(both, tf.mul(tf.matMul(x, y, false, true), 2));
    const kernels = factors.map(factor => tf.exp(tf.mul(squares, -factor)));
    const sum = (list: Tensor[]) => list.reduce((a, b) => tf.add(a, b));
    const slopes = sum(kernels.map((kernel, i) => tf.mul(kernel, factors[i]))) as Tensor2D;
    return { mean: tf.div(tf.mean(sum(kernels)), factors.length), slopes };
  };
  /** Sum over y of slope (y - x), for each x. */
  const pull = (slopes: Tensor2D, x: Tensor2D, y: Tensor2D) => tf.sub(tf.matMul(slopes, y), tf.mul(tf.sum(slopes, 1, true), x));
  return tf.customGrad((given, save) => {
    const z = given as Tensor2D;
    const [same, prior, between] = [pairs(z, z), pairs(draws, draws), pairs(z, draws)];
    (save as (tensors: Tensor[]) => void)([z, draws, same.slopes, between.slopes]);
    const gradFunc = (dy: Tensor, saved: Tensor[]) => {
      const [x, y, near, far] = saved as Tensor2D[];
      const inward = tf.mul(pull(near, x, x), 4 / (n * n * factors.length));
      const outward = tf.mul(pull(far, x, y), 4 / (n * m * factors.length));
      return tf.mul(dy, tf.sub(inward, outward));
    };
    return { value: tf.sub(tf.add(same.mean, prior.mean), tf.mul(between.mean, 2)), gradFunc };
  })(latents) as Scalar;
}
