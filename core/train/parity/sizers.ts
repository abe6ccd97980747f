import { UsageError } from '../../cube/errors.js';

/** What the sizes of the paper's networks follow from. */
export interface SizerOptions {
  /**
   * `reference`: as the authors' code does, whose decoder does not mirror the encoder. `paper-specular`: as the paper says, the decoder's hidden layers
   * are the encoder's in reverse.
   */
  readonly rule: 'paper-specular' | 'reference';
  /** Bands D. */
  readonly bands: number;
  /** The code's n_layers. */
  readonly layers: number;
  /** Last layer before the heads, E. */
  readonly encoding: number;
  readonly latent: number;
  /** Divide by 2, 4, 8 ...; else by 2, 3, 4 ... (`reference`) or by 2, 4, 6 ... (`paper-specular`, the paper's 2k). */
  readonly powers: boolean;
}

/** Sizes from input to output, both ends included. */
export interface LayerSizes {
  /** D, hidden layers, E, latent. */
  readonly encoder: readonly number[];
  /** latent, hidden layers, D. */
  readonly decoder: readonly number[];
}

/** Layer sizes of the paper's autoencoders. Throws UsageError for sizes that are not whole numbers from 1. */
export function layerSizes({ rule, bands, layers, encoding, latent, powers }: SizerOptions): LayerSizes {
  if (![bands, layers, encoding, latent].every(n => Number.isInteger(n) && n >= 1))
    throw new UsageError('layer sizes are whole numbers from 1', { why: `${[bands, layers, encoding, latent].join(', ')}` });
  const divided = (divisors: readonly number[]) => divisors.map(divisor => Math.floor(bands / divisor));
  const range = (from: number, to: number) => Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
  const wide = (sizes: readonly number[]) => sizes.filter(size => size > encoding);
  const two = (list: readonly number[]) => list.map(n => 2 ** n);
  const reference = rule === 'reference';
  const steps = powers ? two(range(1, layers - 1)) : reference ? range(2, layers) : range(1, layers - 1).map(k => 2 * k);
  const hidden = wide(divided(steps));
  const back = reference ? divided(powers ? two(range(2, layers)) : range(2, layers)) : hidden;
  return { encoder: [bands, ...hidden, encoding, latent], decoder: [latent, ...[...back].reverse(), bands] };
}

/**
 * Weights of the reference's network of these sizes: no bias but in the last layer of each stack, and two heads (mean and log variance) with bias on the
 * encoding.
 */
export function referenceParameters({ encoder, decoder }: LayerSizes): number {
  const stack = (sizes: readonly number[]) =>
    sizes.slice(1).reduce((sum, size, i) => sum + size * sizes[i], 0) + sizes[sizes.length - 1];
  const [encoding, latent] = encoder.slice(-2);
  return stack(encoder.slice(0, -1)) + 2 * (encoding * latent + latent) + stack(decoder);
}
