import { apply, compose, invert } from '../affine.js';
import type { Affine } from '../types.js';
import { type DisplacementGrid, displacementAt, displacementGrid } from './grid.js';
import { homogeneous, inverseProjective, multiply } from './projective.js';
import { createTransform } from './transform.js';
import type { Point, Projective, Registration } from './types.js';

/** Base-image pixel to cube pixel as pictures are computed: one matrix, and for a thin-plate spline displacements on a grid. */
export interface InverseMap {
  /** Homogeneous, by rows; nothing is seen where w <= 0. */
  readonly matrix: Projective;
  readonly grid?: DisplacementGrid;
  /** Cube pixels along one base-image pixel, in the middle of the cube. */
  readonly scale: number;
  /** How far it may be from the registration, in base-image pixels; 0 but for a thin-plate spline. */
  readonly maxError: number;
}

/** Pixels of a picture to cells of a label map (or of a level of it). */
export interface CellMap {
  /** Homogeneous, by rows; nothing is seen where w <= 0. */
  readonly matrix: Projective;
  /** Displacements to add, `share` cells for each of their units, where `toNode` takes a pixel to their grid. */
  readonly warp?: { readonly grid: DisplacementGrid; readonly toNode: Affine; readonly share: number };
}

/** Terms of a spline that may be evaluated for one grid: about a second. */
const WORK = 3e7;

/**
 * The way back of a registration for a cube of this size. A thin-plate spline is held to 0.05 base-image pixels, or to a hundredth of a cube
 * pixel where that is more, as far as that can be computed in about a second; `maxError` says what was reached. Throws UsageError for a registration that cannot be inverted.
 */
export function inverseMap(registration: Registration, width: number, height: number): InverseMap {
  const transform = createTransform(registration);
  if (registration.kind === 'affine') {
    const back = invert(registration.matrix);
    return { matrix: homogeneous(back), scale: Math.sqrt(Math.abs(back[0] * back[3] - back[1] * back[2])), maxError: 0 };
  }
  const scale = scaleOf(transform.forward, width / 2, height / 2);
  if (registration.kind === 'projective') return { matrix: inverseProjective(registration.matrix), scale, maxError: 0 };
  const limit = Math.max(32, Math.sqrt(WORK / (5 * registration.points.length)));
  const grid = displacementGrid(transform, width, height, Math.max(0.05, 0.01 / scale), Math.min(512, limit));
  return { matrix: homogeneous(grid.affine), grid, scale, maxError: grid.maxError };
}

/** Cube pixels along one base-image pixel at a cube pixel; 1 where that is beyond the horizon. */
function scaleOf(forward: (x: number, y: number) => Point | undefined, x: number, y: number): number {
  const [o, r, b] = [forward(x, y), forward(x + 0.01, y), forward(x, y + 0.01)];
  if (!o || !r || !b) return 1;
  const area = Math.abs((r[0] - o[0]) * (b[1] - o[1]) - (r[1] - o[1]) * (b[0] - o[0])) * 1e4;
  return area > 0 ? 1 / Math.sqrt(area) : 1;
}

/** The map for a picture whose pixels `toBase` takes to base-image pixels, and a level with `share` cells for each cube pixel. */
export function cellMap({ matrix, grid }: InverseMap, toBase: Affine, share = 1): CellMap {
  const whole = multiply(matrix, homogeneous(toBase));
  const scaled = whole.map((value, i) => (i < 6 ? share * value : value)) as unknown as Projective;
  return { matrix: scaled, ...(grid && { warp: { grid, toNode: compose(grid.toNode, toBase), share } }) };
}

const displacement: [number, number] = [0, 0];

/** Writes where a point of the picture lies, in cells, to `out`; false where it lies nowhere. */
export function cellAt({ matrix, warp }: CellMap, x: number, y: number, out: [number, number]): boolean {
  const w = matrix[6] * x + matrix[7] * y + matrix[8];
  if (!(w > 0)) return false;
  out[0] = (matrix[0] * x + matrix[1] * y + matrix[2]) / w;
  out[1] = (matrix[3] * x + matrix[4] * y + matrix[5]) / w;
  if (!warp) return true;
  if (!displacementAt(warp.grid, ...apply(warp.toNode, x, y), displacement)) return false;
  out[0] += warp.share * displacement[0];
  out[1] += warp.share * displacement[1];
  return true;
}
