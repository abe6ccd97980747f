import { expect, it } from 'vitest';
import { createRandom, fewestOf, oddPoints } from '../../../core/cluster/index.js';

const random = createRandom(3);
const cloud = (n: number, at: number, width = 1) =>
  Array.from({ length: n }, () => [at + width * random.normal(), width * random.normal()]);
const points = (rows: number[][]) => ({ data: Float32Array.from(rows.flat()), n: rows.length, dim: 2 });

it('sets groups apart that are too small to be clusters, and none that is not', () => {
  const rows = [...cloud(1500, 0), ...cloud(1500, 20), ...cloud(20, 300, 0.1), ...cloud(3, -800, 0.1), [2000, 0]];
  expect([...oddPoints(points(rows), { seed: 0 })].flatMap((odd, i) => (odd ? [i] : []))).toEqual([3020, 3021, 3022, 3023]);
});

it('does nothing among few points, or where hardly any differ', () => {
  expect(oddPoints(points([...cloud(398, 0), [500, 0]]), { seed: 0 }).includes(1)).toBe(false);
  const two = Array.from({ length: 1000 }, (_, i) => [i < 2 ? 9 : 0, 0]);
  expect(oddPoints(points(two), { seed: 0 }).includes(1)).toBe(false);
  expect([100, 400, 14_000, 60_000].map(fewestOf)).toEqual([1, 5, 7, 20]);
});

it('sets spikes here and there apart, and leaves a kind of as few together', () => {
  const here = Array.from({ length: 7 }, (_, i) => [100 + 40 * random.normal(), 40 * i]);
  const both = [...cloud(2000, 0), ...cloud(2000, 20), ...here];
  expect(oddPoints(points(both), { seed: 0 }).reduce((sum, odd) => sum + odd, 0)).toBe(7);
  const kind = [...cloud(2000, 0), ...cloud(2000, 20), ...cloud(7, 100)];
  expect(oddPoints(points(kind), { seed: 0 }).includes(1)).toBe(false);
});
