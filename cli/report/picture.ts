import * as Plot from '@observablehq/plot';
import { labelsToRgba } from '../../core/labels/index.js';
import type { ClusterStyle, LabelMap } from '../../core/labels/types.js';
import { palettePng, rgbaPng } from '../../formats/png/index.js';

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

/** Every n-th pixel of every n-th row, upside down when `yUp`: the sky is looked at with the first row at the bottom. */
function thinning(width: number, height: number, yUp: boolean, side: number) {
  const step = Math.max(1, Math.ceil(Math.max(width, height) / side));
  const [w, h] = [Math.ceil(width / step), Math.ceil(height / step)];
  const at = (i: number): number => {
    const y = Math.floor(i / w) * step;
    return (yUp ? height - 1 - y : y) * width + (i % w) * step;
  };
  return { width: w, height: h, at };
}

function thinned({ width, height, data }: Pixels, yUp: boolean, side: number): Pixels {
  const { width: w, height: h, at } = thinning(width, height, yUp, side);
  const source = new Uint32Array(data.buffer, data.byteOffset, width * height);
  const target = new Uint32Array(w * h);
  for (let i = 0; i < target.length; i++) target[i] = source[at(i)];
  return { width: w, height: h, data: new Uint8Array(target.buffer) };
}

/** The pixels as a PNG in a data URI. */
export function picture(pixels: Pixels, yUp: boolean, side = largestSide): Picture {
  const { width, height, data } = thinned(pixels, yUp, side);
  return { src: dataUri(rgbaPng(width, height, data)), width, height };
}

const dataUri = (png: Uint8Array): string =>
  `data:image/png;base64,${Buffer.from(png.buffer, png.byteOffset, png.length).toString('base64')}`;

/** Colours of a palette picture: more than the eye tells apart on a map, few enough to stay small where there is noise. */
const paletteSteps = 64;

/**
 * Values [height * width] in 64 colours of a scheme over [low, high], thinned and turned as `picture` does; what is not finite is
 * transparent.
 */
export function valuePicture(
  values: Float32Array,
  { width, height, yUp }: { readonly width: number; readonly height: number; readonly yUp: boolean },
  scheme: Scheme,
  [low, high]: readonly [number, number],
): Picture {
  const scale = (paletteSteps - 1) / (high > low ? high - low : 1);
  const color = (v: number) =>
    Number.isFinite(v) ? 1 + Math.round(Math.min(paletteSteps - 1, Math.max(0, (v - low) * scale))) : 0;
  const { width: w, height: h, at } = thinning(width, height, yUp, largestSide);
  const indices = new Uint8Array(w * h);
  for (let i = 0; i < indices.length; i++) indices[i] = color(values[at(i)]);
  const opaque = schemeColors(scheme, paletteSteps).map(([r, g, b]) => [r, g, b, 255]);
  return { src: dataUri(palettePng(w, h, indices, [[0, 0, 0, 0], ...opaque])), width: w, height: h };
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

/** Names of the colour maps: for amounts, for differences from a middle, and for what is bad (red) below it and good (blue) above. */
export type Scheme = 'cividis' | 'puor' | 'rdbu';

/** `steps` colours of a scheme from its low to its high end. */
export function schemeColors(scheme: Scheme, steps: number): [red: number, green: number, blue: number][] {
  const scale = Plot.scale({ color: { type: 'linear', domain: [0, 1], scheme } });
  return Array.from({ length: steps }, (_, i) => {
    const text = String(scale?.apply(i / (steps - 1)));
    const [r, g, b] = text.startsWith('#')
      ? [1, 3, 5].map(at => Number.parseInt(text.slice(at, at + 2), 16))
      : (text.match(/\d+/g) ?? []).map(Number);
    return [r, g, b];
  });
}

/** A colour map over [low, high] as a function to RGBA (little-endian words). Steps of 1/256. */
export function colorMap(scheme: Scheme, low: number, high: number): (value: number) => number {
  const table = Uint32Array.from(schemeColors(scheme, 256), ([r, g, b]) => abgr(r, g, b));
  const span = high > low ? high - low : 1;
  return value => table[Math.round(255 * Math.min(1, Math.max(0, (value - low) / span)))];
}
