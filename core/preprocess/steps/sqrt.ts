import { type StepDefinition, samplewise } from '../step.js';

/** Square root, which evens out Poisson noise; with `anscombe`, 2 sqrt(x + 3/8) (Anscombe 1948), of unit variance above a few counts. */
export const sqrt: StepDefinition = {
  name: 'sqrt',
  summary: 'square root, for Poisson counts; anscombe for 2 sqrt(x + 3/8)',
  domain: 'samples >= 0 (>= -3/8 with anscombe)',
  parameters: { anscombe: { kind: 'boolean', default: false } },
  bind: ({ anscombe }: { anscombe: boolean }, axis) =>
    samplewise(axis, anscombe ? v => 2 * Math.sqrt(v + 0.375) : v => Math.sqrt(v)),
};
