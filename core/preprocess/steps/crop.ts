import { axisOfBands } from '../../cube/bands.js';
import { UsageError } from '../../cube/errors.js';
import { applySparse, selection } from '../sparse.js';
import type { StepDefinition } from '../step.js';

/** Keeps bands from..to-1, counted from 0. */
export const crop: StepDefinition = {
  name: 'crop',
  summary: 'keep bands from..to-1, counted from 0',
  domain: 'everything',
  parameters: { from: { kind: 'integer', min: 0, default: 0 }, to: { kind: 'integer', min: 1 } },
  bind({ from, to }: { from: number; to: number }, axis) {
    const bands = axis.values.length;
    if (!(from < to && to <= bands)) throw new UsageError("bad step 'crop'", { why: `bands ${from} to ${to} of ${bands}` });
    const linear = selection(bands, from, to);
    return {
      axis: axisOfBands(
        axis,
        Int32Array.from({ length: to - from }, (_, i) => from + i),
      ),
      inPlace: false,
      run: (x, y) => applySparse(linear, x, y),
      linear,
      selects: true,
    };
  },
};
