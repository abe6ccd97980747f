import * as Plot from '@observablehq/plot';
import { axisTitle, onAxis, tick, withUnit } from '../../core/cube/words.js';
import { type CurvePoint, curve, valueRange } from '../../core/describe/curve.js';
import type { DrawnSpectrum } from './drawn.js';
import type { LineMark } from './lines.js';
import type { SpectrumFrame } from './spectra.js';

/** How the chart looks. */
export interface ChartOptions {
  readonly frame: SpectrumFrame;
  readonly spectra: readonly DrawnSpectrum[];
  readonly lines: readonly LineMark[];
  readonly width: number;
  readonly height: number;
  readonly scale: 'linear' | 'sqrt';
  /** Bands around means of clusters. */
  readonly scatter: boolean;
  /** Values relative to the mean of each spectrum's absolute values. */
  readonly shape: boolean;
  /** Part of the axis to show. */
  readonly range?: readonly [number, number];
}

const fewBands = 16;

/** Scatter that is much wider than the lines hides how they differ: the range then follows the lines. */
function yDomain(all: readonly (readonly CurvePoint[])[]): [number, number] {
  const lines = valueRange(all.map(points => points.map(p => ({ ...p, low: p.y, high: p.y }))));
  const bands = valueRange(all);
  const [low, high] = [lines[0] - (lines[1] - lines[0]) * 0.6, lines[1] + (lines[1] - lines[0]) * 0.6];
  return [Math.max(low, bands[0]), Math.min(high, bands[1])];
}

function pointsOf({ values, std }: DrawnSpectrum, { frame, scatter, shape, range, width }: ChartOptions): CurvePoint[] {
  const xs = frame.axis.values;
  let [first, last] = [0, xs.length];
  if (range) {
    const inside = (i: number) => xs[i] >= range[0] && xs[i] <= range[1];
    while (first < last && !inside(first)) first++;
    while (last > first && !inside(last - 1)) last--;
    // The neighbours outside keep the line running to the edge.
    [first, last] = [Math.max(0, first - 1), Math.min(xs.length, last + 1)];
  }
  let total = 0;
  let n = 0;
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) continue;
    total += Math.abs(values[i]);
    n++;
  }
  const factor = shape && total > 0 ? n / total : 1;
  const part = (of: ArrayLike<number>) => Float64Array.from({ length: last - first }, (_, i) => of[first + i] * factor);
  return curve(xs.subarray(first, last), part(values), scatter && std ? part(std) : undefined, Math.max(400, 2 * width));
}

/**
 * Labels of lines in rows one below the other, so that neighbours do not write over each other. What finds no row is drawn without its name, and where it
 * is only suggested, not at all: those that come first are named first.
 */
function rowsOf(lines: readonly LineMark[], pixel: (position: number) => number): (LineMark & { row: number })[] {
  const taken: (readonly [from: number, to: number])[][] = [[], [], []];
  return lines.flatMap(line => {
    const [at, half] = [pixel(line.position), 3.2 * line.name.length + 1.5];
    const row = taken.findIndex(spans => spans.every(([from, to]) => at + half < from || at - half > to));
    if (row >= 0) taken[row].push([at - half, at + half]);
    return row < 0 && line.suggested ? [] : [{ ...line, row }];
  });
}

/** Round values at equal distances on a square-root scale. */
const sqrtTicks = (top: number): number[] => {
  const round = (value: number) => {
    const power = 10 ** Math.floor(Math.log10(value));
    return ([5, 2, 1].find(step => step * power <= value) ?? 1) * power;
  };
  // About evenly spaced on the axis, at 1, 2 or 5 times a power of ten.
  return top > 0 ? [0, ...new Set([0.25, 0.5, 0.75, 1].map(at => round(1.02 * top * at ** 2)))] : [0];
};

/** A colour with its lightness where it can be seen on the paper of the theme. */
const legible = (color: string): string => `oklch(from ${color} clamp(var(--darkest), l, var(--lightest)) c h)`;

