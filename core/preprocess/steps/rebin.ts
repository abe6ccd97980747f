import { axisWithGaps, bandStarts } from '../../cube/bands.js';
import { UsageError } from '../../cube/errors.js';
import type { SpectralAxis } from '../../cube/types.js';
import { applySparse, type SparseMap, sparseMap } from '../sparse.js';
import type { BoundStep, StepDefinition } from '../step.js';

/** The step that a map of bands on to an axis makes. */
export function rebinned(linear: SparseMap, axis: SpectralAxis): BoundStep {
  return { axis, inPlace: false, run: (x, y) => applySparse(linear, x, y), linear };
}

/** The axis after merging n bands into m equal shares of n / m bands; edges in between are interpolated. */
export function mergedAxis(axis: SpectralAxis, m: number, used = axis.values.length): SpectralAxis {
  const { kind, unit, edges } = axis;
  const bands = bandStarts(axis);
  const at = (i: number): number => {
    const position = (i * used) / m;
    const whole = Math.min(Math.floor(position), used - 1);
    return bands[whole] + (edges[whole + 1] - bands[whole]) * (position - whole);
  };
  const starts = Float64Array.from({ length: m + 1 }, (_, i) => at(i));
  // Where a bin ends with a band, what is gone behind that band belongs to no bin.
  const ends = starts.map((start, i) => (i > 0 && i < m && (i * used) % m === 0 ? edges[(i * used) / m] : start));
  const gaps = Array.from(starts, (start, band) => ({ band, start })).filter(({ band, start }) => start !== ends[band]);
  return axisWithGaps(kind, unit, ends, gaps);
}

/**
 * Merges n bands into m <= n bins of n / m bands each; a band across a border is shared by the fraction on either side, so that no
 * channel is dropped. Bands that take no part are not there: it merges those that do as they follow one another, as in a file without the others. `sum` keeps the total (counts), `mean` the mean (flux densities). Refuses more bins than bands.
 */
export const rebin: StepDefinition = {
  name: 'rebin',
  summary: 'merge bands into fewer, with fractional edges; sum for counts, mean for flux densities',
  domain: 'everything',
  parameters: { bands: { kind: 'integer', min: 1 }, mode: { kind: 'choice', options: ['mean', 'sum'], default: 'mean' } },
  bind({ bands: m, mode }: { bands: number; mode: string }, axis) {
    const n = axis.values.length;
    if (m > n) {
      throw new UsageError("bad step 'rebin'", {
        why: `${m} bins from ${n} bands`,
        remedy: `It only merges: use ${n} bands or fewer.`,
      });
    }
    // Overlaps in units of 1 / (n m) of the axis are whole numbers, hence exact.
    const rows = Array.from({ length: n }, (_, b) => {
      const row: [number, number][] = [];
      for (let o = Math.floor((b * m) / n); o * n < (b + 1) * m; o++) {
        const overlap = Math.min((b + 1) * m, (o + 1) * n) - Math.max(b * m, o * n);
        if (overlap > 0) row.push([o, overlap / (mode === 'sum' ? m : n)]);
      }
      return row;
    });
    return rebinned(sparseMap(m, rows), mergedAxis(axis, m));
  },
};
