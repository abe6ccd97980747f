import type { Scalar, Tensor, Tensor2D, Variable } from '@tensorflow/tfjs-core';
import { type Tf, withBackend } from '../engine/index.js';
import type { DropoutMask } from './dropout.js';
import type { Layout } from './parameters.js';

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
  const dense = layers.map(({ inputs, units, activation }) =>
    tfl.layers.dense({ units, activation, inputShape: [inputs], kernelInitializer: 'zeros' }),
  );
  const model = await withBackend(tf, backend, () => tfl.sequential({ layers: dense }));
  const variables = dense.flatMap(layer => layer.trainableWeights.map(weight => weight.read() as Variable));

  const forward = (x: Tensor2D, masks: readonly (DropoutMask | undefined)[]): Tensor =>
    dense.reduce<Tensor>((h, layer, i) => {
      const y = layer.apply(h) as Tensor;
      const mask = masks[i];
      if (!mask) return y;
      const scaled = tf.mul(y, tf.tensor(mask.factor, y.shape));
      return mask.term ? tf.add(scaled, tf.tensor(mask.term, y.shape)) : scaled;
    }, x);
  const error = (
    input: Float32Array,
    target: Float32Array,
    rows: number,
    masks: readonly (DropoutMask | undefined)[],
  ): Scalar => {
    const shape: [number, number] = [rows, layers[0].inputs];
    return tf.mean(tf.squaredDifference(forward(tf.tensor2d(input, shape), masks), tf.tensor2d(target, shape)));
  };

  return {
    async load(theta) {
      await withBackend(tf, backend, () => {
        for (const [i, { inputs, units, kernel, bias }] of layers.entries()) {
          tf.tidy(() =>
            dense[i].setWeights([
              tf.tensor2d(theta.slice(kernel, kernel + inputs * units), [inputs, units]),
              tf.tensor1d(theta.slice(bias, bias + units)),
            ]),
          );
        }
      });
    },
    async step(input, target, rows, masks, gradient) {
      const { value, grads } = await withBackend(tf, backend, () =>
        tf.tidy(() => tf.variableGrads(() => error(input, target, rows, masks), variables)),
      );
      const [loss] = await value.data();
      let at = 0;
      for (const { name } of variables) {
        const part = (await grads[name].data()) as Float32Array;
        gradient.set(part, at);
        at += part.length;
      }
      tf.dispose([value, ...Object.values(grads)]);
      return loss;
    },
    async loss(input, target, rows) {
      const value = await withBackend(tf, backend, () => tf.tidy(() => error(input, target, rows, [])));
      const [loss] = await value.data();
      value.dispose();
      return loss;
    },
    dispose: () => void model.dispose(),
  };
}
