import { UsageError } from '../cube/errors.js';
import { describeParameter, resolveParameters, type Values } from './parameters.js';
import type { StepDefinition } from './step.js';
import { area } from './steps/area.js';
import { asinh } from './steps/asinh.js';
import { baseline } from './steps/baseline.js';
import { clip } from './steps/clip.js';
import { continuum } from './steps/continuum.js';
import { crop } from './steps/crop.js';
import { denoise } from './steps/denoise.js';
import { derivative } from './steps/derivative.js';
import { log1p } from './steps/log1p.js';
import { max } from './steps/max.js';
import { minmax } from './steps/minmax.js';
import { norm } from './steps/norm.js';
import { poisson } from './steps/poisson.js';
import { rebin } from './steps/rebin.js';
import { rebinTo } from './steps/rebin-to.js';
import { savgol } from './steps/savgol.js';
import { scale } from './steps/scale.js';
import { scaleBands } from './steps/scale-bands.js';
import { sigma } from './steps/sigma.js';
import { smooth } from './steps/smooth.js';
import { snv } from './steps/snv.js';
import { sqrt } from './steps/sqrt.js';
import { standardise } from './steps/standardise.js';
import { strided } from './steps/strided.js';
import { take } from './steps/take.js';
import { unit } from './steps/unit.js';
import { whiten } from './steps/whiten.js';
import type { StepSpec } from './types.js';

const DEFINITIONS: ReadonlyMap<string, StepDefinition> = new Map(
  [
    ...[area, asinh, baseline, clip, continuum, crop, denoise, derivative, log1p, max, minmax, norm],
    ...[poisson, rebin, rebinTo, savgol, scale, scaleBands, sigma, smooth, snv, sqrt, standardise, strided, take, unit, whiten],
  ].map(step => [step.name, step]),
);

/** A step as help shows it: parameters in words by name. */
export interface StepSummary {
  readonly name: string;
  readonly summary: string;
  readonly domain: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Every step there is, by name. */
export function listSteps(): StepSummary[] {
  return [...DEFINITIONS.values()].map(({ name, summary, domain, parameters }) => ({
    name,
    summary,
    domain,
    parameters: Object.fromEntries(Object.entries(parameters).map(([key, parameter]) => [key, describeParameter(parameter)])),
  }));
}

/** The definition of a spec with its checked parameters. Throws UsageError for a step or parameter that does not exist or fit. */
export function lookUpStep(spec: StepSpec): { readonly definition: StepDefinition; readonly values: Values } {
  const definition = DEFINITIONS.get(spec.name);
  if (!definition) {
    throw new UsageError(`unknown step '${spec.name}'`, { remedy: `Steps are ${[...DEFINITIONS.keys()].join(', ')}.` });
  }
  return { definition, values: resolveParameters(spec, definition.parameters) };
}
