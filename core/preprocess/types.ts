import type { Reducer } from '../cube/types.js';

/** One named, versioned, serialisable step on one spectrum, with frozen parameters. */
export interface StepSpec {
  readonly name: string;
  readonly version: 1;
  readonly [parameter: string]: number | string | boolean | readonly number[];
}

/** Steps compiled for an axis: the part fused into reading, then the rest on each reduced spectrum. */
export interface CompiledSteps {
  readonly inputBands: number;
  readonly outputBands: number;
  /** Leading fill, clip, crop and the first rebin. Always present (identity at least). */
  readonly reducer: Reducer;
  /**
   * The remaining steps on one spectrum: reads `input` [reducer.outputBands] from `from`, writes [outputBands] to `output` at `to`.
   * Looks at nothing but this spectrum, so results never depend on blocks.
   */
  apply(input: Float32Array, from: number, output: Float32Array, to: number): void;
}
