import * as Plot from '@observablehq/plot';
import type { SpectralAxis } from '../../core/cube/types.js';
import { contentRange } from '../../core/describe/content.js';
import { apart, type CurvePoint, curve, valueRange } from '../../core/describe/curve.js';
import type { ClusterDescription, Segmentation } from '../../core/segmentation.js';
import { chart } from './chart.js';
import type { Html } from './html.js';
import { bandDomain } from './waterfall.js';
import { axisTitle, onAxis, prettyUnit, tick, withUnit } from './words.js';

/** Few bands are drawn as dots joined by lines, each band a tick with its name. */
const fewBands = 16;

const line = (id: number) => `var(--line-${id})`;

function bandTicks({ values, names }: SpectralAxis): Plot.ScaleOptions {
  if (values.length > fewBands) return { tickFormat: tick };
  const named = names?.length === values.length && names.every(name => name.length <= 12);
  return {
    ticks: [...values],
    tickFormat: (value: number) => (named ? names[values.indexOf(value)] : String(Number(value.toPrecision(5)))),
  };
}

function band(points: readonly CurvePoint[], id: number, opacity: number): Plot.Markish {
  return Plot.areaY(points, { x: 'x', y1: 'low', y2: 'high', fill: line(id), fillOpacity: opacity, clip: true });
}

function trace(points: readonly CurvePoint[], id: number, options: Plot.LineOptions = {}): Plot.Markish {
  const dots = points.length <= fewBands;
  return [
    Plot.lineY(points, { x: 'x', y: 'y', stroke: line(id), strokeWidth: dots ? 1.8 : 1.3, clip: true, ...options }),
    dots ? Plot.dot(points, { x: 'x', y: 'y', r: 3, fill: line(id) }) : null,
  ];
}

const dashed = (points: readonly CurvePoint[]): Plot.Markish =>
  Plot.lineY(points, { x: 'x', y: 'y', stroke: 'currentColor', strokeWidth: 1.3, strokeDasharray: '5 3' });

/** Whether the scatter within clusters is so much larger than the means that bands of it would hide how the means differ. */
export function bandsSwamp(clusters: readonly ClusterDescription[]): boolean {
  const means = clusters.flatMap(c => [...c.mean]).filter(Number.isFinite);
  const stds = clusters.flatMap(c => [...c.std]).filter(Number.isFinite);
  const [low, high] = [means.reduce((a, b) => Math.min(a, b), Infinity), means.reduce((a, b) => Math.max(a, b), -Infinity)];
  return stds.sort((a, b) => a - b)[stds.length >> 1] > high - low;
}

const meanRange = (curves: readonly (readonly CurvePoint[])[]) =>
  valueRange(curves.map(points => points.map(p => ({ ...p, low: p.y, high: p.y }))));

/** Where the means of these clusters have something, ascending; undefined: everywhere. */
export const contentOf = ({ values }: SpectralAxis, clusters: readonly ClusterDescription[]) =>
  contentRange(
    values,
    clusters.map(({ mean }) => mean),
  );

/** All clusters in one chart: means, bands of one standard deviation unless they hide the means or `plain`, numbers at the right end. */
export function overviewChart(
  segmentation: Pick<Segmentation, 'axis' | 'cube'>,
  clusters: readonly ClusterDescription[],
  { id, height = 400, width = 1000, plain = false }: { id: string; height?: number; width?: number; plain?: boolean },
): Html {
  const { axis, cube } = segmentation;
  const most = plain ? 500 : 1200;
  const curves = clusters.map(c => curve(axis.values, c.mean, plain ? undefined : c.std, most));
  const domain = plain || bandsSwamp(clusters) ? meanRange(curves) : valueRange(curves);
  const [top, bottom] = [28, 40];
  const right = axis.values[0] <= axis.values[axis.values.length - 1];
  const part = contentOf(axis, clusters);
  const seen = ({ x, y }: CurvePoint) => y === y && (!part || (x >= part[0] && x <= part[1]));
  const ends = curves.map(points => (right ? points.findLast(seen) : points.find(seen)));
  const gap = (15 * (domain[1] - domain[0])) / (height - top - bottom);
  const spots = apart(
    ends.map(p => p?.y ?? domain[0]),
    gap,
  );
  const last = part?.[1] ?? Math.max(axis.values[0], axis.values[axis.values.length - 1]);
  return chart(id, `Mean spectra of ${clusters.length} clusters against ${axisTitle(axis)}`, {
    width,
    height,
    marginTop: top,
    marginBottom: bottom,
    marginLeft: 62,
    marginRight: 34,
    x: { label: axisTitle(axis), labelAnchor: 'center', ...bandTicks(axis), ...(part && { domain: [...part] }) },
    y: { domain, label: withUnit('Mean', cube.unit), grid: true, tickFormat: tick },
    marks: [
      domain[0] < 0 ? Plot.ruleY([0], { strokeOpacity: 0.35 }) : null,
      plain || bandsSwamp(clusters) ? null : clusters.map((c, i) => band(curves[i], c.id, 0.13)),
      clusters.map((c, i) => trace(curves[i], c.id)),
      Plot.text(clusters, {
        x: () => last,
        y: (_, i) => spots[i],
        text: c => String(c.id),
        dx: 12,
        textAnchor: 'start',
        fill: c => line(c.id),
        fontWeight: 700,
        fontSize: 14,
      }),
    ],
    color: { type: 'identity' },
  });
}

