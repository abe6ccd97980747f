import type { Random } from '../cluster/random.js';
import { SELU_ALPHA, SELU_SCALE } from '../engine/index.js';
import type { Layout } from './parameters.js';

/** Dropout of one layer's output as y = x * factor + term, [rows * units] each; `term` only for AlphaDropout. */
export interface DropoutMask {
  readonly factor: Float32Array;
  readonly term?: Float32Array;
}

/**
 * Masks for every hidden layer of the stack (the latent and the output are never dropped). Inverted dropout (Srivastava et al. 2014);
 * after SELU, AlphaDropout, which keeps mean 0 and variance 1 (Klambauer et al. 2017, section 3): dropped units take the value
 * -lambda alpha, then a(.) + b. Undefined entries are layers without dropout.
 */
export function dropoutMasks({ layers }: Layout, rows: number, rate: number, random: Random): (DropoutMask | undefined)[] {
  const keep = 1 - rate;
  const threshold = rate * 4294967296;
  return layers.map(({ units, activation, drops }) => {
    if (rate === 0 || !drops) return undefined;
    const factor = new Float32Array(rows * units);
    if (activation !== 'selu') {
      for (let j = 0; j < factor.length; j++) factor[j] = random.uint32() < threshold ? 0 : 1 / keep;
      return { factor };
    }
    const floor = -SELU_SCALE * SELU_ALPHA;
    const a = 1 / Math.sqrt(keep + floor * floor * keep * rate);
    const b = -a * rate * floor;
    const term = new Float32Array(rows * units);
    for (let j = 0; j < factor.length; j++) {
      const dropped = random.uint32() < threshold;
      factor[j] = dropped ? 0 : a;
      term[j] = dropped ? a * floor + b : b;
    }
    return { factor, term };
  });
}
