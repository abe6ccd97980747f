import type { CompiledNetwork } from './types.js';

/** Largest |dz| an engine may show on golden vectors, in units of RMS(z). */
export const GOLDEN_LIMIT = 1e-3;

/** Inputs of a network with the outputs that every engine must reproduce. */
export interface GoldenVectors {
  readonly n: number;
  /** [n, inputSize]. */
  readonly inputs: Float32Array;
  /** [n, outputs]. */
  readonly outputs: Float32Array;
}

/** How an engine did on golden vectors: `error` is max |dz| / RMS(z). */
export interface GoldenCheck {
  readonly ok: boolean;
  readonly error: number;
}

/** Runs golden vectors through a compiled network; ok when max |dz| <= 1e-3 of the RMS of the expected outputs. NaN is not ok. */
export async function verifyGolden(compiled: CompiledNetwork, golden: GoldenVectors): Promise<GoldenCheck> {
  const found = await compiled.run(golden.inputs, golden.n);
  let squares = 0;
  let worst = 0;
  for (let i = 0; i < golden.outputs.length; i++) {
    squares += golden.outputs[i] ** 2;
    const difference = Math.abs(found[i] - golden.outputs[i]);
    if (!(difference <= worst)) worst = difference;
  }
  const rms = Math.sqrt(squares / golden.outputs.length);
  const error = worst === 0 ? 0 : worst / rms;
  return { ok: error <= GOLDEN_LIMIT, error };
}
