import type { AxisGap, SpectralKind } from '../cube/types.js';
import type { Network } from '../engine/types.js';
import type { StepSpec } from '../preprocess/types.js';

/** The spectral axis an encoder was made for. */
export interface CardAxis {
  readonly kind: SpectralKind;
  readonly unit: string;
  /** Bin edges [bands + 1], in the unit. */
  readonly edges: readonly number[];
  /** Where bands between neighbours were left out, as a SpectralAxis has them. */
  readonly gaps?: readonly AxisGap[];
  readonly names?: readonly string[];
}

/** Terms of a training loss; what the recipe leaves out is absent. */
export interface LossTerms {
  /** Mean squared error in units of the spectra's variance. */
  readonly reconstruction: number;
  /** Squared maximum mean discrepancy from N(0, I). */
  readonly mmd?: number;
  /** (1 - s) / 2 of the latents. */
  readonly silhouetteLoss?: number;
}

/** One epoch of a training. */
export interface HistoryRow {
  /** From 1. */
  readonly epoch: number;
  readonly loss: number;
  readonly valLoss: number;
  /** Means over the training and the validation batches. */
  readonly terms: LossTerms;
  readonly valTerms: LossTerms;
  readonly beta: number;
  readonly gamma: number;
  /** Most frequent number of clusters of the training batches; 0 without a silhouette loss. */
  readonly k: number;
  readonly learningRate: number;
}

/** `history.json`: what a page about an encoder needs beside its card. Spectra are preprocessed ones, [bands] numbers each. */
export interface EncoderHistory {
  /** Empty for a PCA. */
  readonly epochs: readonly HistoryRow[];
  /** A few spectra with their decoded selves. */
  readonly reconstructions: readonly { readonly spectrum: readonly number[]; readonly decoded: readonly number[] }[];
  /** A few hundred latents of validation spectra, [L] numbers each. */
  readonly latents: readonly (readonly number[])[];
}

/** What spectra like the training ones look like to an encoder, measured on validation spectra. */
export interface EncoderLimits {
  /** Root mean square of decode(encode(x)) - x per spectrum: median, median absolute deviation (not scaled), quantiles 0.99 and 0.999. */
  readonly reconstruction: { readonly median: number; readonly mad: number; readonly q99: number; readonly q999: number };
  /** Mean [L], covariance [L * L] (n - 1), and the 0.999 quantile of Mahalanobis distances. */
  readonly latent: { readonly mean: readonly number[]; readonly covariance: readonly number[]; readonly q999: number };
}

/** `encoder.json`: everything that is needed to use an encoder and to know where it came from. */
export interface EncoderCard {
  readonly format: 'cloisonne-encoder';
  readonly version: '1.0';
  readonly name: string;
  readonly description: string;
  readonly method: 'autoencoder' | 'pca';
  readonly licence: string;
  readonly input: { readonly axis: CardAxis; readonly bands: number; readonly unit: string };
  /** Preprocessing with frozen parameters, in order. */
  readonly steps: readonly StepSpec[];
  /** Latent size L. */
  readonly latent: number;
  /** Sizes and activations from input to latent and back, for people; no decoder is an empty list. */
  readonly layers: { readonly encoder: readonly string[]; readonly decoder: readonly string[] };
  readonly training: {
    readonly data: string;
    readonly spectra: number;
    readonly recipe: Readonly<Record<string, unknown>>;
    readonly seed: number;
    readonly software: string;
    /** Explained variance per component (PCA), best validation loss (autoencoder). */
    readonly result: Readonly<Record<string, number | readonly number[]>>;
    /** The encoder this one was fine-tuned from, with the SHA-256 of its weights. */
    readonly parent?: { readonly name: string; readonly sha256: string };
  };
  /** Absent on cards of earlier versions. */
  readonly limits?: EncoderLimits;
  /** SHA-256 of weights.bin. */
  readonly weights: { readonly file: 'weights.bin'; readonly sha256: string };
  /** A few raw input spectra (native axis, cube units) with their latents on the reference engine. */
  readonly golden: readonly { readonly spectrum: readonly number[]; readonly latent: readonly number[] }[];
}

/** A card with its networks in memory. */
export interface Encoder {
  readonly card: EncoderCard;
  readonly encode: Network;
  /** Absent where only the encoder was imported: then there are no reconstructions, and no errors of them. */
  readonly decode?: Network;
  /** Of encoders trained here, or read with their `history.json`. */
  readonly history?: EncoderHistory;
}
