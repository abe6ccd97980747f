import { type StepDefinition, samplewise } from '../step.js';

/** log(1 + x), the paper's step for counts. Noise around zero leaves its domain: use asinh there. */
export const log1p: StepDefinition = {
  name: 'log1p',
  summary: 'log(1 + x), for counts',
  domain: 'samples > -1',
  parameters: {},
  bind: (_, axis) => samplewise(axis, v => (v > -1 ? Math.log1p(v) : Number.NaN)),
};
