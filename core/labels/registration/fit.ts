import { type ControlPoint, fromControlPoints } from '../affine.js';
import { fitProjective } from './projective.js';
import { tpsTransform } from './tps.js';
import { createTransform, distances, rms } from './transform.js';
import type { Registration } from './types.js';

/** A registration fitted to control points. */
export interface RegistrationFit {
  readonly registration: Registration;
  /**
   * Of each point, in base-image pixels. A spline passes through its points: there it is the distance to the spline through the others,
   * which tells a misplaced point; 0 where too few others are left to tell.
   */
  readonly residuals: readonly number[];
  /** Root of their mean square. */
  readonly rms: number;
}

/**
 * Fits a registration to control points: affine from three, projective from four, thin-plate from three. Throws UsageError for fewer, for
 * points on a line, and for a spline with two points at one place.
 */
export function fitRegistration(kind: Registration['kind'], points: readonly ControlPoint[]): RegistrationFit {
  const registration: Registration =
    kind === 'affine'
      ? { kind, matrix: fromControlPoints(points), points }
      : kind === 'projective'
        ? { kind, matrix: fitProjective(points), points }
        : { kind, points };
  const transform = createTransform(registration);
  const residuals = kind === 'tps' ? points.map((_, i) => leftOut(points, i)) : distances(transform, points);
  return { registration, residuals, rms: rms(residuals) };
}

function leftOut(points: readonly ControlPoint[], i: number): number {
  try {
    return distances(tpsTransform(points.filter((_, j) => j !== i)), [points[i]])[0];
  } catch {
    return 0;
  }
}
