import { type CellMap, cellAt } from './registration/inverse.js';
import { homogeneous } from './registration/projective.js';
import type { Affine, LabelMap } from './types.js';

/** A window of a screen or picture: pixels [left, left + width) x [top, top + height). */
export interface PixelWindow {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * The label under the centre of each pixel of a window, [height * width]; 0 outside the map. `toCell` takes pixels to cells of the map (what
 * `cellMap` made, for registrations that are not affine), and `extent` is where the map ends, in cells, when its last row or column is not whole (a level of a larger map); default: its size.
 */
export function sampleLabels(
  map: LabelMap,
  toCell: Affine | CellMap,
  { left, top, width, height }: PixelWindow,
  extent: readonly [x: number, y: number] = [map.width, map.height],
): Uint8Array | Uint16Array {
  const out = map.data instanceof Uint16Array ? new Uint16Array(width * height) : new Uint8Array(width * height);
  const [endX, endY] = extent;
  const cells = 'matrix' in toCell ? toCell : { matrix: homogeneous(toCell) };
  const cell: [number, number] = [0, 0];
  for (let j = 0, at = 0; j < height; j++) {
    for (let i = 0; i < width; i++, at++) {
      if (!cellAt(cells, left + i + 0.5, top + j + 0.5, cell)) continue;
      const [x, y] = cell;
      if (x >= 0 && x < endX && y >= 0 && y < endY) out[at] = map.data[Math.floor(y) * map.width + Math.floor(x)];
    }
  }
  return out;
}
