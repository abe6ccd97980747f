import { normalising, type StepDefinition } from '../step.js';

/**
 * Divides by the mean absolute value. That is the sum of absolute values per band: the same shape as dividing by the area of an evenly
 * sampled spectrum, with values around 1 whatever the number of bands, which networks train better on.
 */
export const area: StepDefinition = {
  name: 'area',
  summary: 'divide by the mean absolute value (area per band)',
  domain: 'spectra that are not all zero',
  parameters: {},
  bind: (_, axis) =>
    normalising(axis, x => {
      let sum = 0;
      for (let i = 0; i < x.length; i++) sum += Math.abs(x[i]);
      return [0, sum / x.length];
    }),
};
