import { layerSizes } from './parity/index.js';
import type { Recipe } from './types.js';

/** Sizes of the hidden layers, from the input on. */
export interface HiddenSizes {
  readonly encoder: readonly number[];
  readonly decoder: readonly number[];
}

/** Below this many units halving stops: narrower layers in front of the latent only lose information. */
const NARROWEST = 8;

function halved(bands: number, latent: number): number[] {
  const sizes: number[] = [];
  for (let size = Math.floor(bands / 2); size > Math.max(NARROWEST, 2 * latent); size = Math.floor(size / 2)) sizes.push(size);
  return sizes.length > 0 ? sizes : [Math.max(bands, 4 * latent)];
}

/**
 * Sizes of the hidden layers for `bands` inputs. `halve`: bands/2, bands/4 ... while wider than 8 and twice the latent; where that gives none
 * (few bands), one layer as wide as the input or four times the latent. The decoder mirrors the encoder, but by the paper's rules it has no
 * counterpart of the embedding, and by `reference` its own sizes. Throws UsageError for a rule that gives an empty layer.
 */
export function hiddenSizes(bands: number, { hidden, latent }: Pick<Recipe, 'hidden' | 'latent'>): HiddenSizes {
  if (typeof hidden === 'object' && 'rule' in hidden) {
    const { rule, divide, layers, embedding: encoding } = hidden;
    const { encoder, decoder } = layerSizes({
      ...{ bands, layers, encoding, latent, powers: divide === 'powers' },
      rule: rule === 'specular' ? 'paper-specular' : rule,
    });
    return { encoder: encoder.slice(1, -1), decoder: decoder.slice(1, -1) };
  }
  const encoder = hidden === 'halve' ? halved(bands, latent) : [...hidden];
  return { encoder, decoder: [...encoder].reverse() };
}