/** Draws spectra on one axis. Colours of text and grid are those of the surroundings. */
export function spectrumChart(options: ChartOptions): (SVGSVGElement | HTMLElement) & Plot.Plot {
  const { frame, spectra, lines, width, height, scale, shape, range } = options;
  const { axis, unit } = frame;
  // Means over single pixels, which are noisier.
  const order = [...spectra].sort((p, q) => Number(p.std !== undefined) - Number(q.std !== undefined));
  const drawn = order.map(spectrum => ({ spectrum, points: pointsOf(spectrum, options) }));
  const ends = [axis.values[0], axis.values[axis.values.length - 1]];
  const x = range ?? [Math.min(...ends), Math.max(...ends)];
  const [marginLeft, marginRight] = [50, 14];
  const pixel = (position: number) => marginLeft + ((position - x[0]) / (x[1] - x[0])) * (width - marginLeft - marginRight);
  const marks = rowsOf(
    lines.filter(({ position }) => position >= x[0] && position <= x[1]),
    pixel,
  );
  /** What stands at a position, where that is within 4 pixels of a mark. */
  const lineAt = (position: number) => {
    const away = (mark: LineMark) => Math.abs(pixel(mark.position) - pixel(position));
    const near = marks.filter(mark => away(mark) <= 4).sort((a, b) => away(a) - away(b))[0];
    return near ? `${near.name}${near.suggested ? ' (suggested)' : ''}, ` : '';
  };
  const rows = Math.max(-1, ...marks.map(({ row }) => row)) + 1;
  const dots = axis.values.length <= fewBands;
  const named = dots && axis.names?.every(name => name.length <= 12);
  const flat = drawn.flatMap(({ spectrum, points }) => points.filter(p => Number.isFinite(p.y)).map(p => ({ ...p, spectrum })));
  const domain = yDomain(drawn.map(({ points }) => points));
  // A band that fills the chart says nothing: it is hinted at.
  const beyond = (p: CurvePoint) => p.low < domain[0] && p.high > domain[1];
  const swamped = drawn.some(({ points }) => points.filter(beyond).length > points.length / 2);
  const layers: Plot.Markish[] = [
    domain[0] < 0 ? Plot.ruleY([0], { strokeOpacity: 0.4 }) : null,
    Plot.ruleX(marks, { x: 'position', stroke: 'currentColor', strokeOpacity: 0.28, strokeDasharray: '2 2' }),
    // Suggestions in italics.
    ...[0, 1, 2].flatMap(row =>
      (['normal', 'italic'] as const).map(fontStyle =>
        Plot.text(
          marks.filter(mark => mark.row === row && (mark.suggested === true) === (fontStyle === 'italic')),
          {
            x: 'position',
            frameAnchor: 'top',
            dy: -14 - 13 * row,
            text: 'name',
            fontSize: 10.5,
            fill: 'currentColor',
            fontStyle,
          },
        ),
      ),
    ),
    ...drawn.map(({ spectrum, points }) =>
      spectrum.std && options.scatter
        ? Plot.areaY(points, {
            x: 'x',
            y1: 'low',
            y2: 'high',
            fill: legible(spectrum.color),
            fillOpacity: swamped ? 0.08 : 0.18,
            clip: true,
          })
        : null,
    ),
    ...drawn.flatMap(({ spectrum, points }) => [
      Plot.lineY(points, {
        x: 'x',
        y: 'y',
        className: 'cloisonne-line',
        stroke: legible(spectrum.color),
        strokeWidth: spectrum.std ? 1.8 : 1.1,
        strokeLinejoin: 'round',
        clip: true,
      }),
      dots ? Plot.dot(points, { x: 'x', y: 'y', r: 3, fill: legible(spectrum.color) }) : null,
    ]),
    Plot.ruleX(flat, Plot.pointerX({ x: 'x', stroke: 'currentColor', strokeOpacity: 0.5 })),
    Plot.dot(flat, Plot.pointer({ x: 'x', y: 'y', r: 3.5, fill: p => legible(p.spectrum.color), stroke: 'var(--paper)' })),
    Plot.tip(
      flat,
      Plot.pointer({
        x: 'x',
        y: 'y',
        fill: 'var(--field)',
        stroke: 'var(--rule)',
        title: p =>
          `${p.spectrum.name}\n${lineAt(p.x)}${named ? axis.names?.[axis.values.indexOf(p.x)] : onAxis(p.x, axis)}: ${tick(Number(p.y.toPrecision(4)))}`,
      }),
    ),
  ];
  // Groups without a role may not have a name: the figure has one.
  for (const layer of (layers as unknown[]).flat(3) as (object | null)[])
    if (layer) Object.assign(layer, { ariaLabel: undefined });
  return Plot.plot({
    width,
    height: height + 13 * rows,
    marginLeft,
    marginRight,
    marginTop: 26 + 13 * rows,
    marginBottom: 38,
    className: 'cloisonne-plot',
    x: {
      domain: [...x],
      label: axisTitle(axis),
      labelAnchor: 'center',
      labelArrow: 'none',
      ...(dots
        ? {
            ticks: [...axis.values],
            tickFormat: (value: number) => (named ? (axis.names?.[axis.values.indexOf(value)] ?? '') : tick(value)),
          }
        : { ticks: Math.max(3, Math.round(width / 75)), tickFormat: tick }),
    },
    y: {
      type: scale,
      labelOffset: 46,
      domain,
      label: shape ? 'Relative to the mean' : withUnit('Value', unit),
      labelArrow: 'none',
      grid: true,
      ticks: scale === 'sqrt' ? sqrtTicks(domain[1]) : 5,
      tickFormat: (value: number) => (Math.abs(value) >= 1e5 ? value.toExponential(0) : tick(value)),
    },
    marks: layers,
  });
}

/** The position on the axis under a horizontal pixel of the chart. */
export function positionAt(chart: Plot.Plot, pixel: number): number {
  return Number(chart.scale('x')?.invert?.(pixel) ?? Number.NaN);
}
