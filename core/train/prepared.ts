import { EmptyError } from '../cube/errors.js';
import type { SpectralAxis } from '../cube/types.js';
import { prepareSpectra } from '../encoder/index.js';
import { compileSteps, fitSteps } from '../preprocess/index.js';
import type { CompiledSteps, StepSpec } from '../preprocess/types.js';
import { finiteRows, keepFinite, readAll } from './spectra.js';
import type { Recipe, TrainingSpectra } from './types.js';

/** Most spectra of a streamed set that steps are fitted to. */
const FITTED = 65_536;

/** Raw spectra after fitted steps. */
export interface Prepared {
  readonly fitted: readonly StepSpec[];
  readonly steps: CompiledSteps;
  /** Spectra that go into training, and how many. */
  readonly spectra: Float32Array | TrainingSpectra;
  readonly n: number;
  /** How many of them, at the end, were given to validate. */
  readonly held?: number;
  /** Some raw spectra [rows, bands], all of them where they are in memory, and how many. */
  readonly raw: Float32Array;
  readonly rows: number;
  /** [rows] 1 for those of them that survive the steps. */
  readonly finite: Uint8Array;
  readonly warnings: readonly string[];
}

const leftOut = (lost: number, of: string) => `${lost} of ${of} lie outside the domain of the preprocessing and are left out`;

/**
 * Fits the steps and takes raw spectra through them: at once where they are in memory or fit `shuffleWindow`, leaving out what is not finite; else
 * block by block as training reads them, with steps fitted to the first 65,536. Steps are not fitted to the `held` spectra at the end, which
 * validate. Throws EmptyError where none is finite.
 */
export async function prepare(
  given: Float32Array | TrainingSpectra,
  n: number,
  axis: SpectralAxis,
  wanted: readonly StepSpec[],
  { shuffleWindow }: Pick<Recipe, 'shuffleWindow'>,
  held?: number,
): Promise<Prepared> {
  const trains = n - (held ?? 0);
  const streamed = given instanceof Float32Array || n <= shuffleWindow ? undefined : given;
  const rows = streamed ? Math.min(trains, FITTED, shuffleWindow) : n;
  const raw = given instanceof Float32Array ? given : await readAll(given, rows);
  const fitted = fitSteps([...wanted], { data: raw, n: Math.min(rows, trains) }, axis);
  const steps = compileSteps(fitted, axis);
  const prepared = prepareSpectra(steps, raw, rows);
  const bands = steps.outputBands;
  // First the spectra at the end, before others move.
  const validates = held === undefined || streamed ? held : keepFinite(prepared.slice(trains * bands), held, bands);
  const finite = finiteRows(prepared, rows, bands);
  const kept = keepFinite(prepared, rows, bands);
  const of = streamed ? `the first ${rows} spectra` : `${n} spectra`;
  if (kept === 0) throw new EmptyError('nothing to train on', { why: `none of ${of} is finite after preprocessing` });
  const warnings = kept < rows ? [leftOut(rows - kept, of)] : [];
  const common = { fitted, steps, raw, rows, finite, warnings, held: validates };
  if (!streamed) return { ...common, spectra: prepared.subarray(0, kept * bands), n: kept };
  const spectra: TrainingSpectra = {
    n,
    bands,
    async read(from, count, out) {
      const block = new Float32Array(count * steps.inputBands);
      await streamed.read(from, count, block);
      out.set(prepareSpectra(steps, block, count));
    },
  };
  return { ...common, spectra, n };
}
