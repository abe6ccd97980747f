import { runningMedian } from '../../cube/running-median.js';
import type { StepDefinition } from '../step.js';

/**
 * Subtracts the running median over `width` bands (cut at the ends): what is left are lines and noise. Lines narrower than half the window
 * do not reach the median.
 */
export const continuum: StepDefinition = {
  name: 'continuum',
  summary: 'subtract the running median, which leaves lines and noise',
  domain: 'everything',
  parameters: { width: { kind: 'integer', min: 3, odd: true, default: 51 } },
  bind: ({ width }: { width: number }, axis) => ({
    axis,
    inPlace: true,
    run(x, y) {
      const level = runningMedian(x, (width - 1) / 2);
      for (let i = 0; i < x.length; i++) y[i] = x[i] - level[i];
    },
  }),
};
