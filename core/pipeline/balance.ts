import type { Balance } from '../cluster/index.js';
import type { EncoderCard } from '../encoder/types.js';

/** What the latents of an encoder are to the choice of K: components as they are or weighted; undefined for those of a network, which are left alone. */
export function balanceOf({ method, training }: Pick<EncoderCard, 'method' | 'training'>): Balance | undefined {
  if (method !== 'pca') return undefined;
  const { weights } = training.result;
  // Where no component forms an image none is weighted: all of the weights are 1.
  return Array.isArray(weights) && weights.some(weight => weight !== 1) ? 'weighted-components' : 'components';
}
