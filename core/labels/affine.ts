import { UsageError } from '../cube/errors.js';
import type { Affine } from './types.js';

/** A pair of points that mark the same place: [x, y] in cube pixels and in base-image pixels. */
export interface ControlPoint {
  readonly cube: readonly [x: number, y: number];
  readonly image: readonly [x: number, y: number];
}

/** The map that leaves every point where it is. */
export const IDENTITY: Affine = [1, 0, 0, 1, 0, 0];

/** Where the map takes (x, y). */
export function apply([a, b, c, d, e, f]: Affine, x: number, y: number): [x: number, y: number] {
  return [a * x + c * y + e, b * x + d * y + f];
}

/** The map that does `inner` first and `outer` then. */
export function compose(outer: Affine, inner: Affine): Affine {
  const [a, b, c, d, e, f] = outer;
  const [p, q, r, s, t, u] = inner;
  return [a * p + c * q, b * p + d * q, a * r + c * s, b * r + d * s, a * t + c * u + e, b * t + d * u + f];
}

/** The map back. Throws UsageError when the map is singular (it flattens the plane, or is not finite). */
export function invert([a, b, c, d, e, f]: Affine): Affine {
  const det = a * d - b * c;
  const scale = (Math.abs(a) + Math.abs(b)) * (Math.abs(c) + Math.abs(d));
  if (!(Math.abs(det) > 1e-14 * scale) || !Number.isFinite(det + e + f)) {
    throw new UsageError('the registration cannot be inverted', {
      where: `[${[a, b, c, d, e, f]}]`,
      why: `its determinant is ${det}`,
    });
  }
  return [d / det, -b / det, -c / det, a / det, (c * f - d * e) / det, (b * e - a * f) / det];
}

/** Scale, then rotation (radians; from the x towards the y axis, so clockwise on a screen), then shift. */
export function fromSimilarity(scale: number, rotation: number, shiftX: number, shiftY: number): Affine {
  const cos = scale * Math.cos(rotation);
  const sin = scale * Math.sin(rotation);
  return [cos, sin, -sin, cos, shiftX, shiftY];
}

/**
 * The affine map that takes the cube's points nearest to the image's, in least squares over at least three points. Throws UsageError for
 * fewer, or when they lie on a line.
 */
export function fromControlPoints(points: readonly ControlPoint[]): Affine {
  const n = points.length;
  if (n < 3) throw new UsageError('a registration needs at least three control points', { why: `${n} given` });
  const mean = (of: (p: ControlPoint) => number) => points.reduce((sum, p) => sum + of(p), 0) / n;
  const [mx, my, mu, mv] = [mean(p => p.cube[0]), mean(p => p.cube[1]), mean(p => p.image[0]), mean(p => p.image[1])];
  let [xx, xy, yy, xu, yu, xv, yv] = [0, 0, 0, 0, 0, 0, 0];
  for (const { cube, image } of points) {
    const [x, y, u, v] = [cube[0] - mx, cube[1] - my, image[0] - mu, image[1] - mv];
    xx += x * x;
    xy += x * y;
    yy += y * y;
    xu += x * u;
    yu += y * u;
    xv += x * v;
    yv += y * v;
  }
  const det = xx * yy - xy * xy;
  if (!(det > 1e-12 * xx * yy)) throw new UsageError('control points lie on a line', { remedy: 'Add one away from it.' });
  const [a, c] = [(xu * yy - yu * xy) / det, (yu * xx - xu * xy) / det];
  const [b, d] = [(xv * yy - yv * xy) / det, (yv * xx - xv * xy) / det];
  return [a, b, c, d, mu - a * mx - c * my, mv - b * mx - d * my];
}
