import { measureLimits, shortFloat } from '../encoder/index.js';
import type { EncoderHistory, EncoderLimits, HistoryRow } from '../encoder/types.js';
import { openEngine } from '../engine/index.js';
import type { FoldedNetworks } from './fold.js';
import { spreadOver } from './spectra.js';

const RECONSTRUCTIONS = 6;
const LATENTS = 400;

/** What a finished encoder is found to do with some spectra. */
export interface Measured {
  readonly limits: EncoderLimits;
  readonly history: EncoderHistory;
  /** Mean log variance of each latent, of a variational encoder. */
  readonly logVariance?: readonly number[];
}

/**
 * Limits, a few reconstructions and some latents of an encoder on preprocessed spectra [n, bands], by the reference engine (wasm) like the golden
 * vectors.
 */
export async function measure(
  { encode, decode, logVariance }: FoldedNetworks,
  spectra: Float32Array,
  epochs: readonly HistoryRow[],
): Promise<Measured> {
  const bands = encode.inputSize;
  const n = spectra.length / bands;
  const engine = await openEngine('wasm').catch(() => openEngine('cpu'));
  try {
    const latents = await (await engine.compile(encode)).run(spectra, n);
    const decoded = await (await engine.compile(decode)).run(latents, n);
    const spread = logVariance && (await (await engine.compile(logVariance)).run(spectra, n));
    const size = decode.inputSize;
    const row = (data: Float32Array, i: number, length: number) =>
      Array.from(data.subarray(i * length, (i + 1) * length), shortFloat);
    return {
      limits: measureLimits(spectra, decoded, latents, n),
      history: {
        epochs,
        reconstructions: Array.from(spreadOver(n, RECONSTRUCTIONS), i => ({
          spectrum: row(spectra, i, bands),
          decoded: row(decoded, i, bands),
        })),
        latents: Array.from(spreadOver(n, LATENTS), i => row(latents, i, size)),
      },
      logVariance:
        spread &&
        Array.from({ length: size }, (_, j) => {
          let sum = 0;
          for (let i = 0; i < n; i++) sum += spread[i * size + j];
          return shortFloat(sum / n);
        }),
    };
  } finally {
    await engine.dispose();
  }
}
