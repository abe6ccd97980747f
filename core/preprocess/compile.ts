import type { SpectralAxis } from '../cube/types.js';
import { lookUpStep } from './registry.js';
import { composed, type SparseMap, selection } from './sparse.js';
import type { BoundStep } from './step.js';
import type { CompiledSteps, StepSpec } from './types.js';

/** Binds steps one after another, each to the axis the one before leaves. */
function bindSteps(specs: readonly StepSpec[], axis: SpectralAxis): BoundStep[] {
  let current = axis;
  return specs.map(spec => {
    const { definition, values } = lookUpStep(spec);
    const step = definition.bind(values, current);
    current = step.axis;
    return step;
  });
}

/** The axis after the steps. Throws as `compileSteps` does. */
export function axisAfterSteps(specs: readonly StepSpec[], axis: SpectralAxis): SpectralAxis {
  return bindSteps(specs, axis).at(-1)?.axis ?? axis;
}

/**
 * Settles steps on an axis. The leading clips and crops, the first rebin and the crops and rebins right behind it become the Reducer
 * that reading applies; the rest runs in `apply`, in float64 on scratch of its own. Steps are not re-entrant: compile once for each
 * thread.
 *
 * Nothing is clamped in silence: a step gives NaN outside its domain, and a spectrum with a value that is not finite comes out of
 * `apply` as NaN in every band, so that looking at the first is enough. Callers count such spaxels as invalid.
 *
 * Throws UsageError for a step or parameter that does not exist, does not fit the axis, or is still to be fitted.
 */
export function compileSteps(specs: readonly StepSpec[], axis: SpectralAxis): CompiledSteps {
  const steps = bindSteps(specs, axis);
  const bands = axis.values.length;
  let [clipMin, clipMax] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  let linear: SparseMap | undefined;
  let summed = false;
  let fused = 0;
  for (const step of steps) {
    if (step.clip && !summed) {
      const [low, high] = step.clip;
      const within = (v: number): number => Math.min(Math.max(v, low), high);
      [clipMin, clipMax] = [within(clipMin), within(clipMax)];
    } else if (step.linear) {
      linear = linear ? composed(linear, step.linear) : step.linear;
      summed ||= !step.selects;
    } else break;
    fused++;
  }
  const map = linear ?? selection(bands, 0, bands);
  const rest = steps.slice(fused);
  const first = new Float64Array(map.outputBands);
  // A step that cannot work in place gets a buffer of its own for its result.
  const outputs = rest.map(step => (step.inPlace ? undefined : new Float64Array(step.axis.values.length)));
  const outputBands = steps.at(-1)?.axis.values.length ?? bands;
  return {
    inputBands: bands,
    outputBands,
    reducer: { ...map, clipMin, clipMax },
    apply(input, from, output, to) {
      for (let i = 0; i < first.length; i++) first[i] = input[from + i];
      let spectrum = first;
      for (let k = 0; k < rest.length; k++) {
        const target = outputs[k] ?? spectrum;
        rest[k].run(spectrum, target);
        spectrum = target;
      }
      let check = 0;
      for (let i = 0; i < outputBands; i++) {
        output[to + i] = spectrum[i];
        // Zero for every finite float32, NaN for the others.
        check += output[to + i] - output[to + i];
      }
      if (check !== 0) output.fill(Number.NaN, to, to + outputBands);
    },
  };
}
