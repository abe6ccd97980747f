import type { HistoryRow } from '../encoder/types.js';
import type { Activation, Network } from '../engine/types.js';
import type { Schedule } from './schedule.js';
import type { SilhouetteLossOptions } from './silhouette-loss.js';

/** Layers by a rule of the paper: `specular` as its text says, with a mirrored decoder; `reference` as its code does, whose decoder is not. */
export interface LayerRule {
  readonly rule: 'specular' | 'reference';
  /** Divide the bands by 2, 4, 8 ..., or by 2, 4, 6 ... (`specular`; 2, 3, 4 ... in the code). */
  readonly divide: 'powers' | 'multiples';
  /** The code's n_layers. */
  readonly layers: number;
  /** Units of the last hidden layer before the latent. */
  readonly embedding: number;
}

/** The silhouette loss and the K-Means inside each batch that its labels come from: the K of kMin..kMax with the best silhouette. */
export interface BatchSilhouette extends SilhouetteLossOptions {
  readonly kMin: number;
  readonly kMax: number;
}

/** How an encoder is made. It stands on the encoder's card. */
export interface Recipe {
  readonly method: 'autoencoder' | 'pca';
  /** Latent size L. */
  readonly latent: number;
  /** Hidden layers of the encoder: `halve` for D/2, D/4 ..., their sizes (the decoder mirrors both), or a rule. */
  readonly hidden: 'halve' | readonly number[] | LayerRule;
  readonly activation: Exclude<Activation, 'linear'>;
  /** Activation of the last hidden layer before the latent; `tanh` (the reference's) is never dropped. */
  readonly embedding: 'same' | 'tanh';
  /** First weights; `auto` is `he` for ReLU, else `lecun`. */
  readonly initialisation: 'auto' | 'he' | 'lecun' | 'reference';
  /** Fraction of hidden units left out in a training step; AlphaDropout for SELU. */
  readonly dropout: number;
  /** Largest number of epochs. */
  readonly epochs: number;
  /** Spectra per step. */
  readonly batch: number;
  readonly learningRate: number;
  /** Training stops after this many epochs without a better validation loss. */
  readonly patience: number;
  /** Fraction of the spectra kept for validation; 0 watches the training loss instead. */
  readonly validation: number;
  readonly seed: number;
  /** Activation of the last layer; `sigmoid` for spectra within 0..1. */
  readonly output: 'linear' | 'sigmoid';
  /** Mean and log variance heads: z = mu + exp(logvar / 2) eps in training, mu otherwise. The encoder gives mu. */
  readonly variational: boolean;
  /** Weight of the MMD between z and N(0, I) at each epoch. */
  readonly beta: Schedule;
  readonly mmd: 'reference' | 'multiscale';
  /** Weight of the silhouette loss (1 - s) / 2 of mu at each epoch. */
  readonly gamma: Schedule;
  readonly silhouette: BatchSilhouette;
  /** `sum`: rec + beta mmd + gamma sil; `product`: (rec + beta mmd) (1 + gamma sil) / (1 + gamma). */
  readonly combine: 'sum' | 'product';
  /** `plateau`: times `factor` after `patience` epochs without improvement; `cosine`: half a cosine from learningRate to 0 over the epochs. */
  readonly rate: 'plateau' | 'cosine';
  readonly plateau: { readonly factor: number; readonly patience: number };
  /** Decay of averaged weights, which are the ones evaluated and kept; 0: none. */
  readonly ema: number;
  /** Epochs before which no weights count as the best, nor towards patience. */
  readonly bestAfter: number;
  /** Spectra of a streamed set that are in memory and shuffled together; a set of no more is shuffled whole. */
  readonly shuffleWindow: number;
}

/** A recipe as callers give it: what is missing is filled in. */
export type GivenRecipe = Partial<Omit<Recipe, 'silhouette' | 'plateau'>> & {
  readonly silhouette?: Partial<BatchSilhouette>;
  readonly plateau?: Partial<Recipe['plateau']>;
};

/**
 * Training spectra [n, bands] in storage order, wherever they are. Sets larger than memory: whoever writes them stores the rows in random
 * order.
 */
export interface TrainingSpectra {
  readonly n: number;
  readonly bands: number;
  /** Fills `out` [count, bands] with rows from .. from + count. */
  read(from: number, count: number, out: Float32Array): Promise<void>;
}

/**
 * What training says while it works. Losses and reconstruction terms are in units of the spectra's variance: a mean squared error of 1 is no
 * better than the mean. (A sigmoid output is trained on plain squares, as the reference does, so beta and gamma weigh against those.)
 */
export type TrainEvent =
  | {
      readonly type: 'start';
      readonly spectra: number;
      readonly parameters: number;
      readonly layers: readonly number[];
      readonly backend: string;
    }
  | { readonly type: 'progress'; readonly epoch: number; readonly done: number; readonly total: number }
  | (HistoryRow & {
      readonly type: 'epoch';
      readonly epochs: number;
      readonly best: boolean;
      readonly spectraPerSecond: number;
      /** At most: early stopping may come before. */
      readonly secondsLeft: number;
    })
  | { readonly type: 'checkpoint'; readonly epoch: number; readonly bytes: Uint8Array }
  | { readonly type: 'warning'; readonly message: string };

/** Where training computes. */
export type TrainingBackend = 'tfjs-node-gpu' | 'onnxruntime' | 'wasm' | 'cpu';

/** What training is told beside its spectra and recipe. */
export interface TrainOptions {
  /** The last so many spectra validate, whole, and nothing is fitted to them; without it the recipe's share of all spectra validates. */
  readonly held?: number;
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
  /** One row an epoch. */
  readonly history: readonly HistoryRow[];
  /** Validation spectra [m, bands], spread evenly (all where few validate): what limits are measured on. */
  readonly probe: Float32Array;
  /** Log variances of the latents of a variational encoder. */
  readonly logVariance?: Network;
}
