import * as Plot from '@observablehq/plot';
import { labelsToRgba } from '../../core/labels/index.js';
import type { ClusterStyle, LabelMap } from '../../core/labels/types.js';
import { rgbaPng } from '../../formats/png/index.js';

/** An RGBA image, first row on top, as a data URI, with its size in pixels. */
export interface Picture {
  readonly src: string;
  readonly width: number;
  readonly height: number;
}

/** Pictures in the report are thinned to at most this many pixels a side; the files beside it are not. */
const largestSide = 1400;

interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray | Uint8Array;
}

/** Every n-th pixel of every n-th row, upside down when `yUp`: FITS images are looked at with the first row at the bottom. */
function thinned({ width, height, data }: Pixels, yUp: boolean, side: number): Pixels {
  const step = Math.max(1, Math.ceil(Math.max(width, height) / side));
  const [w, h] = [Math.ceil(width / step), Math.ceil(height / step)];
  const source = new Uint32Array(data.buffer, data.byteOffset, width * height);
  const target = new Uint32Array(w * h);
  for (let y = 0; y < h; y++) {
    const row = (yUp ? height - 1 - y * step : y * step) * width;
    for (let x = 0; x < w; x++) target[y * w + x] = source[row + x * step];
  }
  return { width: w, height: h, data: new Uint8Array(target.buffer) };
}

/** The pixels as a PNG in a data URI. */
export function picture(pixels: Pixels, yUp: boolean, side = largestSide): Picture {
  const { width, height, data } = thinned(pixels, yUp, side);
  const png = rgbaPng(width, height, data);
  return {
    src: `data:image/png;base64,${Buffer.from(png.buffer, png.byteOffset, png.length).toString('base64')}`,
    width,
    height,
  };
}

/** The label map in the clusters' colours; no data is transparent. */
export const labelPixels = (labels: LabelMap, styles: readonly ClusterStyle[]): Pixels => ({
  width: labels.width,
  height: labels.height,
  data: labelsToRgba(labels, styles),
});

/** The values at the given fractions (0..1) of the finite ones in order; NaN when there are none. */
export function quantiles(values: Float32Array, fractions: readonly number[]): number[] {
  const sorted = values.filter(Number.isFinite).sort();
  return fractions.map(f => (sorted.length ? sorted[Math.round(f * (sorted.length - 1))] : Number.NaN));
}

/** Values of an image as RGBA by a colour function of the value; not finite is transparent. */
export function colored(values: Float32Array, width: number, height: number, color: (value: number) => number): Pixels {
  const rgba = new Uint32Array(width * height);
  for (let i = 0; i < rgba.length; i++) if (Number.isFinite(values[i])) rgba[i] = color(values[i]);
  return { width, height, data: new Uint8Array(rgba.buffer) };
}

const abgr = (r: number, g: number, b: number) => ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;

/** How strongly faint parts of the grey picture are lifted. */
const softening = 8;

/** The grey picture: asinh stretch between the percentiles 1 and 99.5, as astronomers look at images of great range. */
export function greyPixels(values: Float32Array, width: number, height: number): Pixels {
  const [low, high] = quantiles(values, [0.01, 0.995]);
  const span = high > low ? high - low : 1;
  return colored(values, width, height, value => {
    const t = Math.min(1, Math.max(0, (value - low) / span));
    const grey = Math.round((255 * Math.asinh(softening * t)) / Math.asinh(softening));
    return abgr(grey, grey, grey);
  });
}

/** A colour map over [low, high] as a function to RGBA (little-endian words). Steps of 1/256. */
export function colorMap(scheme: 'cividis' | 'puor', low: number, high: number): (value: number) => number {
  const scale = Plot.scale({ color: { type: 'linear', domain: [0, 1], scheme } });
  const table = Uint32Array.from({ length: 256 }, (_, i) => {
    const text = String(scale?.apply(i / 255));
    const [r, g, b] = text.startsWith('#')
      ? [1, 3, 5].map(at => Number.parseInt(text.slice(at, at + 2), 16))
      : (text.match(/\d+/g) ?? []).map(Number);
    return abgr(r, g, b);
  });
  const span = high > low ? high - low : 1;
  return value => table[Math.round(255 * Math.min(1, Math.max(0, (value - low) / span)))];
}
