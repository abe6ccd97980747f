import { expect, test } from 'vitest';
import { adjustedRand, createRandom, kmeans, silhouettes } from '../../../core/cluster/index.js';
import { batchClusters, oneHot } from '../../../core/train/batch-clusters.js';
import type { BatchSilhouette } from '../../../core/train/index.js';

const options: BatchSilhouette = { form: 'pairwise', average: 'macro', kMin: 2, kMax: 6 };

/** Clouds of unequal size in d dimensions, [n, d], and their kinds. */
function clouds(n: number, d: number, kinds: number, seed: number) {
  const random = createRandom(seed);
  const kind = Uint8Array.from({ length: n }, () => Math.min(random.integer(kinds), random.integer(kinds)));
  const data = Float32Array.from({ length: n * d }, (_, i) => random.normal() + (kind[Math.floor(i / d)] === i % d ? 9 : 0));
  return { data, kind };
}

/** Adjusted Rand index of two labelings. */
function agreement(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const table = Array.from({ length: 8 }, () => new Array<number>(8).fill(0));
  for (let i = 0; i < a.length; i++) table[a[i]][b[i]]++;
  return adjustedRand(table);
}

test.each([
  [3, 3, 'macro'],
  [3, 4, 'points'],
  [2, 3, 'macro'],
  [7, 5, 'points'],
] as const)(
  '%d dimensions, %d clouds: batch after batch, K and labels are those of the exact silhouette (%s)',
  async (d, kinds, average) => {
    const clusters = batchClusters({ ...options, average }, d, createRandom(1));
    for (const seed of [1, 2, 3]) {
      const { data, kind } = clouds(300, d, kinds, seed);
      const points = { data, n: 300, dim: d };
      const found = clusters.label(data);
      const sweep = [2, 3, 4, 5, 6].map(k => ({ k, labels: kmeans(points, { k, seed: 0 }).labels }));
      const scores = (await silhouettes(points, sweep, { threads: 1 })).map(({ macro, pointwise }) =>
        average === 'macro' ? macro : pointwise,
      );
      const best = sweep[scores.indexOf(Math.max(...scores))];
      expect(found.k).toBe(best.k);
      expect(agreement(found.labels, best.labels)).toBeCloseTo(1, 10);
      expect(agreement(found.labels, kind)).toBeGreaterThan(0.9);
    }
  },
);

test('same seed, same labels; points that coincide make no clusters; few points make few', () => {
  const { data } = clouds(200, 3, 3, 5);
  const run = () => batchClusters(options, 3, createRandom(4)).label(data);
  expect(run()).toEqual(run());
  expect(batchClusters(options, 3, createRandom(4)).label(new Float32Array(30).fill(2))).toEqual({
    k: 0,
    labels: new Uint16Array(10),
  });
  expect(batchClusters(options, 3, createRandom(4)).label(data.slice(0, 9)).k).toBeLessThanOrEqual(3);
  expect(batchClusters({ ...options, kMin: 4 }, 3, createRandom(4)).label(data.slice(0, 9)).k).toBe(0);
});

test('one-hot labels', () => {
  expect(oneHot({ k: 2, labels: Uint16Array.of(1, 0) }, 3)).toEqual(Float32Array.of(0, 1, 0, 1, 0, 0));
});
