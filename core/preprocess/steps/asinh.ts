import { UsageError } from '../../cube/errors.js';
import { differenceNoise } from '../noise.js';
import { type FitSample, type StepDefinition, samplewise } from '../step.js';

/** `auto` puts the bend at this many standard deviations of the noise: below, where noise lives, the step is nearly linear. */
export const AUTO_SCALE_SIGMAS = 3;

/**
 * asinh((x - offset) / scale) (Lupton, Gunn and Szalay 1999): linear below the scale, logarithmic above, defined for negative noise.
 * `scale=auto` is fitted: 3 times the noise from band-to-band differences.
 */
export const asinh: StepDefinition = {
  name: 'asinh',
  summary: 'asinh((x - offset) / scale): linear for noise, logarithmic for signal',
  domain: 'everything',
  parameters: { scale: { kind: 'number', above: 0, auto: true, default: 1 }, offset: { kind: 'number', default: 0 } },
  unfitted: values => values.scale === 'auto',
  fit: (values, sample: FitSample) => ({
    ...values,
    scale: AUTO_SCALE_SIGMAS * differenceNoise(sample.data, sample.n, sample.bands) || 1,
  }),
  bind({ scale, offset }: { scale: number | string; offset: number }, axis) {
    if (typeof scale === 'string')
      throw new UsageError("step 'asinh' is not fitted", { why: 'scale=auto comes from data', remedy: 'Fit the steps first.' });
    return samplewise(axis, v => Math.asinh((v - offset) / scale));
  },
};
