import { UsageError } from '../../cube/errors.js';
import { bandNoise } from '../noise.js';
import type { FitSample, StepDefinition } from '../step.js';

/**
 * Divides each band by its noise, fitted once from differences of neighbouring bands and frozen, relative to the median of all bands: the
 * noise then is as strong under a sky line as beside it, and the unit of the samples stays.
 */
export const whiten: StepDefinition = {
  name: 'whiten',
  summary: 'divide each band by its fitted noise, relative to the median band',
  domain: 'everything',
  parameters: { noise: { kind: 'numbers', optional: true } },
  unfitted: values => values.noise === undefined,
  fit: (values, { data, n, bands }: FitSample) => ({ ...values, noise: Array.from(bandNoise(data, n, bands)) }),
  bind({ noise }: { noise?: readonly number[] }, axis) {
    if (!noise)
      throw new UsageError("step 'whiten' is not fitted", {
        why: 'it has no noise of the bands',
        remedy: 'Fit the steps first.',
      });
    const n = axis.values.length;
    if (noise.length !== n || noise.some(v => !(v > 0)))
      throw new UsageError("bad step 'whiten'", { why: `it needs ${n} positive numbers, one a band; it has ${noise.length}` });
    const factor = Float64Array.from(noise, v => 1 / v);
    return {
      axis,
      inPlace: true,
      run(x, y) {
        for (let i = 0; i < n; i++) y[i] = x[i] * factor[i];
      },
    };
  },
};
