import { spectrumNoise } from '../noise.js';
import { normalising, type StepDefinition } from '../step.js';

/**
 * Divides a spectrum by the standard deviation of its own noise (see `spectrumNoise`), so that samples are signal-to-noise ratios whatever the
 * cube's unit and exposure. Wants noise that is alike in all bands: `whiten` first.
 */
export const sigma: StepDefinition = {
  name: 'sigma',
  summary: "divide by the spectrum's own noise, from second differences of its bands",
  domain: 'spectra with noise',
  parameters: {},
  bind: (_, axis) => {
    const scratch = new Float64Array(Math.max(1, axis.values.length - 2));
    return normalising(axis, x => [0, spectrumNoise(x, scratch)]);
  },
};
