import type { Scalar, Tensor, Tensor2D, Variable } from '@tensorflow/tfjs-core';
import { switchTo, type Tf } from '../engine/index.js';
import type { DropoutMask } from './dropout.js';
import type { Layout } from './parameters.js';
import { transferFor } from './transfer.js';

/** The autoencoder as tfjs sees it. */
export interface TrainingGraph {
  /** Takes over the parameters. */
  load(theta: Float32Array): Promise<void>;
  /** Mean squared error of a batch against its target, [rows, bands] both; its gradient goes into `gradient`. */
  step(
    input: Float32Array,
    target: Float32Array,
    rows: number,
    masks: readonly (DropoutMask | undefined)[],
    gradient: Float32Array,
  ): Promise<number>;
  /** Mean squared error without dropout. */
  loss(input: Float32Array, target: Float32Array, rows: number): Promise<number>;
  dispose(): void;
}

/** Builds the stack from tfjs-layers' Dense layers on a started backend. */
export async function trainingGraph(tf: Tf, backend: string, { layers }: Layout): Promise<TrainingGraph> {
  // Importing tfjs-layers is also what registers the gradients.
  const tfl = await import('@tensorflow/tfjs-layers');
  switchTo(tf, backend);
  const dense = layers.map(({ inputs, units, activation }) =>
    tfl.layers.dense({ units, activation, inputShape: [inputs], kernelInitializer: 'zeros' }),
  );
  const model = tfl.sequential({ layers: dense });
  const variables = dense.flatMap(layer => layer.trainableWeights.map(weight => weight.read() as Variable));

  const forward = (x: Tensor2D, masks: readonly (DropoutMask | undefined)[]): Tensor =>
    dense.reduce<Tensor>((h, layer, i) => {
      const y = layer.apply(h) as Tensor;
      const mask = masks[i];
      if (!mask) return y;
      const scaled = tf.mul(y, tf.tensor(mask.factor, y.shape));
      return mask.term ? tf.add(scaled, tf.tensor(mask.term, y.shape)) : scaled;
    }, x);
  // tfjs's own gradient of a mean makes a tensor of ones as large as the batch first.
  const meanSquare = (y: Tensor, target: Tensor): Scalar =>
    tf.customGrad((y, save) => {
      const difference = tf.sub(y as Tensor, target);
      (save as (tensors: Tensor[]) => void)([difference]);
      const gradFunc = (dy: Tensor, [saved]: Tensor[]) => tf.mul(saved, tf.mul(dy, 2 / saved.size));
      return { value: tf.mean(tf.square(difference)), gradFunc };
    })(y) as Scalar;
  const transfer = transferFor(tf, backend, variables);
  const error = (
    input: Float32Array,
    target: Float32Array,
    rows: number,
    masks: readonly (DropoutMask | undefined)[],
  ): Scalar => {
    const shape: [number, number] = [rows, layers[0].inputs];
    return meanSquare(forward(tf.tensor2d(input, shape), masks), tf.tensor2d(target, shape));
  };

  return {
    async load(theta) {
      switchTo(tf, backend);
      transfer.load(theta);
    },
    async step(input, target, rows, masks, gradient) {
      switchTo(tf, backend);
      const { value, grads } = tf.tidy(() => tf.variableGrads(() => error(input, target, rows, masks), variables));
      return transfer.collect(value, grads, gradient);
    },
    async loss(input, target, rows) {
      switchTo(tf, backend);
      const value = tf.tidy(() => error(input, target, rows, []));
      const [loss] = await value.data();
      value.dispose();
      return loss;
    },
    dispose: () => void model.dispose(),
  };
}
