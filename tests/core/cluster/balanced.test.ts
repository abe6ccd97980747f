import { expect, it } from 'vitest';
import { balancedSpaces } from '../../../core/cluster/balanced.js';
import { createRandom } from '../../../core/cluster/index.js';

const [width, height] = [30, 20];
const n = width * height;
const random = createRandom(1);
const grid = { width, height, valid: new Uint8Array(n).fill(1) };
/** A wide ramp, a narrow image of two halves, noise in between, and a fourth coordinate. */
const data = Float32Array.from({ length: 4 * n }, (_, i) => {
  const p = i >> 2;
  return [100 * ((p % width) / width), p % width < width / 2 ? 0 : 1, 10 * random.normal(), random.normal()][i & 3];
});

const variance = (points: { data: ArrayLike<number>; n: number; dim: number }, d: number): number => {
  const values = Array.from({ length: points.n }, (_, i) => points.data[i * points.dim + d]);
  const mean = values.reduce((a, b) => a + b) / n;
  return values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / n;
};
/** Contiguity of two halves: one in 29 of the pairs in a row differs by 1, the pairs in a column do not: of 1150 pairs 20 do, and the variance is 1/4. */
const halves = 1 - 20 / 1150 / (2 * 0.25);

it('lets the first three coordinates count by the image they form, whatever their size', () => {
  const [alike] = balancedSpaces({ data, n, dim: 4 }, 'components', grid);
  expect(alike.dim).toBe(3);
  expect(variance(alike, 1)).toBeCloseTo(halves, 5);
  expect(variance(alike, 0)).toBeGreaterThan(0.98);
  expect(variance(alike, 2)).toBeLessThan(0.1);
});

it('lets all coordinates count by the root of their spread as well, from scores and from what was weighted', () => {
  const [, half] = balancedSpaces({ data, n, dim: 4 }, 'components', grid);
  expect(half.dim).toBe(4);
  expect(variance(half, 1)).toBeCloseTo(halves ** 2 * 0.5, 5);
  // Scores over their standard deviation to the power 0.75, times contiguity, come to the same space.
  const weighted = data.map((v, i) => ((i & 3) === 1 ? (v / 0.5 ** 0.75) * halves : v));
  const [, same] = balancedSpaces({ data: weighted, n, dim: 4 }, 'weighted-components', grid);
  expect(variance(same, 1)).toBeCloseTo(halves ** 2 * 0.5, 5);
});

it('lets all count alike where places are not known, or nothing forms an image', () => {
  const [alike] = balancedSpaces({ data, n, dim: 4 }, 'components');
  for (const d of [0, 1, 2]) expect(variance(alike, d)).toBeCloseTo(1, 5);
  // A chessboard: neighbours differ more than by chance.
  const chess = Float32Array.from({ length: n }, (_, p) => ((p % width) + Math.floor(p / width)) % 2);
  expect(variance(balancedSpaces({ data: chess, n, dim: 1 }, 'components', grid)[0], 0)).toBeCloseTo(1, 5);
  for (const balance of ['components', 'weighted-components'] as const) {
    for (const space of balancedSpaces({ data: new Float32Array(n).fill(7), n, dim: 1 }, balance, grid))
      expect(variance(space, 0)).toBe(0);
  }
});
