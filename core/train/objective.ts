import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { LossTerms } from '../encoder/types.js';
import type { Tf } from '../engine/index.js';
import { mmdLoss } from './mmd.js';
import { silhouetteLoss } from './silhouette-loss.js';
import type { Recipe } from './types.js';

/** What of a recipe shapes its loss. */
export type Objective = Pick<Recipe, 'mmd' | 'silhouette' | 'combine'>;

/** Mean squared error. tfjs's own gradient of a mean makes a tensor of ones as large as the batch first. */
export function meanSquare(tf: Tf, y: Tensor, target: Tensor): Scalar {
  return tf.customGrad((y, save) => {
    const difference = tf.sub(y as Tensor, target);
    (save as (tensors: Tensor[]) => void)([difference]);
    const gradFunc = (dy: Tensor, [saved]: Tensor[]) => tf.mul(saved, tf.mul(dy, 2 / saved.size));
    return { value: tf.mean(tf.square(difference)), gradFunc };
  })(y) as Scalar;
}

/** What the terms of a loss are computed from. */
export interface Found {
  readonly reconstruction: Scalar;
  readonly z: Tensor2D;
  readonly mu: Tensor2D;
}

/** What decides about the further terms of a batch; see `Batch`. */
export interface TermInputs {
  readonly prior?: Float32Array;
  readonly assign?: (mu: Float32Array) => Float32Array;
  readonly beta: number;
  readonly gamma: number;
}

/**
 * The whole loss of a batch: rec + beta mmd + gamma sil, or as a product (rec + beta mmd) (1 + gamma sil) / (1 + gamma). Where there is more than the
 * reconstruction, every term is kept in `terms` for whoever wants to read it. Weights and labels go in as tensors, so that a recording backend
 * sees the same graph at every step.
 */
export function totalOf(
  tf: Tf,
  { reconstruction, z, mu }: Found,
  { prior, assign, beta, gamma }: TermInputs,
  { mmd, silhouette, combine }: Objective,
  terms: Partial<Record<keyof LossTerms, Scalar>>,
): Scalar {
  if (!prior && !assign) return reconstruction;
  terms.reconstruction = tf.keep(reconstruction);
  let total = reconstruction;
  if (prior) {
    const d = z.shape[1];
    terms.mmd = tf.keep(mmdLoss(tf, z, tf.tensor2d(prior, [prior.length / d, d]), mmd));
    total = tf.add(total, tf.mul(terms.mmd, tf.scalar(beta)));
  }
  if (!assign) return total;
  const assignment = tf.tensor2d(assign(mu.dataSync() as Float32Array), [mu.shape[0], silhouette.kMax]);
  terms.silhouetteLoss = tf.keep(silhouetteLoss(tf, mu, assignment, silhouette));
  const weighted = tf.mul(terms.silhouetteLoss, tf.scalar(gamma));
  if (combine === 'sum') return tf.add(total, weighted);
  return tf.mul(total, tf.mul(tf.add(weighted, 1), tf.scalar(1 / (1 + gamma))));
}