/** The peaks that can be labelled in a chart this wide without touching: the strongest first, others at least `gap` px away. */
function labelled(
  c: ClusterDescription,
  [first, last]: readonly [first: number, last: number],
  width: number,
  gap = 52,
): ClusterDescription['peaks'] {
  const span = Math.abs(last - first) || 1;
  const kept: (typeof c.peaks)[number][] = [];
  for (const peak of c.peaks.slice(0, 8))
    if (kept.every(other => (Math.abs(other.position - peak.position) / span) * width >= gap)) kept.push(peak);
  return kept;
}

/** The suggested line at a peak, within a band and a half, the strongest of several; undefined: none is. */
function peakName(position: number, { values }: SpectralAxis, { suggestion }: ClusterDescription): string | undefined {
  const step = Math.abs(values[values.length - 1] - values[0]) / Math.max(1, values.length - 1);
  const near = (suggestion?.lines ?? []).filter(found => Math.abs(found.position - position) <= 1.5 * step);
  return near.toSorted((p, q) => q.area - p.area)[0]?.name;
}

/** One cluster on its own scale: mean, one standard deviation, weighted mean dashed where there is one, peaks marked. */
export function clusterChart({ axis, cube }: Pick<Segmentation, 'axis' | 'cube'>, c: ClusterDescription): Html {
  const width = 720;
  const points = curve(axis.values, c.mean, c.std);
  const part = contentOf(axis, [c]);
  const peaks = labelled(c, part ?? [axis.values[0], axis.values[axis.values.length - 1]], width - 90);
  const weighted = c.weighted && curve(axis.values, c.weighted.mean, undefined);
  const [low, high] = valueRange(weighted ? [points, weighted] : [points]);
  // Room over the highest peak for its label.
  const domain: [number, number] = [
    low,
    peaks.length ? Math.max(high, Math.max(...peaks.map(p => p.value)) + 0.18 * (high - low)) : high,
  ];
  const spoken = peaks.length ? `, peaks at ${peaks.map(p => onAxis(p.position, axis)).join(', ')} ${prettyUnit(axis.unit)}` : '';
  return chart(`cluster-${c.id}`, `Mean spectrum of cluster ${c.id}${spoken}`, {
    width,
    height: 230,
    marginTop: 22,
    marginBottom: 36,
    marginLeft: 62,
    marginRight: 16,
    x: { label: axisTitle(axis), labelAnchor: 'center', ...bandTicks(axis), ...(part && { domain: [...part] }) },
    y: { domain, label: withUnit('Mean ± std', cube.unit), grid: true, ticks: 5, tickFormat: tick },
    marks: [
      low < 0 ? Plot.ruleY([0], { strokeOpacity: 0.35 }) : null,
      band(points, c.id, 0.2),
      trace(points, c.id),
      weighted ? dashed(weighted) : null,
      Plot.dot(peaks, { x: 'position', y: 'value', dy: -8, symbol: 'triangle', rotate: 180, r: 3.2, fill: 'currentColor' }),
      Plot.text(peaks, {
        x: 'position',
        y: 'value',
        dy: -19,
        text: p => peakName(p.position, axis, c) ?? onAxis(p.position, axis),
        stroke: 'var(--paper)',
        strokeWidth: 4,
        fill: 'currentColor',
        fontSize: 11.5,
      }),
    ],
  });
}

/** The paper's three averages of one cluster in the encoder's space: eq. 8 drawn through, eq. 9 dashed, eq. 10 dotted. */
export function averagesChart({ encoderAxis }: Pick<Segmentation, 'encoderAxis'>, c: ClusterDescription): Html {
  const { values, label } = encoderAxis;
  const most = 500;
  const [input, decoded, centre] = [c.meanInput, c.meanDecoded, c.decodedMean].map(mean => curve(values, mean, undefined, most));
  return chart(`averages-${c.id}`, `Three averages of cluster ${c.id} in the encoder's space`, {
    width: 480,
    height: 220,
    marginTop: 20,
    marginBottom: 36,
    marginLeft: 52,
    marginRight: 12,
    x: {
      domain: bandDomain(values),
      label: prettyUnit(label),
      labelAnchor: 'center',
      tickFormat: tick,
      ...(values.length <= fewBands ? { ticks: values.length } : {}),
    },
    y: { domain: valueRange([input, decoded, centre]), label: 'Preprocessed value', grid: true, ticks: 5 },
    marks: [
      trace(input, c.id, { strokeOpacity: 0.85 }),
      dashed(decoded),
      Plot.lineY(centre, {
        x: 'x',
        y: 'y',
        stroke: 'currentColor',
        strokeWidth: 1.6,
        strokeDasharray: '0 3.5',
        strokeLinecap: 'round',
      }),
    ],
  });
}
