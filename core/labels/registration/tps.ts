import { UsageError } from '../../cube/errors.js';
import { apply, type ControlPoint, fromControlPoints, invert } from '../affine.js';
import { normaliser } from './normalise.js';
import { solveInPlace } from './solve.js';
import type { Point, Transform } from './types.js';

/** Inverse by Newton: done when the image point is met within this fraction of the spread of the image's control points. */
export const tpsTolerance = 1e-10;
const STEPS = 60;
/** More points than anyone places by hand; the equations grow with the cube of their number. */
const MOST = 1000;

/** r^2 log r^2, the radial function of the thin plate, of the squared distance. */
const plate = (square: number): number => (square > 0 ? square * Math.log(square) : 0);

/**
 * Thin-plate spline through control points (Bookstein 1989), `smoothing` weighs the bending energy in units where the cube's points
 * spread over 1. The inverse is damped Newton, met to `tpsTolerance`; undefined where it does not get there. Throws UsageError for
 * fewer than three points, points on a line, or two at one place of the cube.
 */
export function tpsTransform(points: readonly ControlPoint[], smoothing = 0): Transform {
  const n = points.length;
  if (n < 3 || n > MOST)
    throw new UsageError(`a thin-plate registration takes 3 to ${MOST} control points`, { why: `${n} given` });
  const start = invert(fromControlPoints(points));
  const [from, to] = [normaliser(points.map(p => p.cube)), normaliser(points.map(p => p.image))];
  const back = invert(to);
  const nodes = points.map(p => apply(from, ...p.cube));
  const weights = coefficients(
    nodes,
    points.map(p => apply(to, ...p.image)),
    smoothing,
  );

  /** Value and Jacobian in normalised coordinates: [u, v, du/dx, du/dy, dv/dx, dv/dy]. */
  const evaluate = (x: number, y: number): readonly [number, number, number, number, number, number] => {
    let [u, v] = [0, 1].map(s => weights[2 * n + s] + weights[2 * n + 2 + s] * x + weights[2 * n + 4 + s] * y);
    let [ux, uy, vx, vy] = [weights[2 * n + 2], weights[2 * n + 4], weights[2 * n + 3], weights[2 * n + 5]];
    for (let i = 0; i < n; i++) {
      const [dx, dy] = [x - nodes[i][0], y - nodes[i][1]];
      const square = dx * dx + dy * dy;
      if (square === 0) continue;
      const log = Math.log(square);
      const slope = 2 * (log + 1);
      const [a, b] = [weights[2 * i], weights[2 * i + 1]];
      u += a * square * log;
      v += b * square * log;
      ux += a * slope * dx;
      uy += a * slope * dy;
      vx += b * slope * dx;
      vy += b * slope * dy;
    }
    return [u, v, ux, uy, vx, vy];
  };

  const newton = (guess: Point, [u, v]: Point): Point | undefined => {
    let [x, y] = guess;
    let at = evaluate(x, y);
    let miss = Math.hypot(at[0] - u, at[1] - v);
    for (let step = 0; step < STEPS && miss > tpsTolerance; step++) {
      const det = at[2] * at[5] - at[3] * at[4];
      if (det === 0) return undefined;
      const [dx, dy] = [(at[5] * (u - at[0]) - at[3] * (v - at[1])) / det, (at[2] * (v - at[1]) - at[4] * (u - at[0])) / det];
      let damping = 1;
      for (;;) {
        const next = evaluate(x + damping * dx, y + damping * dy);
        const found = Math.hypot(next[0] - u, next[1] - v);
        if (found < miss) {
          [x, y, at, miss] = [x + damping * dx, y + damping * dy, next, found];
          break;
        }
        if ((damping /= 2) < 1e-6) return undefined;
      }
    }
    return miss <= tpsTolerance ? [x, y] : undefined;
  };

  const cubeOf = invert(from);
  return {
    forward(x, y) {
      const [u, v] = evaluate(...apply(from, x, y));
      return apply(back, u, v);
    },
    inverse(x, y, near = apply(start, x, y)) {
      const target = apply(to, x, y);
      if (!target.every(Number.isFinite)) return undefined;
      const guess = apply(from, ...near);
      const found = newton(guess, target) ?? newton(nodes[nearest(points, x, y)], target);
      return found && apply(cubeOf, ...found);
    },
  };
}

/** Weights [n + 3][2]: of the nodes, then constant, x and y. */
function coefficients(nodes: readonly Point[], targets: readonly Point[], smoothing: number): Float64Array {
  const n = nodes.length;
  const size = n + 3;
  const a = new Float64Array(size * size);
  const b = new Float64Array(size * 2);
  for (let i = 0; i < n; i++) {
    const [x, y] = nodes[i];
    for (let j = 0; j < n; j++)
      a[i * size + j] = i === j ? smoothing * n : plate((x - nodes[j][0]) ** 2 + (y - nodes[j][1]) ** 2);
    [1, x, y].forEach((value, k) => {
      a[i * size + n + k] = value;
      a[(n + k) * size + i] = value;
    });
    b.set(targets[i], 2 * i);
  }
  if (!solveInPlace(a, b, size)) {
    throw new UsageError('control points do not fix a thin-plate map', { why: 'two of them mark the same place of the cube' });
  }
  return b;
}

function nearest(points: readonly ControlPoint[], x: number, y: number): number {
  const distance = ({ image }: ControlPoint) => (image[0] - x) ** 2 + (image[1] - y) ** 2;
  return points.reduce((best, point, i) => (distance(point) < distance(points[best]) ? i : best), 0);
}
