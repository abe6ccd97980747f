import { axisFromEdges } from '../../cube/axis.js';
import { UsageError } from '../../cube/errors.js';
import { sparseMap } from '../sparse.js';
import type { StepDefinition } from '../step.js';
import { rebinned } from './rebin.js';

/** The new axis may stick out of the old one by this fraction of a bin (rounding of stored edges). */
const SLACK = 0.1;

/**
 * Puts spectra on another axis, given by its bin edges in the unit of the cube's axis (ascending or descending), by the overlap of
 * bins. `mean` averages (flux densities), `sum` shares out totals (counts), `nearest` takes the sample of the bin in which the new centre
 * lies, so that noise stays as it is. Where new bins are finer than the old they take the value of the bin they lie in. The new range
 * must lie inside the old one, unless `beyond` says that bins beyond it repeat the sample at the end.
 */
export const rebinTo: StepDefinition = {
  name: 'rebin-to',
  summary: 'put spectra on another axis, given by bin edges',
  domain: 'everything',
  parameters: {
    edges: { kind: 'numbers' },
    mode: { kind: 'choice', options: ['mean', 'sum', 'nearest'], default: 'mean' },
    beyond: { kind: 'choice', options: ['refuse', 'repeat'], default: 'refuse' },
  },
  bind({ edges, mode, beyond }: { edges: readonly number[]; mode: string; beyond: string }, axis) {
    const target = axisFromEdges(axis.kind, axis.unit, edges);
    const m = target.values.length;
    const old = Array.from(axis.values, (_, b) => ends(axis.edges, b));
    const wanted = Array.from(target.values, (_, o) => ends(target.edges, o));
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
      for (const [i, [a, b]] of old.entries()) {
        const overlap = Math.min(b, d) - Math.max(a, c);
        if (overlap > 0) rows[i].push([o, mode === 'sum' ? overlap / (b - a) : overlap / (Math.min(d, high) - Math.max(c, low))]);
      }
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

function span(edges: Float64Array): readonly [number, number] {
  const [a, b] = [edges[0], edges[edges.length - 1]];
  return a < b ? [a, b] : [b, a];
}

function ends(edges: Float64Array, i: number): readonly [number, number] {
  return edges[i] < edges[i + 1] ? [edges[i], edges[i + 1]] : [edges[i + 1], edges[i]];
}
