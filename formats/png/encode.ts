import { encode } from 'fast-png';
import type { LabelMap } from '../../core/labels/types.js';

const ZLIB = { level: 6 } as const;

/** A label map as a greyscale PNG of ids: 8 bits for Uint8Array labels, 16 for Uint16Array. Same labels, same bytes. */
export function labelPng({ width, height, data }: LabelMap): Uint8Array {
  return encode({ width, height, data, channels: 1, depth: data instanceof Uint16Array ? 16 : 8 }, { zlib: ZLIB });
}

/** Colours and opacity, [height * width * 4] bytes, as a PNG. */
export function rgbaPng(width: number, height: number, rgba: Uint8Array | Uint8ClampedArray): Uint8Array {
  return encode({ width, height, data: rgba, channels: 4, depth: 8 }, { zlib: ZLIB });
}

/** Colours, [height * width * 3] bytes, as a PNG. */
export function rgbPng(width: number, height: number, rgb: Uint8Array | Uint8ClampedArray): Uint8Array {
  return encode({ width, height, data: rgb, channels: 3, depth: 8 }, { zlib: ZLIB });
}

/** The spaxels of one label as a 1-bit PNG: white where the label is `id`, black elsewhere. */
export function maskPng({ width, height, data }: LabelMap, id: number): Uint8Array {
  const stride = Math.ceil(width / 8);
  const bits = new Uint8Array(stride * height);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) if (data[i] === id) bits[y * stride + (x >> 3)] |= 128 >> (x & 7);
  }
  return encode({ width, height, data: bits, channels: 1, depth: 1 }, { zlib: ZLIB });
}

/** An image of at most 256 colours: [height * width] indices into `palette` (red, green, blue, and opacity for all or none), as a PNG with a palette. */
export function palettePng(
  width: number,
  height: number,
  indices: Uint8Array,
  palette: readonly (readonly number[])[],
): Uint8Array {
  const colors = palette.map(color => [...color]);
  return encode({ width, height, data: indices, channels: 1, depth: 8, palette: colors }, { zlib: ZLIB });
}
