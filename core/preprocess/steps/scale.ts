import { type StepDefinition, samplewise } from '../step.js';

/** x * factor + offset, for units. */
export const scale: StepDefinition = {
  name: 'scale',
  summary: 'x * factor + offset',
  domain: 'everything',
  parameters: { factor: { kind: 'number', default: 1 }, offset: { kind: 'number', default: 0 } },
  bind: ({ factor, offset }: { factor: number; offset: number }, axis) => samplewise(axis, v => v * factor + offset),
};
