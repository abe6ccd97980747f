import { axisFromEdges } from '../../cube/axis.js';
import { axisOfBands, bandStarts } from '../../cube/bands.js';
import { UsageError } from '../../cube/errors.js';
import type { SpectralAxis } from '../../cube/types.js';
import { sparseMap } from '../sparse.js';
import type { StepDefinition } from '../step.js';
import { rebinned } from './rebin.js';

/** The new axis may stick out of the old one by this fraction of a bin (rounding of stored edges). */
const SLACK = 0.1;

/**
 * Puts spectra on another axis, given by its bin edges in the unit of the cube's axis (ascending or descending), by the overlap of
 * bins. `mean` averages (flux densities), `sum` shares out totals (counts), `nearest` takes the sample of the bin in which the new centre
 * lies, so that noise stays as it is. Where new bins are finer than the old they take the value of the bin they lie in. The new range
 * must lie inside the old one, unless `beyond` says that bins beyond it repeat the sample at the end. `skip` names the intervals between edges that
 * are no bins. Where bands of the old axis are gone, a new bin has what is left of it; one of which nothing is left is refused too, unless `beyond` is
 * `repeat`, when it lies on the straight line between the bands beside it.
 */
export const rebinTo: StepDefinition = {
  name: 'rebin-to',
  summary: 'put spectra on another axis, given by bin edges',
  domain: 'everything',
  parameters: {
    edges: { kind: 'numbers' },
    skip: { kind: 'numbers', optional: true },
    mode: { kind: 'choice', options: ['mean', 'sum', 'nearest'], default: 'mean' },
    beyond: { kind: 'choice', options: ['refuse', 'repeat'], default: 'refuse' },
  },
  bind(
    { edges, skip = [], mode, beyond }: { edges: readonly number[]; skip?: readonly number[]; mode: string; beyond: string },
    axis,
  ) {
    const all = axisFromEdges(axis.kind, axis.unit, edges);
    const target = axisOfBands(
      all,
      Int32Array.from(all.values.keys()).filter(i => !skip.includes(i)),
    );
    const m = target.values.length;
    const old = ends(axis);
    const wanted = ends(target);
    const [low, high] = span(axis.edges);
    const [from, to] = span(target.edges);
    const slack = (SLACK * (high - low)) / old.length;
    if (beyond === 'refuse' && !(from >= low - slack && to <= high + slack)) {
      throw new UsageError("bad step 'rebin-to'", {
        why: `edges from ${from} to ${to} reach beyond the axis, ${low} to ${high} ${axis.unit}`,
      });
    }
    if (beyond === 'repeat' && mode === 'sum')
      throw new UsageError("bad step 'rebin-to'", { why: 'totals cannot be repeated: beyond=repeat goes with mean and nearest' });
    const rows = old.map((): [number, number][] => []);
    for (const [o, [c, d]] of wanted.entries()) {
      if (mode === 'nearest' || d <= low || c >= high) {
        rows[nearest(old, (c + d) / 2)].push([o, 1]);
        continue;
      }
      const overlaps = old.flatMap(([a, b], i): [number, number][] => {
        const overlap = Math.min(b, d) - Math.max(a, c);
        return overlap > 0 ? [[i, overlap]] : [];
      });
      const within = Math.min(d, high) - Math.max(c, low);
      const covered = axis.gaps ? overlaps.reduce((sum, [, overlap]) => sum + overlap, 0) : within;
      if (!(covered > 0)) for (const [i, weight] of beside(old, (c + d) / 2, beyond)) rows[i].push([o, weight]);
      for (const [i, overlap] of overlaps)
        rows[i].push([o, mode === 'sum' ? (overlap / (old[i][1] - old[i][0])) * (within / covered) : overlap / covered]);
    }
    return { ...rebinned(sparseMap(m, rows), target), selects: mode === 'nearest' };
  },
};

/** The bin a value lies in; beyond them all, the nearer end. */
function nearest(bins: readonly (readonly [number, number])[], value: number): number {
  const within = bins.findIndex(([a, b]) => value >= a && value < b);
  if (within >= 0) return within;
  const distance = ([a, b]: readonly [number, number]) => Math.abs((a + b) / 2 - value);
  return distance(bins[0]) < distance(bins[bins.length - 1]) ? 0 : bins.length - 1;
}

/** The bands on either side of a value in a gap, each with its weight on the straight line between their centres. */
function beside(bins: readonly (readonly [number, number])[], value: number, beyond: string): (readonly [number, number])[] {
  if (beyond === 'refuse')
    throw new UsageError("bad step 'rebin-to'", { why: `the bands around ${value} are left out or missing` });
  const centre = (i: number) => (bins[i][0] + bins[i][1]) / 2;
  const order = [...bins.keys()].sort((p, q) => centre(p) - centre(q));
  const after = order.findIndex(i => centre(i) > value);
  const [p, q] = [order[after - 1], order[after]];
  const t = (value - centre(p)) / (centre(q) - centre(p));
  return [
    [p, 1 - t],
    [q, t],
  ];
}

function span(edges: Float64Array): readonly [number, number] {
  const [a, b] = [edges[0], edges[edges.length - 1]];
  return a < b ? [a, b] : [b, a];
}

/** Where each band begins and ends, the smaller number first. */
function ends(axis: SpectralAxis): (readonly [number, number])[] {
  return Array.from(bandStarts(axis), (start, i) => [Math.min(start, axis.edges[i + 1]), Math.max(start, axis.edges[i + 1])]);
}
