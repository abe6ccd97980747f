import { EmptyError } from '../cube/errors.js';
import { reduceSpectrum } from '../cube/reduce.js';
import type { SpectralAxis } from '../cube/types.js';
import { compileSteps } from './compile.js';
import { lookUpStep } from './registry.js';
import type { FitSample } from './step.js';
import type { StepSpec } from './types.js';

/** Native spectra [n, bands] to fit parameters to, NaN for bad samples. */
export interface SpectraSample {
  readonly data: Float32Array;
  readonly n: number;
}

/** The sample after the steps; spectra that leave a step's domain are left out. */
export function throughSteps(specs: readonly StepSpec[], { data, n }: SpectraSample, axis: SpectralAxis): FitSample {
  const { inputBands, outputBands, reducer, apply } = compileSteps(specs, axis);
  const out = new Float32Array(n * outputBands);
  const reduced = new Float32Array(reducer.outputBands);
  let kept = 0;
  for (let i = 0; i < n; i++) {
    reduceSpectrum(reducer, data.subarray(i * inputBands, (i + 1) * inputBands), reduced);
    apply(reduced, 0, out, kept * outputBands);
    if (Number.isFinite(out[kept * outputBands])) kept++;
  }
  return { data: out.subarray(0, kept * outputBands), n: kept, bands: outputBands };
}

/**
 * Freezes the parameters that come from data (`asinh:scale=auto`, `standardise`), each from the sample as it arrives at that step, and
 * writes defaults out, so that the result says everything. Throws UsageError for bad steps, EmptyError when no spectrum of the sample
 * reaches a step to be fitted.
 */
export function fitSteps(specs: readonly StepSpec[], sample: SpectraSample, axis: SpectralAxis): StepSpec[] {
  const fitted: StepSpec[] = [];
  for (const spec of specs) {
    const { definition, values } = lookUpStep(spec);
    let frozen = values;
    if (definition.fit && definition.unfitted?.(values)) {
      const reached = throughSteps(fitted, sample, axis);
      if (reached.n === 0) {
        throw new EmptyError(`step '${spec.name}' has nothing to be fitted to`, {
          why: `none of ${sample.n} sampled spectra is in the domain of the steps before it`,
        });
      }
      frozen = definition.fit(values, reached);
    }
    fitted.push({ name: spec.name, version: 1, ...frozen } as StepSpec);
  }
  return fitted;
}
