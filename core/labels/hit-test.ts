import { affineTransform } from './registration/transform.js';
import type { Transform } from './registration/types.js';
import type { Affine, LabelMap } from './types.js';

/** A spaxel and its label. */
export interface LabelHit {
  readonly x: number;
  readonly y: number;
  readonly id: number;
}

/**
 * The spaxel under (x, y) of the base image, or null outside the map. The registration is an affine matrix or, for many points and
 * other kinds, what `createTransform` made of it. Throws UsageError for a singular matrix.
 */
export function hitTest(
  { width, height, data }: LabelMap,
  registration: Affine | Transform,
  x: number,
  y: number,
): LabelHit | null {
  const transform = 'inverse' in registration ? registration : affineTransform(registration);
  const found = transform.inverse(x, y);
  if (!found) return null;
  const [column, row] = found.map(Math.floor);
  if (!(column >= 0 && column < width && row >= 0 && row < height)) return null;
  return { x: column, y: row, id: data[row * width + column] };
}
