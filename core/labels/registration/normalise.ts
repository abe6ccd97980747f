import type { Affine } from '../types.js';
import type { Point } from './types.js';

/** Shift and scale that bring points around the origin with root-mean-square radius 1, which keeps systems of equations well conditioned. */
export function normaliser(points: readonly Point[]): Affine {
  const n = points.length;
  const [mx, my] = [0, 1].map(axis => points.reduce((sum, p) => sum + p[axis], 0) / n);
  const spread = Math.sqrt(points.reduce((sum, [x, y]) => sum + (x - mx) ** 2 + (y - my) ** 2, 0) / n);
  const scale = spread > 0 ? 1 / spread : 1;
  return [scale, 0, 0, scale, -scale * mx, -scale * my];
}
