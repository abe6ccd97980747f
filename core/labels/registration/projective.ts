import { UsageError } from '../../cube/errors.js';
import { apply, type ControlPoint, invert } from '../affine.js';
import type { Affine } from '../types.js';
import { normaliser } from './normalise.js';
import { solveInPlace } from './solve.js';
import type { Point, Projective, Transform } from './types.js';

const ROUNDS = 30;

/** Matrix product p q. */
export function multiply(p: Projective, q: Projective): Projective {
  return p.map((_, i) => {
    const [r, c] = [3 * Math.floor(i / 3), i % 3];
    return p[r] * q[c] + p[r + 1] * q[c + 3] + p[r + 2] * q[c + 6];
  }) as unknown as Projective;
}

/** The same map as a homogeneous matrix. */
export const homogeneous = ([a, b, c, d, e, f]: Affine): Projective => [a, c, e, b, d, f, 0, 0, 1];

/** Where the map takes a point of the side of the horizon on which w has the given sign. */
function project(h: Projective, x: number, y: number, sign: number): Point | undefined {
  const w = h[6] * x + h[7] * y + h[8];
  return w * sign > 0 ? [(h[0] * x + h[1] * y + h[2]) / w, (h[3] * x + h[4] * y + h[5]) / w] : undefined;
}

/** Cofactors: the inverse up to a factor, with its determinant. */
function adjugate([a, b, c, d, e, f, g, h, i]: Projective): { matrix: Projective; det: number } {
  const matrix: Projective = [
    ...([e * i - f * h, c * h - b * i, b * f - c * e] as const),
    ...([f * g - d * i, a * i - c * g, c * d - a * f] as const),
    ...([d * h - e * g, b * g - a * h, a * e - b * d] as const),
  ];
  return { matrix, det: a * matrix[0] + b * matrix[3] + c * matrix[6] };
}

/** The side of the horizon where the cube lies: the sign of w. */
const sideOf = (h: Projective) => Math.sign(h[8]) || Math.sign(h[6] + h[7]) || 1;

/**
 * The matrix of the way back, with w > 0 for what the cube's side of the horizon leads to. Throws UsageError for a matrix that cannot be
 * inverted.
 */
export function inverseProjective(h: Projective): Projective {
  const { matrix, det } = adjugate(h);
  const norm = Math.hypot(h[0], h[1], h[2]) * Math.hypot(h[3], h[4], h[5]) * Math.hypot(h[6], h[7], h[8]);
  if (!h.every(Number.isFinite) || !(Math.abs(det) > 1e-14 * norm)) {
    throw new UsageError('the registration cannot be inverted', { where: `[${h}]`, why: `its determinant is ${det}` });
  }
  // A point (x, y, 1) goes to w (x', y', 1); the adjugate takes (x', y', 1) to det / w (x, y, 1).
  const factor = sideOf(h) / det;
  return matrix.map(v => v * factor) as unknown as Projective;
}

/**
 * A projective map both ways. The cube lies on the side of the horizon where its first pixel is (w has the sign of h8, of h6 + h7 where
 * that is 0). Throws UsageError for a matrix that cannot be inverted.
 */
export function projectiveTransform(h: Projective): Transform {
  const back = inverseProjective(h);
  const sign = sideOf(h);
  return { forward: (x, y) => project(h, x, y, sign), inverse: (x, y) => project(back, x, y, 1) };
}

/**
 * The projective map that takes the cube's points nearest to the image's: exact for four, for more least squares of the distances in
 * the image (Gauss-Newton from the algebraic solution). Throws UsageError for fewer than four or for three on a line.
 */
export function fitProjective(points: readonly ControlPoint[]): Projective {
  if (points.length < 4)
    throw new UsageError('a projective registration needs at least four control points', { why: `${points.length} given` });
  const [from, to] = [normaliser(points.map(p => p.cube)), normaliser(points.map(p => p.image))];
  const pairs = points.map(({ cube, image }) => [...apply(from, ...cube), ...apply(to, ...image)] as const);
  let best = improve(pairs);
  let cost = squares(pairs, best);
  for (let round = 0; round < ROUNDS && cost > 0; round++) {
    const next = improve(pairs, best);
    const found = squares(pairs, next);
    if (!(found < cost * (1 - 1e-14))) break;
    [best, cost] = [next, found];
  }
  if (!Number.isFinite(cost))
    throw new UsageError('no projective map leads through the control points', {
      remedy: 'Check that none is on the wrong place.',
    });
  const matrix = multiply(homogeneous(invert(to)), multiply(best, homogeneous(from)));
  return matrix.map(v => v / matrix[8]) as unknown as Projective;
}

type Pair = readonly [x: number, y: number, u: number, v: number];

function squares(pairs: readonly Pair[], h: Projective): number {
  return pairs.reduce((sum, [x, y, u, v]) => {
    const found = project(h, x, y, 1);
    return found ? sum + (found[0] - u) ** 2 + (found[1] - v) ** 2 : Number.POSITIVE_INFINITY;
  }, 0);
}

/** Without `start` the algebraic least squares with h8 = 1; with it one Gauss-Newton step on the distances. */
function improve(pairs: readonly Pair[], start?: Projective): Projective {
  const normal = new Float64Array(64);
  const right = new Float64Array(8);
  const add = (row: readonly number[], value: number) => {
    for (let i = 0; i < 8; i++) {
      right[i] += row[i] * value;
      for (let j = 0; j < 8; j++) normal[i * 8 + j] += row[i] * row[j];
    }
  };
  for (const [x, y, u, v] of pairs) {
    const found = start ? project(start, x, y, 1) : undefined;
    const w = start ? start[6] * x + start[7] * y + 1 : 1;
    // The derivative of x' is the algebraic row with x' in place of the wanted u, over w.
    const [p, q] = found ?? [u, v];
    add([x / w, y / w, 1 / w, 0, 0, 0, (-x * p) / w, (-y * p) / w], found ? u - p : u);
    add([0, 0, 0, x / w, y / w, 1 / w, (-x * q) / w, (-y * q) / w], found ? v - q : v);
  }
  if (!solveInPlace(normal, right, 8)) {
    throw new UsageError('control points do not fix a projective map', {
      why: 'too many lie on a line',
      remedy: 'Add one away from it.',
    });
  }
  return [...right, 0].map((v, i) => (i === 8 ? 1 : v + (start?.[i] ?? 0))) as unknown as Projective;
}
