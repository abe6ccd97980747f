import type { SpectralAxis } from '../cube/types.js';
import type { Parameters, Values } from './parameters.js';
import type { SparseMap } from './sparse.js';

/** A step with its parameters and axis settled, ready to run on one spectrum after another. */
export interface BoundStep {
  /** The axis after the step. */
  readonly axis: SpectralAxis;
  /**
   * Writes the result to `y` [bands after]. Reads `x` [bands before]; when `inPlace`, both may be one array. Gives NaN wherever a
   * value lies outside the step's domain.
   */
  run(x: Float64Array, y: Float64Array): void;
  readonly inPlace: boolean;
  /** Limits, for a step that is a clip. */
  readonly clip?: readonly [min: number, max: number];
  /** The step as a weighted sum of bands, so that it can be fused into reading; `selects` when it only picks bands. */
  readonly linear?: SparseMap;
  readonly selects?: boolean;
}

/** Spectra that parameters are fitted to: [n, bands] row by row, finite. */
export interface FitSample {
  readonly data: Float32Array;
  readonly n: number;
  readonly bands: number;
}

/** One kind of step: what it is called, what it takes, where it is defined, and how it is bound to an axis. */
export interface StepDefinition {
  readonly name: string;
  readonly summary: string;
  /** The spectra it is defined for; others become NaN. */
  readonly domain: string;
  readonly parameters: Parameters;
  /** `values` are checked against `parameters`. Throws UsageError where they do not fit the axis. */
  bind(values: Values, axis: SpectralAxis): BoundStep;
  /** True while parameters still have to be taken from data. */
  unfitted?(values: Values): boolean;
  /** The parameters taken from spectra as they arrive at this step. */
  fit?(values: Values, sample: FitSample): Values;
  /** True where parameters are taken anew from each cube that is encoded (a training set goes without); `measure` gives those alone, where there is anything to measure. */
  measures?(values: Values): boolean;
  measure?(values: Values, sample: FitSample): Readonly<Record<string, number>> | undefined;
}

/** A step that maps each sample by itself. */
export function samplewise(axis: SpectralAxis, map: (v: number) => number): BoundStep {
  return {
    axis,
    inPlace: true,
    run(x, y) {
      for (let i = 0; i < x.length; i++) y[i] = map(x[i]);
    },
  };
}

/** A step y = (x - shift) / size with shift and size taken from the spectrum itself; NaN where size is not above 0. */
export function normalising(axis: SpectralAxis, measure: (x: Float64Array) => readonly [shift: number, size: number]): BoundStep {
  return {
    axis,
    inPlace: true,
    run(x, y) {
      const [shift, size] = measure(x);
      const factor = size > 0 ? 1 / size : Number.NaN;
      for (let i = 0; i < x.length; i++) y[i] = (x[i] - shift) * factor;
    },
  };
}
