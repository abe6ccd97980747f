import { spectrumNoise } from '../noise.js';
import { normalising, type StepDefinition } from '../step.js';

/**
 * Divides a spectrum by the strength of its signal above the noise, sqrt(max(0, |x|^2 - n s^2) + softening^2 n s^2), with n bands and the
 * noise s of this spectrum, from second differences of its bands. Strong spectra become unit vectors, whatever their brightness; spectra
 * of noise stay near the origin instead of being blown up to the strength of signal.
 */
export const unit: StepDefinition = {
  name: 'unit',
  summary: 'divide by the strength of the signal above the noise',
  domain: 'spectra that are not zero',
  parameters: { softening: { kind: 'number', above: 0, default: 0.5 } },
  bind: ({ softening }: { softening: number }, axis) => {
    const scratch = new Float64Array(Math.max(1, axis.values.length - 2));
    return normalising(axis, x => {
      let power = 0;
      for (let i = 0; i < x.length; i++) power += x[i] * x[i];
      const noise = x.length * spectrumNoise(x, scratch) ** 2;
      return [0, Math.sqrt(Math.max(0, power - noise) + softening * softening * noise)];
    });
  },
};
