import { normalising, type StepDefinition } from '../step.js';

/** Standard normal variate (Barnes, Dhanoa and Lister 1989): minus the spectrum's mean, over its standard deviation (n - 1). */
export const snv: StepDefinition = {
  name: 'snv',
  summary: "subtract the spectrum's mean and divide by its standard deviation",
  domain: 'spectra that are not constant',
  parameters: {},
  bind: (_, axis) =>
    normalising(axis, x => {
      let sum = 0;
      for (let i = 0; i < x.length; i++) sum += x[i];
      const mean = sum / x.length;
      let squares = 0;
      for (let i = 0; i < x.length; i++) squares += (x[i] - mean) * (x[i] - mean);
      return [mean, Math.sqrt(squares / (x.length - 1))];
    }),
};
