import type { StepDefinition } from '../step.js';

/**
 * y = (x - offset) / |x|^power, where the offset is the mean of the spectrum's own samples and |x| their Euclidean length. Power 1 takes brightness
 * out, 0 leaves it in, between them some stays; without the offset, a pedestal (stray light, fluorescence) does not tell spectra apart. The length
 * is that of the spectrum with its offset, so that a flat one is not blown up.
 */
export const norm: StepDefinition = {
  name: 'norm',
  summary: 'subtract the mean of the spectrum and divide by a power of its length: shape counts, brightness somewhat',
  domain: 'spectra that are not zero',
  parameters: { power: { kind: 'number', above: 0, default: 0.85 }, offset: { kind: 'boolean', default: true } },
  bind: ({ power, offset }: { power: number; offset: boolean }, axis) => ({
    axis,
    inPlace: true,
    run(x, y) {
      let sum = 0;
      let squares = 0;
      for (let i = 0; i < x.length; i++) {
        sum += x[i];
        squares += x[i] * x[i];
      }
      const shift = offset ? sum / x.length : 0;
      const factor = squares > 0 ? squares ** (-power / 2) : Number.NaN;
      for (let i = 0; i < x.length; i++) y[i] = (x[i] - shift) * factor;
    },
  }),
};
