import type { Affine, LabelMap } from './types.js';

/** A window of a screen or picture: pixels [left, left + width) x [top, top + height). */
export interface PixelWindow {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * The label under the centre of each pixel of a window, [height * width]; 0 outside the map. `toCell` takes pixels to cells of the map, and
 * `extent` is where the map ends, in cells, when its last row or column is not whole (a level of a larger map); default: its size.
 */
export function sampleLabels(
  map: LabelMap,
  toCell: Affine,
  { left, top, width, height }: PixelWindow,
  extent: readonly [x: number, y: number] = [map.width, map.height],
): Uint8Array | Uint16Array {
  const [a, b, c, d, e, f] = toCell;
  const out = map.data instanceof Uint16Array ? new Uint16Array(width * height) : new Uint8Array(width * height);
  const [endX, endY] = extent;
  for (let j = 0, at = 0; j < height; j++) {
    const y0 = top + j + 0.5;
    for (let i = 0; i < width; i++, at++) {
      const x0 = left + i + 0.5;
      const x = a * x0 + c * y0 + e;
      const y = b * x0 + d * y0 + f;
      if (x >= 0 && x < endX && y >= 0 && y < endY) out[at] = map.data[Math.floor(y) * map.width + Math.floor(x)];
    }
  }
  return out;
}
