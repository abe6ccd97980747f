import { UsageError } from '../../cube/errors.js';
import { bandMoments } from '../noise.js';
import type { FitSample, StepDefinition } from '../step.js';

/**
 * Divides each band by the square root of its mean over the sample, fitted once and frozen, so that the noise of counts is alike in all bands:
 * y = x / sqrt(m + s mean(m)), relative to the same for the mean of all bands, with softening s for bands that are nearly empty. The principal
 * components of such spectra are those of a correspondence analysis (Greenacre 1984), the metric of chi-square. Unlike `sqrt` it is linear, and
 * so works where a band holds less than one photon.
 */
export const poisson: StepDefinition = {
  name: 'poisson',
  summary: 'divide each band by the square root of its fitted mean: the noise of counts becomes alike in all bands',
  domain: 'everything',
  parameters: {
    softening: { kind: 'number', above: 0, default: 0.1 },
    mean: { kind: 'numbers', optional: true },
  },
  unfitted: values => values.mean === undefined,
  fit(values, { data, n, bands }: FitSample) {
    const { mean } = bandMoments(data, n, bands);
    return { ...values, mean: Array.from(mean, v => Math.max(0, v)) };
  },
  bind({ softening, mean }: { softening: number; mean?: readonly number[] }, axis) {
    if (!mean) throw new UsageError("step 'poisson' is not fitted", { why: 'it has no mean', remedy: 'Fit the steps first.' });
    const n = axis.values.length;
    const level = mean.reduce((sum, v) => sum + v, 0) / n;
    if (mean.length !== n || !(level > 0) || mean.some(v => v < 0)) {
      throw new UsageError("bad step 'poisson'", { why: `it needs ${n} means, one a band, none below 0 and not all 0` });
    }
    const factor = Float64Array.from(mean, v => Math.sqrt((1 + softening) / (v / level + softening)));
    return {
      axis,
      inPlace: true,
      run(x, y) {
        for (let i = 0; i < n; i++) y[i] = x[i] * factor[i];
      },
    };
  },
};
