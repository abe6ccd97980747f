import type { Affine, CellMap } from '../core/labels/index.js';

/** A map of a picture about one of its pixels, so that the differences that float32 multiplies stay small. */
export interface PivotedMap {
  /** The pixel, [x, y]. */
  readonly pivot: readonly [x: number, y: number];
  /** Where it lies, in cells. */
  readonly at: readonly [x: number, y: number];
  /** Cells for a step of one pixel there: [x by x, y by x, x by y, y by y]. */
  readonly jacobian: readonly [number, number, number, number];
  /** How w, 1 at the pivot, changes with a step of one pixel. */
  readonly perspective: readonly [number, number];
}

/** The map about the middle of a picture, or about the corner farthest from the horizon; undefined where all of it lies beyond. */
export function pivoted({ matrix: m }: Pick<CellMap, 'matrix'>, width: number, height: number): PivotedMap | undefined {
  const w = ([x, y]: readonly [number, number]) => m[6] * x + m[7] * y + m[8];
  const corners = [0, width].flatMap(x => [0, height].map(y => [x, y] as const));
  const far = corners.reduce((best, corner) => (w(corner) > w(best) ? corner : best));
  if (!(w(far) > 0)) return undefined;
  const middle = [width / 2, height / 2] as const;
  const pivot = w(middle) > w(far) / 8 ? middle : far;
  const [x, y] = pivot;
  const own = w(pivot);
  const at = [(m[0] * x + m[1] * y + m[2]) / own, (m[3] * x + m[4] * y + m[5]) / own] as const;
  return {
    pivot,
    at,
    jacobian: [
      ...([(m[0] - at[0] * m[6]) / own, (m[3] - at[1] * m[6]) / own] as const),
      ...([(m[1] - at[0] * m[7]) / own, (m[4] - at[1] * m[7]) / own] as const),
    ],
    perspective: [m[6] / own, m[7] / own],
  };
}

/** An affine map about a pixel: whole steps and what is left of where it lies. */
export function splitAt([a, b, c, d, e, f]: Affine, [x, y]: readonly [number, number]) {
  return split([a * x + c * y + e, b * x + d * y + f]);
}

/** Whole part and fraction of a point. */
export function split([x, y]: readonly [number, number]) {
  const whole = [Math.floor(x), Math.floor(y)] as const;
  return { whole, fraction: [x - whole[0], y - whole[1]] as const };
}
