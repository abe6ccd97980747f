import { UsageError } from '../../cube/errors.js';
import { apply, type ControlPoint, fromControlPoints, invert } from '../affine.js';
import type { Affine } from '../types.js';
import { projectiveTransform } from './projective.js';
import { tpsTransform } from './tps.js';
import type { Registration, Transform } from './types.js';

/** An affine map both ways. Throws UsageError for one that cannot be inverted. */
export function affineTransform(matrix: Affine): Transform {
  const back = invert(matrix);
  return { forward: (x, y) => apply(matrix, x, y), inverse: (x, y) => apply(back, x, y) };
}

/** Both ways of a registration, ready for many points. Throws UsageError for one that cannot be inverted or whose points do not fix it. */
export function createTransform(registration: Registration): Transform {
  if (registration.kind === 'affine') return affineTransform(registration.matrix);
  if (registration.kind === 'projective') return projectiveTransform(registration.matrix);
  return tpsTransform(registration.points, registration.smoothing);
}

/** An affine map in place of another, and how far it strays. */
export interface AffineApproximation {
  readonly matrix: Affine;
  /** Largest and root-mean-square distance in base-image pixels over the cube. */
  readonly maxError: number;
  readonly rmsError: number;
}

const GRID = 8;

/**
 * The affine map nearest to a transform over a cube of this size (least squares on a grid of 9 x 9 points from edge to edge). Throws
 * UsageError where the transform is undefined on it.
 */
export function approximateAffine(transform: Pick<Transform, 'forward'>, width: number, height: number): AffineApproximation {
  const points: ControlPoint[] = [];
  for (let i = 0; i <= GRID; i++) {
    for (let j = 0; j <= GRID; j++) {
      const cube = [(width * i) / GRID, (height * j) / GRID] as const;
      const image = transform.forward(...cube);
      if (!image)
        throw new UsageError('a part of the cube lies outside what the registration can show', { where: `cube pixel ${cube}` });
      points.push({ cube, image });
    }
  }
  const matrix = fromControlPoints(points);
  const errors = distances({ forward: (x, y) => apply(matrix, x, y) }, points);
  return { matrix, maxError: Math.max(...errors), rmsError: rms(errors) };
}

/** Distance in base-image pixels between each point and where the transform takes its partner; Infinity where it takes it nowhere. */
export function distances(transform: Pick<Transform, 'forward'>, points: readonly ControlPoint[]): number[] {
  return points.map(({ cube, image }) => {
    const found = transform.forward(...cube);
    return found ? Math.hypot(found[0] - image[0], found[1] - image[1]) : Number.POSITIVE_INFINITY;
  });
}

/** Root of the mean square. */
export function rms(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length);
}
