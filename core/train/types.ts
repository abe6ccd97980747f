import type { Activation, Network } from '../engine/types.js';

/** How an encoder is made. It stands on the encoder's card. */
export interface Recipe {
  readonly method: 'autoencoder' | 'pca';
  /** Latent size L. */
  readonly latent: number;
  /** Hidden layers of the encoder (the decoder mirrors them): `halve` for D/2, D/4 ..., or their sizes. */
  readonly hidden: 'halve' | readonly number[];
  readonly activation: Exclude<Activation, 'linear'>;
  /** Fraction of hidden units left out in a training step; AlphaDropout for SELU. */
  readonly dropout: number;
  /** Largest number of epochs. */
  readonly epochs: number;
  /** Spectra per step. */
  readonly batch: number;
  readonly learningRate: number;
  /** Training stops after this many epochs without a better validation loss; the learning rate halves after a third of it. */
  readonly patience: number;
  /** Fraction of the spectra kept for validation; 0 watches the training loss instead. */
  readonly validation: number;
  readonly seed: number;
  /** Activation of the last layer; `sigmoid` for spectra within 0..1. */
  readonly output: 'linear' | 'sigmoid';
}

/** What training says while it works. Losses are mean squared errors in units of the spectra's variance: 1 is no better than the mean. */
export type TrainEvent =
  | {
      readonly type: 'start';
      readonly spectra: number;
      readonly parameters: number;
      readonly layers: readonly number[];
      readonly backend: string;
    }
  | { readonly type: 'progress'; readonly epoch: number; readonly done: number; readonly total: number }
  | {
      readonly type: 'epoch';
      readonly epoch: number;
      readonly epochs: number;
      readonly loss: number;
      readonly valLoss: number;
      readonly learningRate: number;
      readonly best: boolean;
      readonly spectraPerSecond: number;
      /** At most: early stopping may come before. */
      readonly secondsLeft: number;
    }
  | { readonly type: 'checkpoint'; readonly epoch: number; readonly bytes: Uint8Array }
  | { readonly type: 'warning'; readonly message: string };

/** Where training computes. */
export type TrainingBackend = 'tfjs-node-gpu' | 'onnxruntime' | 'wasm' | 'cpu';

/** How training runs, apart from what decides its result. */
export interface TrainOptions {
  readonly signal?: AbortSignal;
  /** A checkpoint of the same spectra and recipe to go on from. */
  readonly resume?: Uint8Array;
  /** Yield a checkpoint after every so many epochs (default: only when interrupted). */
  readonly checkpointEvery?: number;
  /** Default: tfjs-node-gpu if it loads, else onnxruntime if it passes its check, else wasm, else cpu. */
  readonly backend?: TrainingBackend;
}

/** The result of training, with the weights of the best epoch. */
export interface TrainedNetworks {
  readonly encode: Network;
  readonly decode: Network;
  readonly epochs: number;
  readonly bestEpoch: number;
  /** Training and validation loss of the best epoch, in units of the spectra's variance. */
  readonly loss: number;
  readonly valLoss: number;
  readonly stop: 'epochs' | 'patience';
}
