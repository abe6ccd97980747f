import { describe, expect, it } from 'vitest';
import { kmeans, kmeansSteps } from '../../../core/cluster/kmeans.js';
import type { KMeansResult, Points } from '../../../core/cluster/types.js';
import { isCloisonneError } from '../../../core/cube/errors.js';
import fixture from '../../fixtures/cluster/cluster.json' with { type: 'json' };
import { blobs } from './blobs.js';

/** Labels, counts and inertia as the plain definition gives them from the centres. */
function expectConsistent({ data, n, dim }: Points, result: KMeansResult): void {
  const counts = new Float64Array(result.k);
  let inertia = 0;
  for (let i = 0; i < n; i++) {
    const d2 = Array.from({ length: result.k }, (_, c) => {
      let sum = 0;
      for (let d = 0; d < dim; d++) sum += (data[i * dim + d] - result.centres[c * dim + d]) ** 2;
      return sum;
    });
    expect(d2[result.labels[i]]).toBeCloseTo(Math.min(...d2), 10);
    inertia += Math.min(...d2);
    counts[result.labels[i]]++;
  }
  expect(result.counts).toEqual(counts);
  expect(Math.min(...counts)).toBeGreaterThan(0);
  expect(Math.abs(result.inertia / inertia - 1)).toBeLessThan(1e-12);
}

describe('kmeans', () => {
  it.each(fixture.kmeans)(
    'from the first k rows ends where scikit-learn ends ($dim-D, k = $k)',
    ({ dim, k, points, labels, centres, inertia }) => {
      const data = Float64Array.from(points);
      const result = kmeans({ data, n: data.length / dim, dim }, { k, seed: 0, init: 'first' });
      expect([...result.labels]).toEqual(labels);
      expect(Math.abs(result.inertia / inertia - 1)).toBeLessThan(1e-12);
      result.centres.forEach((v, i) => {
        expect(v).toBeCloseTo(centres[i], 10);
      });
    },
  );

  it.each(fixture.kmeans)(
    'with k-means++ is as good as the best of 50 starts of scikit-learn ($dim-D, k = $k)',
    ({ dim, k, points, best }) => {
      const data = Float64Array.from(points);
      const result = kmeans({ data, n: data.length / dim, dim }, { k, seed: 1, tolerance: 0 });
      expect(result.inertia / best).toBeLessThan(1 + 1e-9);
      expectConsistent({ data, n: data.length / dim, dim }, result);
    },
  );

  it('gives the same bytes for the same seed, and float32 and float64 points the same labels', () => {
    const points = blobs(5000, 3, 4);
    const wide = { ...points, data: Float64Array.from(points.data) };
    expect(kmeans(points, { k: 4, seed: 9 })).toEqual(kmeans(wide, { k: 4, seed: 9 }));
  });

  it('draws k-means++ centres with the square of the distance, not with its fourth power', () => {
    // One point at 0 (drawn first in half of the runs), one at 1 and one at 2: from 0, the next is 2 with probability 4/5 (16/17 for D^4).
    const data = Float64Array.of(0, 1, 2);
    let [from0, to2] = [0, 0];
    for (let seed = 0; seed < 6000; seed++) {
      const [{ centres }] = kmeansSteps({ data, n: 3, dim: 1 }, { k: 2, seed, restarts: 1 });
      if (centres[0] !== 0) continue;
      from0++;
      if (centres[1] === 2) to2++;
    }
    expect(from0).toBeGreaterThan(1800);
    expect(Math.abs(to2 / from0 - 0.8)).toBeLessThan(0.03);
  });

  it('repairs empty clusters with the farthest point and counts them', () => {
    // The first three rows are equal, so two of three centres own nothing at first.
    const data = Float64Array.of(0, 0, 0, 0, 0, 0, 10, 0, 10, 1, 0, 20, 1, 20, 0, 1);
    const result = kmeans({ data, n: 8, dim: 2 }, { k: 3, seed: 0, init: 'first' });
    expect(result.repaired).toBeGreaterThanOrEqual(2);
    expect([...result.counts].sort()).toEqual([2, 2, 4]);
    expectConsistent({ data, n: 8, dim: 2 }, result);
  });

  it('finds n clusters of n points, and one cluster of all', () => {
    const points = blobs(12, 2, 3);
    expect(kmeans(points, { k: 12, seed: 0 }).inertia).toBe(0);
    expect([...kmeans(points, { k: 1, seed: 0 }).counts]).toEqual([12]);
  });

  it('refines on all points what it found on a sample', () => {
    const points = blobs(6000, 3, 5);
    const sampled = kmeans(points, { k: 5, seed: 2, restartSample: 1000 });
    const whole = kmeans(points, { k: 5, seed: 2 });
    expectConsistent(points, sampled);
    expect(sampled.inertia / whole.inertia).toBeLessThan(1.001);
  });

  it('never takes fewer clusters because a sample misses the rare points', () => {
    const data = new Float64Array(10_000);
    data[777] = 5;
    data[7777] = 9;
    expect([...kmeans({ data, n: 10_000, dim: 1 }, { k: 3, seed: 0, restartSample: 100 }).counts].sort()).toEqual([1, 1, 9998]);
  });

  it('reports why it stopped', () => {
    const points = blobs(3000, 3, 2);
    expect(kmeans(points, { k: 8, seed: 0, maxIterations: 2 }).stop).toBe('max-iterations');
    expect(kmeans(points, { k: 8, seed: 0, tolerance: 1e-2 }).stop).toBe('tolerance');
    expect(kmeans(points, { k: 2, seed: 0, tolerance: 0 }).stop).toBe('stable');
  });

  it('lowers the inertia step by step', () => {
    const inertias = [...kmeansSteps(blobs(2000, 3, 6), { k: 6, seed: 4, restarts: 1 })].map(step => step.inertia);
    expect(inertias.length).toBeGreaterThan(2);
    expect(inertias).toEqual(inertias.toSorted((a, b) => b - a));
  });

  it('refuses what cannot be clustered', () => {
    const tag = (run: () => unknown) => {
      try {
        run();
      } catch (err) {
        return isCloisonneError(err) && `${err.tag}: ${err.message}`;
      }
    };
    const data = Float64Array.of(1, 2, 1, 2, 1, 2, 3, 4);
    expect(tag(() => kmeans({ data, n: 4, dim: 2 }, { k: 3, seed: 0 }))).toMatch(/^EmptyError: .*only 2 of them differ/);
    expect(tag(() => kmeans({ data: Float64Array.of(1, Number.NaN, 3, 4), n: 2, dim: 2 }, { k: 2, seed: 0 }))).toMatch(
      /^UsageError: .*point 0, coordinate 1/,
    );
    expect(tag(() => kmeans({ data, n: 5, dim: 2 }, { k: 2, seed: 0 }))).toMatch(/^UsageError/);
    expect(tag(() => kmeans({ data, n: 4, dim: 2 }, { k: 0, seed: 0 }))).toMatch(/^UsageError/);
    expect(tag(() => kmeans({ data, n: 4, dim: 2 }, { k: 2, seed: 0, signal: AbortSignal.abort() }))).toMatch(
      /^InterruptedError/,
    );
  });
});
