import { normalising, type StepDefinition } from '../step.js';

/** Divides by the spectrum's maximum, as the paper does. */
export const max: StepDefinition = {
  name: 'max',
  summary: "divide by the spectrum's maximum",
  domain: 'spectra whose maximum is > 0',
  parameters: {},
  bind: (_, axis) =>
    normalising(axis, x => {
      let top = Number.NEGATIVE_INFINITY;
      for (let i = 0; i < x.length; i++) if (x[i] > top) top = x[i];
      return [0, top];
    }),
};
