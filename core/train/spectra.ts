import type { Random } from '../cluster/random.js';
import { TrainingError } from '../cube/errors.js';
import type { Scaling } from './scaling.js';
import type { Recipe, TrainingSpectra } from './types.js';

const CHUNK = 4096;

/** Where fewer spectra validate, they are too few to measure limits on. */
export const FEWEST = 32;

/** Batch after batch of one pass. */
export interface Pass {
  /** Spectra of the pass, as far as known. */
  readonly total: number;
  /** Fills `input` [rows, bands] with scaled spectra and `target`, the same for a linear output, else the spectra themselves. Rows: 0 at the end. */
  next(input: Float32Array, target: Float32Array): Promise<number>;
}

/** Spectra ready for training: those that train, those that validate, and how they are scaled. */
export interface TrainingData {
  /** Spectra that train and that validate. */
  readonly trains: number;
  readonly validates: number;
  readonly scaling: Scaling;
  /** One pass over what trains, in an order drawn from `random`. */
  training(random: Random): Pass;
  /** One pass over what validates, in storage order. */
  validation(): Pass;
  /** At most `count` spectra [rows, bands], spread over what validates, or over all where that is less than 32. */
  probe(count: number): Promise<Float32Array>;
}

/** Spectra in memory [n, bands] as training spectra. */
export function memorySpectra(data: Float32Array, n: number, bands: number): TrainingSpectra {
  return {
    n,
    bands,
    async read(from, count, out) {
      out.set(data.subarray(from * bands, (from + count) * bands));
    },
  };
}

/** How many of n spectra validate: `given`, else the recipe's share. TrainingError where too few train. */
export function heldOut(n: number, { validation }: Recipe, given?: number): number {
  const held = given ?? (validation > 0 ? Math.max(1, Math.round(n * validation)) : 0);
  if (n - held < 2)
    throw new TrainingError('too few spectra to train on', { why: `${n} spectra, ${held} of them for validation` });
  return held;
}

/** Every row of a set, in memory. */
export async function readAll(spectra: TrainingSpectra, count = spectra.n): Promise<Float32Array> {
  const { bands } = spectra;
  const out = new Float32Array(count * bands);
  for (let from = 0; from < count; from += CHUNK) {
    const rows = Math.min(CHUNK, count - from);
    await spectra.read(from, rows, out.subarray(from * bands, (from + rows) * bands));
  }
  return out;
}

/** `count` indices below n, spread evenly. */
export function spreadOver(n: number, count: number): Int32Array {
  const most = Math.min(n, count);
  return Int32Array.from({ length: most }, (_, i) => Math.floor((i * n) / most));
}

/** [n] 1 for the rows of spectra [n, bands] whose samples are all finite. */
export function finiteRows(spectra: Float32Array, n: number, bands: number): Uint8Array {
  return Uint8Array.from({ length: n }, (_, row) => {
    let rest = 0;
    // A finite number less itself is 0, anything else is NaN.
    for (let at = row * bands; at < (row + 1) * bands; at++) rest += spectra[at] - spectra[at];
    return rest === 0 ? 1 : 0;
  });
}

/** Moves the rows whose samples are all finite to the front of spectra [n, bands], in place. Returns their number. */
export function keepFinite(spectra: Float32Array, n: number, bands: number): number {
  let kept = 0;
  for (const [row, finite] of finiteRows(spectra, n, bands).entries()) {
    if (!finite) continue;
    if (kept < row) spectra.copyWithin(kept * bands, row * bands, (row + 1) * bands);
    kept++;
  }
  return kept;
}
