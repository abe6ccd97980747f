import { shortFloat } from '../cube/json.js';
import { measureLimits, reconstructionErrors } from '../encoder/index.js';
import type { EncoderHistory, EncoderLimits, HistoryRow } from '../encoder/types.js';
import { openEngine } from '../engine/index.js';
import type { FoldedNetworks } from './fold.js';
import { spreadOver } from './spectra.js';

const RECONSTRUCTIONS = 6;
const LATENTS = 400;
/** Spectra that are measured at most, and at a time. */
const PROBES = 4096;
const ROWS = 256;

/** What a finished encoder is found to do with some spectra. */
export interface Measured {
  readonly limits: EncoderLimits;
  readonly history: EncoderHistory;
  /** Mean log variance of each latent, of a variational encoder. */
  readonly logVariance?: readonly number[];
}

/**
 * Limits, a few reconstructions and some latents of an encoder on preprocessed spectra [n, bands], n >= 2, of which at most 4096 spread evenly are looked
 * at, by the reference engine (wasm) like the golden vectors.
 */
export async function measure(
  { encode, decode, logVariance }: FoldedNetworks,
  spectra: Float32Array,
  epochs: readonly HistoryRow[],
): Promise<Measured> {
  const [bands, size] = [encode.inputSize, decode.inputSize];
  const chosen = spreadOver(spectra.length / bands, PROBES);
  const n = chosen.length;
  const latents = new Float32Array(n * size);
  const errors = new Float64Array(n);
  const spread = new Float64Array(size);
  const shown = new Set(spreadOver(n, RECONSTRUCTIONS));
  const reconstructions: { spectrum: number[]; decoded: number[] }[] = [];
  const row = (data: Float32Array, i: number, length: number) =>
    Array.from(data.subarray(i * length, (i + 1) * length), shortFloat);
  const engine = await openEngine('wasm').catch(() => openEngine('cpu'));
  try {
    const [encoder, decoder] = [await engine.compile(encode), await engine.compile(decode)];
    const variances = logVariance && (await engine.compile(logVariance));
    for (let from = 0; from < n; from += ROWS) {
      const rows = Math.min(ROWS, n - from);
      const block = new Float32Array(rows * bands);
      for (let i = 0; i < rows; i++) {
        const at = chosen[from + i] * bands;
        block.set(spectra.subarray(at, at + bands), i * bands);
      }
      const z = await encoder.run(block, rows);
      const decoded = await decoder.run(z, rows);
      latents.set(z, from * size);
      errors.set(reconstructionErrors(block, decoded, rows), from);
      (await variances?.run(block, rows))?.forEach((value, i) => {
        spread[i % size] += value / n;
      });
      for (let i = 0; i < rows; i++) {
        if (shown.has(from + i)) reconstructions.push({ spectrum: row(block, i, bands), decoded: row(decoded, i, bands) });
      }
    }
  } finally {
    await engine.dispose();
  }
  return {
    limits: measureLimits(errors, latents),
    history: { epochs, reconstructions, latents: Array.from(spreadOver(n, LATENTS), i => row(latents, i, size)) },
    logVariance: logVariance && Array.from(spread, shortFloat),
  };
}
