import type { Scalar, Tensor, Tensor2D, Variable } from '@tensorflow/tfjs-core';
import type { LossTerms } from '../encoder/types.js';
import { switchTo, type Tf } from '../engine/index.js';
import type { DropoutMask } from './dropout.js';
import { meanSquare, type Objective, totalOf } from './objective.js';
import type { LayerSlot, Layout } from './parameters.js';
import { transferFor } from './transfer.js';

/** A batch of spectra with all that is random or depends on the epoch in its loss. */
export interface Batch {
  readonly rows: number;
  /** Scaled spectra and what they are compared with, [rows, bands] both. */
  readonly input: Float32Array;
  readonly target: Float32Array;
  readonly masks?: readonly (DropoutMask | undefined)[];
  /** eps [rows, L] of z = mu + exp(logvar / 2) eps; absent: z = mu. */
  readonly noise?: Float32Array;
  /** Draws [m, L] of N(0, I): with them, the MMD is a term. */
  readonly prior?: Float32Array;
  /** Clusters the batch's mu [rows, L], as one-hot [rows, kMax]: with it, the silhouette loss is a term. */
  readonly assign?: (mu: Float32Array) => Float32Array;
  readonly beta: number;
  readonly gamma: number;
}

/** A loss and what it is made of. */
export interface BatchLoss extends LossTerms {
  readonly loss: number;
}

/** The autoencoder as tfjs sees it. */
export interface TrainingGraph {
  /** Takes over the parameters. */
  load(theta: Float32Array): Promise<void>;
  /** The loss of a batch; its gradient goes into `gradient`. */
  step(batch: Batch, gradient: Float32Array): Promise<BatchLoss>;
  loss(batch: Batch): Promise<BatchLoss>;
  dispose(): void;
}

type Terms = Partial<Record<keyof LossTerms, Scalar>>;

/** Builds the stack from tfjs-layers' Dense layers on a started backend. */
export async function trainingGraph(tf: Tf, backend: string, stack: Layout, objective: Objective): Promise<TrainingGraph> {
  // Importing tfjs-layers is also what registers the gradients.
  const tfl = await import('@tensorflow/tfjs-layers');
  switchTo(tf, backend);
  const denseOf = ({ inputs, units, activation }: LayerSlot) => {
    const layer = tfl.layers.dense({ units, activation, inputShape: [inputs], kernelInitializer: 'zeros' });
    layer.build([null, inputs]);
    return layer;
  };
  const { layers, latent } = stack;
  const dense = layers.map(denseOf);
  const second = stack.logVariance && denseOf(stack.logVariance);
  const all = second ? [...dense, second] : dense;
  const variables = all.flatMap(layer => layer.trainableWeights.map(weight => weight.read() as Variable));
  const transfer = transferFor(tf, backend, variables);

  const through = (x: Tensor, from: number, to: number, masks: Batch['masks'] = []): Tensor => {
    let h = x;
    for (let i = from; i < to; i++) {
      h = dense[i].apply(h) as Tensor;
      const mask = masks[i];
      if (mask) h = tf.mul(h, tf.tensor(mask.factor, h.shape));
      if (mask?.term) h = tf.add(h, tf.tensor(mask.term, h.shape));
    }
    return h;
  };
  const shape = (rows: number): [number, number] => [rows, layers[0].inputs];
  const forward = (batch: Batch, terms: Terms): Scalar => {
    const { rows, masks, noise } = batch;
    const features = through(tf.tensor2d(batch.input, shape(rows)), 0, latent, masks);
    const mu = dense[latent].apply(features) as Tensor2D;
    const deviation = noise && second && tf.exp(tf.mul(second.apply(features) as Tensor2D, 0.5));
    const z = deviation ? (tf.add(mu, tf.mul(deviation, tf.tensor(noise, mu.shape))) as Tensor2D) : mu;
    const decoded = through(z, latent + 1, layers.length, masks);
    const found = { reconstruction: meanSquare(tf, decoded, tf.tensor2d(batch.target, shape(rows))), z, mu };
    return totalOf(tf, found, batch, objective, terms);
  };
  /** What `forward` notes in `terms`, read and let go; the loss stands for the reconstruction where that is all. */
  const read = async (loss: number, terms: Terms): Promise<BatchLoss> => {
    const values = await Promise.all(Object.entries(terms).map(async ([name, term]) => [name, (await term.data())[0]] as const));
    tf.dispose(Object.values(terms));
    return { loss, reconstruction: loss, ...Object.fromEntries(values) };
  };

  return {
    async load(theta) {
      switchTo(tf, backend);
      transfer.load(theta);
    },
    async step(batch, gradient) {
      switchTo(tf, backend);
      const terms: Terms = {};
      const { value, grads } = tf.tidy(() => tf.variableGrads(() => forward(batch, terms), variables));
      return read(await transfer.collect(value, grads, gradient), terms);
    },
    async loss(batch) {
      switchTo(tf, backend);
      const terms: Terms = {};
      const value = tf.tidy(() => forward(batch, terms));
      const [loss] = await value.data();
      value.dispose();
      return read(loss, terms);
    },
    dispose: () => tf.dispose(variables),
  };
}
