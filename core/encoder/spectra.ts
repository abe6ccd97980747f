import { reduceSpectrum } from '../cube/reduce.js';
import type { CompiledNetwork } from '../engine/types.js';
import type { CompiledSteps } from '../preprocess/types.js';

/**
 * Raw spectra [n, inputBands], NaN for missing, through the compiled steps: [n, outputBands]. Each spectrum by itself, with the same
 * arithmetic as reading a cube, so the same bytes as there.
 */
export function prepareSpectra(steps: CompiledSteps, raw: Float32Array, n: number): Float32Array {
  const { inputBands, outputBands, reducer } = steps;
  const out = new Float32Array(n * outputBands);
  const reduced = new Float32Array(reducer.outputBands);
  for (let i = 0; i < n; i++) {
    reduceSpectrum(reducer, raw.subarray(i * inputBands, (i + 1) * inputBands), reduced);
    steps.apply(reduced, 0, out, i * outputBands);
  }
  return out;
}

/** Latents [n, L] of raw spectra [n, inputBands]: steps, then the encoder network. */
export function encodeSpectra(
  compiled: CompiledNetwork,
  steps: CompiledSteps,
  raw: Float32Array,
  n: number,
): Promise<Float32Array> {
  return compiled.run(prepareSpectra(steps, raw, n), n);
}
