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
 * |x|^2 + |y|^2 - 2 x y: the kernel is level where they lose digits, so nothing is lost, and no [n, m, d] is made.
 */
export function mmdLoss(tf: Tf, latents: Tensor2D, draws: Tensor2D, kind: Recipe['mmd']): Scalar {
  const factors = kernelFactors(kind, latents.shape[1]);
  const norms = (x: Tensor2D) => tf.sum(tf.square(x), 1, true) as Tensor2D;
  const row = (column: Tensor2D) => tf.reshape(column, [1, column.shape[0]]);
  const mean = (x: Tensor2D, y: Tensor2D, xx: Tensor2D, yy: Tensor2D): Tensor => {
    const squares = tf.add(tf.add(xx, row(yy)), tf.mul(tf.matMul(x, y, false, true), -2));
    const kernels = factors.map(factor => tf.exp(tf.mul(squares, -factor)));
    return tf.mean(kernels.reduce((sum, kernel) => tf.add(sum, kernel)));
  };
  const [zz, pp] = [norms(latents), norms(draws)];
  const same = tf.add(mean(latents, latents, zz, zz), mean(draws, draws, pp, pp));
  const between = mean(latents, draws, zz, pp);
  return tf.div(tf.sub(same, tf.mul(between, 2)), factors.length) as Scalar;
}
