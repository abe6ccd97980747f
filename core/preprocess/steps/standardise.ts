import { UsageError } from '../../cube/errors.js';
import { bandMoments } from '../noise.js';
import type { FitSample, StepDefinition } from '../step.js';

/**
 * (x - mean) / std with a mean and standard deviation for each band, fitted once and frozen (n in the denominator; a constant band gets
 * std 1). Gives every band the same say.
 */
export const standardise: StepDefinition = {
  name: 'standardise',
  summary: 'per band, subtract a fitted mean and divide by a fitted standard deviation',
  domain: 'everything',
  parameters: { mean: { kind: 'numbers', optional: true }, std: { kind: 'numbers', optional: true } },
  unfitted: values => values.mean === undefined && values.std === undefined,
  fit(values, sample: FitSample) {
    const { mean, std } = bandMoments(sample.data, sample.n, sample.bands);
    return { ...values, mean: Array.from(mean), std: Array.from(std, v => (v > 0 ? v : 1)) };
  },
  bind({ mean, std }: { mean?: readonly number[]; std?: readonly number[] }, axis) {
    if (!mean || !std)
      throw new UsageError("step 'standardise' is not fitted", { why: 'it has no mean and std', remedy: 'Fit the steps first.' });
    const n = axis.values.length;
    if (mean.length !== n || std.length !== n || std.some(v => !(v > 0))) {
      throw new UsageError("bad step 'standardise'", {
        why: `it needs ${n} means and ${n} positive stds, one a band; it has ${mean.length} and ${std.length}`,
      });
    }
    const shift = Float64Array.from(mean);
    const factor = Float64Array.from(std, v => 1 / v);
    return {
      axis,
      inPlace: true,
      run(x, y) {
        for (let i = 0; i < n; i++) y[i] = (x[i] - shift[i]) * factor[i];
      },
    };
  },
};
