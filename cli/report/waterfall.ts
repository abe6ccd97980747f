import * as Plot from '@observablehq/plot';
import { curve } from '../../core/describe/curve.js';
import type { Segmentation } from '../../core/segmentation.js';
import { chart } from './chart.js';
import type { Html } from './html.js';
import { html } from './html.js';
import { type Scheme, valuePicture } from './picture.js';
import { fixed, prettyUnit, tick, whole } from './words.js';

/** Columns of a waterfall at most; more bands than that are averaged. */
const mostColumns = 240;

const width = 480;

/** Spectra [n, bands] one below the other. */
export interface Stack {
  readonly data: Float32Array;
  readonly n: number;
}

/** The part of an axis that bands of these centres cover: half a step more than the centres at either end. */
export function bandDomain(values: ArrayLike<number>): [low: number, high: number] {
  const [a, b] = [values[0], values[values.length - 1]];
  const half = values.length > 1 ? Math.abs(b - a) / (values.length - 1) / 2 : 0.5;
  return [Math.min(a, b) - half, Math.max(a, b) + half];
}

/** Whether steps differ by a hundredth at most: only then does a column a band lie where the band lies. */
function evenlySpaced(values: Float64Array): boolean {
  const mean = (values[values.length - 1] - values[0]) / (values.length - 1);
  return values.every((value, i) => i === 0 || Math.abs((value - values[i - 1]) / mean - 1) < 0.01);
}

/** [columns] the first and last band whose centre lies in each column, the nearest one where there is none. */
function columnsOf(values: Float64Array, columns: number): [from: number, to: number][] {
  const [low, high] = bandDomain(values);
  const width = (high - low) / columns;
  const inside: [number, number][] = Array.from({ length: columns }, () => [-1, -1]);
  values.forEach((value, band) => {
    const column = inside[Math.min(columns - 1, Math.max(0, Math.floor((value - low) / width)))];
    if (column[0] < 0) column[0] = band;
    column[1] = band;
  });
  const nearest = (centre: number) =>
    values.reduce((best, value, band) => (Math.abs(value - centre) < Math.abs(values[best] - centre) ? band : best), 0);
  return inside.map(([from, to], c): [number, number] => {
    if (from >= 0) return [from, to];
    const band = nearest(low + (c + 0.5) * width);
    return [band, band];
  });
}

/** The stack on evenly spaced columns, [n * columns] means of the bands in each. */
function onColumns({ data, n }: Stack, values: Float64Array): { values: Float32Array; columns: number } {
  const bands = values.length;
  const columns = evenlySpaced(values) ? Math.min(mostColumns, bands) : mostColumns;
  const parts = columnsOf(values, columns);
  const out = new Float32Array(n * columns);
  for (let row = 0; row < n; row++) {
    parts.forEach(([from, to], c) => {
      let sum = 0;
      for (let band = from; band <= to; band++) sum += data[row * bands + band];
      out[row * columns + c] = sum / (to - from + 1);
    });
  }
  return { values: out, columns };
}

/** What a waterfall is drawn with. */
export interface WaterfallOptions {
  readonly id: string;
  readonly label: string;
  readonly scheme: Scheme;
  readonly range: readonly [low: number, high: number];
  readonly height?: number;
  /** Leave the axis out, where the chart above has it. */
  readonly bare?: boolean;
}

/** Spectra as an image, one a row, over the axis of the encoder's space. */
export function waterfall({ values, label: axis }: Segmentation['encoderAxis'], stack: Stack, options: WaterfallOptions): Html {
  const { id, label, scheme, range, height = 170, bare = false } = options;
  const margin = { marginTop: 4, marginBottom: bare ? 6 : 36, marginLeft: 52, marginRight: 12 };
  const [low, high] = bandDomain(values);
  const image = onColumns(stack, values);
  const { src } = valuePicture(image.values, { width: image.columns, height: stack.n, yUp: false }, scheme, range);
  return chart(id, label, {
    ...{ width, height, ...margin },
    x: {
      domain: [low, high],
      axis: bare ? null : 'bottom',
      label: prettyUnit(axis),
      labelArrow: 'none',
      tickFormat: tick,
      ...(values.length <= 16 && { ticks: values.length }),
    },
    y: { domain: [stack.n, 0], label: null, ticks: Math.min(4, stack.n), tickFormat: 'd' },
    marks: [
      Plot.image([src], {
        x: (low + high) / 2,
        y: stack.n / 2,
        width: width - margin.marginLeft - margin.marginRight,
        height: height - margin.marginTop - margin.marginBottom,
        src: d => d,
        preserveAspectRatio: 'none',
        imageRendering: 'pixelated',
      }),
      Plot.frame({ strokeOpacity: 0.3 }),
    ],
  });
}

/** A mean spectrum over the waterfall of spectra it is the mean of, on one axis. */
export function meanOverWaterfall(
  axis: Segmentation['encoderAxis'],
  stack: Stack,
  mean: Float64Array,
  { stroke, domain, ...options }: WaterfallOptions & { readonly stroke: string; readonly domain: readonly [number, number] },
): Html {
  const { values } = axis;
  const line = chart(
    `${options.id}-mean`,
    `Mean spectrum from ${fixed(domain[0], 2)} to ${fixed(domain[1], 2)}: ${options.label}`,
    {
      ...{ width, height: 112, marginTop: 20, marginBottom: 10, marginLeft: 52, marginRight: 12 },
      x: { domain: bandDomain(values), axis: null },
      y: { domain: [...domain], label: 'Preprocessed value', labelArrow: 'none', ticks: 3, grid: true, tickFormat: tick },
      marks: [Plot.lineY(curve(values, mean, undefined, 500), { x: 'x', y: 'y', stroke, strokeWidth: 1.4, clip: true })],
    },
  );
  return html`<div class="stack" tabindex="0" role="group" aria-label="${options.label}">${line}${waterfall(axis, stack, options)}</div>`;
}

/** `160 of 2 431 spectra, in pixel order`. */
export const shownOf = (shown: number, all: number): string =>
  shown < all ? `${whole(shown)} of ${whole(all)} spectra` : `${whole(all)} spectra`;
