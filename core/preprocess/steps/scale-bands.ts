import { UsageError } from '../../cube/errors.js';
import { MAD_OF_NORMAL, medianOfSorted } from '../../cube/running-median.js';
import type { FitSample, StepDefinition } from '../step.js';

/** Spectra that a band's median is taken of, at most. */
const MOST_SPECTRA = 20_000;

/** Median and 1.4826 times the median absolute deviation of each band; where more than half of a band is one value, mean and standard deviation. */
function robustMoments({ data, n, bands }: FitSample): { centre: number[]; spread: number[] } {
  const every = Math.max(1, Math.ceil(n / MOST_SPECTRA));
  const column = new Float64Array(Math.ceil(n / every));
  const [centre, spread]: [number[], number[]] = [[], []];
  for (let band = 0; band < bands; band++) {
    for (let i = 0; i < column.length; i++) column[i] = data[i * every * bands + band];
    const middle = medianOfSorted(column.sort());
    const wide = medianOfSorted(column.map(v => Math.abs(v - middle)).sort()) / MAD_OF_NORMAL;
    if (wide > 0) {
      centre.push(middle);
      spread.push(wide);
      continue;
    }
    const mean = column.reduce((sum, v) => sum + v, 0) / column.length;
    const std = Math.sqrt(column.reduce((sum, v) => sum + (v - mean) ** 2, 0) / column.length);
    centre.push(mean);
    spread.push(std > 0 ? std : 1);
  }
  return { centre, spread };
}

/**
 * (x - centre) / spread with the median and the scaled median absolute deviation of every band over the cube, fitted once and frozen: every band
 * gets the same say, and a few odd spaxels change neither (`standardise` takes mean and standard deviation).
 */
export const scaleBands: StepDefinition = {
  name: 'scale-bands',
  summary: 'per band, subtract a fitted median and divide by a fitted robust spread',
  domain: 'everything',
  parameters: { centre: { kind: 'numbers', optional: true }, spread: { kind: 'numbers', optional: true } },
  unfitted: values => values.centre === undefined && values.spread === undefined,
  fit: (values, sample: FitSample) => ({ ...values, ...robustMoments(sample) }),
  bind({ centre, spread }: { centre?: readonly number[]; spread?: readonly number[] }, axis) {
    if (!centre || !spread)
      throw new UsageError("step 'scale-bands' is not fitted", {
        why: 'it has no centre and spread',
        remedy: 'Fit the steps first.',
      });
    const n = axis.values.length;
    if (centre.length !== n || spread.length !== n || spread.some(v => !(v > 0))) {
      throw new UsageError("bad step 'scale-bands'", {
        why: `it needs ${n} centres and ${n} positive spreads, one a band; it has ${centre.length} and ${spread.length}`,
      });
    }
    const shift = Float64Array.from(centre);
    const factor = Float64Array.from(spread, v => 1 / v);
    return {
      axis,
      inPlace: true,
      run(x, y) {
        for (let i = 0; i < n; i++) y[i] = (x[i] - shift[i]) * factor[i];
      },
    };
  },
};
