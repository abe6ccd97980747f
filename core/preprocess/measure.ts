import { thinSpectra } from '../cube/thin.js';
import type { SpectralAxis } from '../cube/types.js';
import { type SpectraSample, throughSteps } from './fit.js';
import { lookUpStep } from './registry.js';
import type { StepSpec } from './types.js';

/** Spectra that a cube is measured on, at most. */
const MOST = 4096;

/** What a step took from the cube it is applied to, by the name of the parameter. */
export interface MeasuredStep {
  readonly name: string;
  readonly values: Readonly<Record<string, number>>;
}

/** The steps of an encoder as they apply to one cube. */
export interface MeasuredSteps {
  readonly specs: readonly StepSpec[];
  readonly measured: readonly MeasuredStep[];
}

/**
 * Completes steps by what they take from each cube anew (`unit:faint`), from a sample of its spectra as they arrive at the step; what was fitted stays
 * frozen. Where no spectrum arrives a step stays as it is. Throws UsageError for bad steps.
 */
export function measureSteps(specs: readonly StepSpec[], sample: SpectraSample, axis: SpectralAxis): MeasuredSteps {
  const steps = specs.map(spec => ({ spec, ...lookUpStep(spec) }));
  if (!steps.some(({ definition, values }) => definition.measures?.(values))) return { specs, measured: [] };
  const spectra = thinSpectra(sample, axis.values.length, MOST);
  const settled: StepSpec[] = [];
  const measured: MeasuredStep[] = [];
  for (const { spec, definition, values } of steps) {
    if (definition.measures?.(values)) {
      const reached = throughSteps(settled, spectra, axis);
      const found = reached.n > 0 ? definition.measure?.(values, reached) : undefined;
      settled.push({ ...spec, ...found });
      if (found) measured.push({ name: spec.name, values: found });
    } else settled.push(spec);
  }
  return { specs: settled, measured };
}
