import { apply, invert } from '../affine.js';
import type { Affine } from '../types.js';
import { approximateAffine } from './transform.js';
import type { Point, Transform } from './types.js';

/**
 * The way back of a transform as displacements on a grid over the base image, interpolated bilinearly: the same few operations on the CPU and
 * on a graphics card, where the exact way back would be an iteration in each pixel.
 */
export interface DisplacementGrid {
  /** Base-image pixel to cube pixel without the displacements. */
  readonly affine: Affine;
  /** Base-image pixel to node: column and row. */
  readonly toNode: Affine;
  readonly columns: number;
  readonly rows: number;
  /** Cube pixels to add, x and y, [rows * columns * 2]; `nowhere` where no cube pixel leads. */
  readonly data: Float32Array;
  /** Largest distance to the exact way back, in base-image pixels: measured over the cube, about in the middle of each mesh. */
  readonly maxError: number;
}

/** A displacement that leads out of any cube. */
export const nowhere = 1e9;

const COARSEST = 32;

/**
 * Samples the way back of a transform over what a cube of this size covers, in meshes so small that the error is at most `tolerance`
 * base-image pixels, but no more than `limit` along the longer side. Throws UsageError where the transform is undefined on a part of the cube.
 */
export function displacementGrid(
  transform: Transform,
  width: number,
  height: number,
  tolerance: number,
  limit: number,
): DisplacementGrid {
  const affine = invert(approximateAffine(transform, width, height).matrix);
  const box = bounds(transform, width, height);
  let meshes = COARSEST;
  for (;;) {
    const grid = sampled(transform, affine, box, meshes, width, height);
    if (grid.maxError <= tolerance || 2 * meshes > limit) return grid;
    // Halving the meshes leaves a quarter of the error.
    const halvings = Math.max(1, Math.ceil(Math.log2(Math.min(grid.maxError, 1e9) / tolerance) / 2));
    meshes = Math.min(meshes * 2 ** halvings, 2 ** Math.floor(Math.log2(limit)));
  }
}

/** The displacement at a base-image pixel is written to `out`; false outside the grid. `column` and `row` are in nodes. */
export function displacementAt(
  { columns, rows, data }: DisplacementGrid,
  column: number,
  row: number,
  out: [number, number],
): boolean {
  const [i, j] = [Math.floor(column), Math.floor(row)];
  if (!(i >= 0 && j >= 0 && i < columns - 1 && j < rows - 1)) return false;
  const [u, v] = [column - i, row - j];
  const at = 2 * (j * columns + i);
  const below = at + 2 * columns;
  for (let axis = 0; axis < 2; axis++) {
    const top = data[at + axis] * (1 - u) + data[at + 2 + axis] * u;
    out[axis] = top * (1 - v) + (data[below + axis] * (1 - u) + data[below + 2 + axis] * u) * v;
  }
  return true;
}

type Box = readonly [left: number, top: number, right: number, bottom: number];

/** What the cube covers of the base image, and a fiftieth more on each side for what bulges between the points looked at. */
function bounds({ forward }: Transform, width: number, height: number): Box {
  let [left, top, right, bottom] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, -Infinity, -Infinity];
  for (let i = 0; i <= 32; i++) {
    for (let j = 0; j <= 32; j++) {
      const [x, y] = forward((width * i) / 32, (height * j) / 32) ?? [Number.NaN, Number.NaN];
      [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)];
    }
  }
  const [marginX, marginY] = [(right - left) / 50, (bottom - top) / 50];
  return [left - marginX, top - marginY, right + marginX, bottom + marginY];
}

function sampled(
  transform: Transform,
  affine: Affine,
  [left, top, right, bottom]: Box,
  meshes: number,
  width: number,
  height: number,
): DisplacementGrid {
  const mesh = Math.max(right - left, bottom - top) / meshes;
  const [columns, rows] = [Math.ceil((right - left) / mesh) + 1, Math.ceil((bottom - top) / mesh) + 1];
  const data = new Float32Array(2 * columns * rows).fill(nowhere);
  for (let row = 0, at = 0; row < rows; row++) {
    let last: Point | undefined;
    for (let column = 0; column < columns; column++, at += 2) {
      const base: Point = [left + column * mesh, top + row * mesh];
      const plain = apply(affine, ...base);
      const exact = transform.inverse(...base, last && [plain[0] + last[0], plain[1] + last[1]]);
      last = exact && [exact[0] - plain[0], exact[1] - plain[1]];
      if (last) data.set(last, at);
    }
  }
  const grid = {
    affine,
    toNode: [1 / mesh, 0, 0, 1 / mesh, -left / mesh, -top / mesh] as const,
    columns,
    rows,
    data,
    maxError: 0,
  };
  return { ...grid, maxError: worst(transform, grid, meshes, width, height) };
}

/** Largest distance, in base-image pixels, between where a cube pixel lies and where the cube pixel lies that the grid finds there. */
function worst({ forward }: Transform, grid: DisplacementGrid, meshes: number, width: number, height: number): number {
  const found: [number, number] = [0, 0];
  let most = 0;
  for (let i = 0; i < meshes; i++) {
    for (let j = 0; j < meshes; j++) {
      const base = forward(((i + 0.5) / meshes) * width, ((j + 0.5) / meshes) * height);
      if (!base || !displacementAt(grid, ...apply(grid.toNode, ...base), found)) return Number.POSITIVE_INFINITY;
      const plain = apply(grid.affine, ...base);
      const back = forward(plain[0] + found[0], plain[1] + found[1]);
      most = Math.max(most, back ? Math.hypot(back[0] - base[0], back[1] - base[1]) : Number.POSITIVE_INFINITY);
    }
  }
  return most;
}
