import type { AxisGap, SpectralAxis, SpectralKind } from './types.js';

/** The bands that take part, in increasing order, by flags [bands] that are nonzero where one does not. */
export function keptBands(excluded: Uint8Array): Int32Array {
  return Int32Array.from(excluded.keys()).filter(band => !excluded[band]);
}

/** [bands] Where each band of an axis begins: band i reaches from there to `edges[i + 1]`. */
export function bandStarts({ edges, gaps = [] }: Pick<SpectralAxis, 'edges' | 'gaps'>): Float64Array {
  const starts = Float64Array.from(edges.subarray(0, -1));
  for (const { band, start } of gaps) starts[band] = start;
  return starts;
}

/** The axis of some of its bands, in increasing order, at least one; the axis itself where these are all. */
export function axisOfBands(axis: SpectralAxis, kept: Int32Array): SpectralAxis {
  const { kind, unit, values, names } = axis;
  if (kept.length === values.length) return axis;
  const starts = bandStarts(axis);
  const edges = Float64Array.of(starts[kept[0]], ...Array.from(kept, band => axis.edges[band + 1]));
  const gaps = [...kept.keys()].slice(1).flatMap((i): AxisGap[] => {
    const start = starts[kept[i]];
    return start === edges[i] ? [] : [{ band: i, start }];
  });
  return {
    ...{ kind, unit, edges, values: Float64Array.from(kept, band => values[band]) },
    ...(gaps.length > 0 && { gaps }),
    ...(names && { names: Array.from(kept, band => names[band]) }),
  };
}

/** The samples of some bands of a spectrum into `out`, in their order. */
export function takeBands(spectrum: Float32Array, kept: Int32Array, out: Float32Array): void {
  if (kept.length === spectrum.length) out.set(spectrum);
  else for (let i = 0; i < kept.length; i++) out[i] = spectrum[kept[i]];
}

/** Axis of bands of these `edges` and `gaps` (as a SpectralAxis has them); centres lie half-way between where a band begins and ends. */
export function axisWithGaps(
  kind: SpectralKind,
  unit: string,
  edges: ArrayLike<number>,
  gaps: readonly AxisGap[] = [],
  names?: readonly string[],
): SpectralAxis {
  const own = Float64Array.from(edges);
  const values = bandStarts({ edges: own, gaps }).map((start, i) => (start + own[i + 1]) / 2);
  return { kind, unit, values, edges: own, ...(gaps.length > 0 && { gaps }), ...(names && { names }) };
}

/** How many bands of `wanted` have their centre in no band of `axis`; `factor` turns the unit of the one into that of the other. */
export function lackingBands(axis: SpectralAxis, wanted: SpectralAxis, factor: number): number {
  const starts = bandStarts(axis);
  const inside = (v: number): boolean =>
    starts.some((start, i) => v >= Math.min(start, axis.edges[i + 1]) && v <= Math.max(start, axis.edges[i + 1]));
  return wanted.values.filter(v => !inside(v * factor)).length;
}

/** The axis with all its numbers times `factor`, in `unit`. */
export function scaledAxis(axis: SpectralAxis, factor: number, unit = axis.unit): SpectralAxis {
  const scaled = (v: number): number => v * factor;
  return {
    ...{ ...axis, unit, values: axis.values.map(scaled), edges: axis.edges.map(scaled) },
    ...(axis.gaps && { gaps: axis.gaps.map(({ band, start }) => ({ band, start: scaled(start) })) }),
  };
}

/** Bands as [first, last] pairs, counted from 0, by flags [bands]. */
export function bandRanges(flags: Uint8Array): [number, number][] {
  const ranges: [number, number][] = [];
  for (let band = 0; band < flags.length; band++) {
    if (!flags[band]) continue;
    if (ranges.at(-1)?.[1] === band - 1) ranges[ranges.length - 1][1] = band;
    else ranges.push([band, band]);
  }
  return ranges;
}
