import type { ControlPoint } from '../affine.js';
import type { Affine } from '../types.js';

/** Homogeneous matrix by rows: (x', y') = ((h0 x + h1 y + h2) / w, (h3 x + h4 y + h5) / w) with w = h6 x + h7 y + h8. */
export type Projective = readonly [number, number, number, number, number, number, number, number, number];

/** A pair of numbers: column and row. */
export type Point = readonly [x: number, y: number];

/**
 * Cube pixel to base-image pixel as segmentation.json holds it; pixel i covers [i, i + 1), its centre is i + 0.5, in both. `points` are
 * the control points it was fitted to, kept so that they can be moved later; a thin-plate spline is nothing but its points (cube points
 * apart from each other), with `smoothing` >= 0 (0: through every point).
 */
export type Registration =
  | { readonly kind: 'affine'; readonly matrix: Affine; readonly points?: readonly ControlPoint[] }
  | { readonly kind: 'projective'; readonly matrix: Projective; readonly points?: readonly ControlPoint[] }
  | { readonly kind: 'tps'; readonly points: readonly ControlPoint[]; readonly smoothing?: number };

/** Both ways of a registration. */
export interface Transform {
  /** Cube pixel to base-image pixel; undefined at and beyond the horizon of a projective map. */
  forward(x: number, y: number): Point | undefined;
  /** Base-image pixel to cube pixel; undefined where no cube pixel leads there. A cube pixel nearby, where one is known, saves time. */
  inverse(x: number, y: number, near?: Point): Point | undefined;
}
