import { normalising, type StepDefinition } from '../step.js';

/** Maps the spectrum's minimum to 0 and its maximum to 1. */
export const minmax: StepDefinition = {
  name: 'minmax',
  summary: "map the spectrum's range to [0, 1]",
  domain: 'spectra that are not constant',
  parameters: {},
  bind: (_, axis) =>
    normalising(axis, x => {
      let low = Number.POSITIVE_INFINITY;
      let high = Number.NEGATIVE_INFINITY;
      for (let i = 0; i < x.length; i++) {
        if (x[i] < low) low = x[i];
        if (x[i] > high) high = x[i];
      }
      return [low, high - low];
    }),
};
