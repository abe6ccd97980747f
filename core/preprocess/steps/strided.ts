import { UsageError } from '../../cube/errors.js';
import { sparseMap } from '../sparse.js';
import type { StepDefinition } from '../step.js';
import { mergedAxis, rebinned } from './rebin.js';

/**
 * The reference code's `rebin_xrf`, for parity with it: sums of floor(n / m) neighbouring bands; the n mod m bands at the end (up to a
 * third of a spectrum) are dropped. Use `rebin` otherwise.
 */
export const strided: StepDefinition = {
  name: 'strided',
  summary: 'sum floor(n / bands) neighbours and drop the rest, as the reference code does',
  domain: 'everything',
  parameters: { bands: { kind: 'integer', min: 1 } },
  bind({ bands: m }: { bands: number }, axis) {
    const n = axis.values.length;
    const divisor = Math.floor(n / m);
    if (divisor < 1)
      throw new UsageError("bad step 'strided'", { why: `${m} bins from ${n} bands`, remedy: `Use ${n} bands or fewer.` });
    const rows = Array.from({ length: n }, (_, b) => (b < m * divisor ? [[Math.floor(b / divisor), 1] as const] : []));
    return rebinned(sparseMap(m, rows), mergedAxis(axis, m, m * divisor));
  },
};
