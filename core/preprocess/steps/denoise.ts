import { UsageError } from '../../cube/errors.js';
import { principalDirections } from '../principal.js';
import type { FitSample, StepDefinition } from '../step.js';

/** Spectra that the directions are fitted to, at most. */
const MOST_SPECTRA = 16_384;
/** Digits of a component on the card. */
const DIGITS = 9;

/**
 * Keeps what lies along a few directions that spectra have in common, and drops the noise along all others: y = sum of (d . x) d. The directions are
 * fitted once, each spectrum counting alike, and frozen, one after another in `directions`. After `whiten` this is the minimum noise fraction transform
 * (Green et al. 1988) and back.
 */
export const denoise: StepDefinition = {
  name: 'denoise',
  summary: 'keep what lies along a few fitted directions that spectra have in common',
  domain: 'everything',
  parameters: {
    components: { kind: 'integer', min: 1, max: 64, default: 4 },
    directions: { kind: 'numbers', optional: true },
  },
  unfitted: values => values.directions === undefined,
  fit(values, { data, n, bands }: FitSample) {
    const every = Math.max(1, Math.ceil(n / MOST_SPECTRA));
    const rows = Math.ceil(n / every);
    const part = new Float32Array(rows * bands);
    for (let i = 0; i < rows; i++) part.set(data.subarray(i * every * bands, (i * every + 1) * bands), i * bands);
    const directions = principalDirections(part, rows, bands, Number(values.components));
    return {
      components: directions.length,
      directions: directions.flatMap(d => Array.from(d, v => Number(v.toPrecision(DIGITS)))),
    };
  },
  bind({ components, directions }: { components: number; directions?: readonly number[] }, axis) {
    if (!directions)
      throw new UsageError("step 'denoise' is not fitted", { why: 'it has no directions', remedy: 'Fit the steps first.' });
    const n = axis.values.length;
    const count = Math.min(components, n);
    if (directions.length !== count * n) {
      throw new UsageError("bad step 'denoise'", {
        why: `${count} directions of ${n} bands are ${count * n} numbers; it has ${directions.length}`,
      });
    }
    const basis = Float64Array.from(directions);
    const along = new Float64Array(count);
    return {
      axis,
      inPlace: true,
      run(x, y) {
        along.fill(0);
        for (let k = 0, at = 0; k < count; k++) for (let i = 0; i < n; i++) along[k] += basis[at++] * x[i];
        y.fill(0, 0, n);
        for (let k = 0, at = 0; k < count; k++) for (let i = 0; i < n; i++) y[i] += along[k] * basis[at++];
      },
    };
  },
};
