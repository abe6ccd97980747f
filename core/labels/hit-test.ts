import { apply, invert } from './affine.js';
import type { Affine, LabelMap } from './types.js';

/** A spaxel and its label. */
export interface LabelHit {
  readonly x: number;
  readonly y: number;
  readonly id: number;
}

/** The spaxel under (x, y) of the base image, or null outside the map. Throws UsageError for a singular registration. */
export function hitTest({ width, height, data }: LabelMap, registration: Affine, x: number, y: number): LabelHit | null {
  const [column, row] = apply(invert(registration), x, y).map(Math.floor);
  if (!(column >= 0 && column < width && row >= 0 && row < height)) return null;
  return { x: column, y: row, id: data[row * width + column] };
}
