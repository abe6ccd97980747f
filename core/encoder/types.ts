import type { SpectralKind } from '../cube/types.js';
import type { Network } from '../engine/types.js';
import type { StepSpec } from '../preprocess/types.js';

/** The spectral axis an encoder was made for. */
export interface CardAxis {
  readonly kind: SpectralKind;
  readonly unit: string;
  /** Bin edges [bands + 1], in the unit. */
  readonly edges: readonly number[];
  readonly names?: readonly string[];
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
  /** Sizes and activations from input to latent and back, for people. */
  readonly layers: { readonly encoder: readonly string[]; readonly decoder: readonly string[] };
  readonly training: {
    readonly data: string;
    readonly spectra: number;
    readonly recipe: Readonly<Record<string, unknown>>;
    readonly seed: number;
    readonly software: string;
    /** Explained variance per component (PCA), best validation loss (autoencoder). */
    readonly result: Readonly<Record<string, number | readonly number[]>>;
  };
  /** SHA-256 of weights.bin. */
  readonly weights: { readonly file: 'weights.bin'; readonly sha256: string };
  /** A few raw input spectra (native axis, cube units) with their latents on the reference engine. */
  readonly golden: readonly { readonly spectrum: readonly number[]; readonly latent: readonly number[] }[];
}

/** A card with its networks in memory. */
export interface Encoder {
  readonly card: EncoderCard;
  readonly encode: Network;
  readonly decode: Network;
}
