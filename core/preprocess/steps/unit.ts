import { normalising, type StepDefinition } from '../step.js';

/**
 * Divides a spectrum by sqrt(|x|^2 + softening^2): what is much stronger than the softening becomes a unit vector, whatever its brightness, and what
 * is weaker stays near the origin instead of being blown up. After `sigma` the softening is in units of the noise.
 */
export const unit: StepDefinition = {
  name: 'unit',
  summary: 'divide by the length of the spectrum, softened below a strength',
  domain: 'spectra that are not zero, unless there is a softening',
  parameters: { softening: { kind: 'number', default: 0 } },
  bind: ({ softening }: { softening: number }, axis) =>
    normalising(axis, x => {
      let power = 0;
      for (let i = 0; i < x.length; i++) power += x[i] * x[i];
      return [0, Math.sqrt(power + softening * softening)];
    }),
};
