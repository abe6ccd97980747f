import { UsageError } from '../../cube/errors.js';
import { type StepDefinition, samplewise } from '../step.js';

/** Limits samples to [min, max]; either may be left out. */
export const clip: StepDefinition = {
  name: 'clip',
  summary: 'limit samples to [min, max]',
  domain: 'everything',
  parameters: { min: { kind: 'number', optional: true }, max: { kind: 'number', optional: true } },
  bind(values: { min?: number; max?: number }, axis) {
    const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = values;
    if (!(min < max)) throw new UsageError("bad step 'clip'", { why: `min ${min} is not below max ${max}` });
    return { ...samplewise(axis, v => (v < min ? min : v > max ? max : v)), clip: [min, max] };
  },
};
