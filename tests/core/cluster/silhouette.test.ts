import { describe, expect, it } from 'vitest';
import { kmeans } from '../../../core/cluster/kmeans.js';
import { createRandom } from '../../../core/cluster/random.js';
import { silhouettes } from '../../../core/cluster/silhouette.js';
import type { Silhouette } from '../../../core/cluster/types.js';
import { isCloisonneError } from '../../../core/cube/errors.js';
import fixture from '../../fixtures/cluster/cluster.json' with { type: 'json' };
import { blobs } from './blobs.js';

const points = blobs(6000, 3, 5);
const labelings = [2, 3, 5, 8].map(k => kmeans(points, { k, seed: 0, restarts: 2 }));

describe('silhouettes', () => {
  it.each(fixture.silhouettes)(
    'agree with scikit-learn to 1e-9, all K in one call ($dim-D)',
    async ({ dim, points: list, labelings: given }) => {
      const data = Float64Array.from(list);
      const found = await silhouettes(
        { data, n: data.length / dim, dim },
        given.map(({ k, labels }) => ({ k, labels: Uint8Array.from(labels) })),
      );
      found.forEach((silhouette, g) => {
        const { k, labels, samples, score } = given[g];
        expect(Math.abs(silhouette.pointwise - score)).toBeLessThan(1e-9);
        silhouette.perPoint.forEach((s, i) => {
          expect(Math.abs(s - samples[i])).toBeLessThan(1e-7); // float32
        });
        const means = Array.from({ length: k }, (_, c) => {
          const own = samples.filter((_, i) => labels[i] === c);
          return own.reduce((a, b) => a + b, 0) / own.length;
        });
        means.forEach((mean, c) => {
          expect(Math.abs(silhouette.perCluster[c] - mean)).toBeLessThan(1e-9);
        });
        expect(Math.abs(silhouette.macro - means.reduce((a, b) => a + b, 0) / k)).toBeLessThan(1e-9);
        expect(silhouette).toMatchObject({ k, exact: true, macroError: 0, pointwiseError: 0 });
      });
    },
  );

  it('are the same bytes with any number of threads', async () => {
    const [one, two, three] = await Promise.all([1, 2, 3].map(threads => silhouettes(points, labelings, { threads })));
    expect(two).toEqual(one);
    expect(three).toEqual(one);
  });

  it('of one K do not depend on the others beyond rounding, also when the cells are too many for one pass', async () => {
    const random = createRandom(3);
    const scattered = [30, 40, 50, 60].map(k => ({ k, labels: Uint16Array.from({ length: 3000 }, () => random.integer(k)) }));
    const some = { data: points.data.slice(0, 9000), n: 3000, dim: 3 };
    const together = await silhouettes(some, scattered);
    for (const [i, labeling] of scattered.entries()) {
      const [alone] = await silhouettes(some, [labeling]);
      expect(Math.abs(together[i].pointwise - alone.pointwise)).toBeLessThan(1e-12);
    }
  });

  it('sampled are within a few of their own standard errors, and the errors are honest', async () => {
    const exact = await silhouettes(points, labelings);
    const off: number[] = [];
    for (let seed = 0; seed < 20; seed++) {
      const sampled = await silhouettes(points, labelings, { exactLimit: 1000, sampleSize: 400, seed });
      sampled.forEach((s: Silhouette, i) => {
        expect(s.exact).toBe(false);
        off.push((s.macro - exact[i].macro) / s.macroError, (s.pointwise - exact[i].pointwise) / s.pointwiseError);
      });
    }
    const spread = Math.sqrt(off.reduce((sum, z) => sum + z * z, 0) / off.length);
    expect(spread).toBeGreaterThan(0.7);
    expect(spread).toBeLessThan(1.3);
  });

  it('sampled know every point approximately, and those of the sample exactly', async () => {
    const [exact] = await silhouettes(points, labelings.slice(2, 3));
    const [sampled] = await silhouettes(points, labelings.slice(2, 3), { exactLimit: 0, sampleSize: 1000, seed: 1 });
    const off = sampled.perPoint.map((s, i) => Math.abs(s - exact.perPoint[i]));
    expect(off.filter(d => d === 0).length).toBeGreaterThan(900);
    expect(off.reduce((a, b) => a + b, 0) / off.length).toBeLessThan(0.02);
  });

  it('of a sample as large as the whole are the exact ones, with no error', async () => {
    const few = blobs(300, 2, 3);
    const labeling = [kmeans(few, { k: 3, seed: 0 })];
    const [exact] = await silhouettes(few, labeling);
    const [sampled] = await silhouettes(few, labeling, { exactLimit: 10, sampleSize: 100_000 });
    expect(sampled.macro).toBeCloseTo(exact.macro, 12);
    expect(sampled.macroError).toBe(0);
    expect(sampled.perPoint).toEqual(exact.perPoint);
  });

  it('tell how far they are', async () => {
    const seen: [number, number][] = [];
    await silhouettes(points, labelings, { threads: 2, onProgress: (done, total) => seen.push([done, total]) });
    expect(seen.length).toBeGreaterThan(5);
    expect(seen.map(([done]) => done)).toEqual(seen.map(([done]) => done).toSorted((a, b) => a - b));
    expect(seen.at(-1)![0]).toBe(seen.at(-1)![1]);
  });

  it.each([1, 2])('stop when asked to (%i threads)', async threads => {
    const stop = new AbortController();
    const run = silhouettes(blobs(20_000, 3, 3), [{ k: 2, labels: new Uint8Array(20_000).fill(1, 0, 9000) }], {
      threads,
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    await expect(run).rejects.toSatisfy(err => isCloisonneError(err, 'InterruptedError'));
  });

  it('are all 0 for points that all lie in one place', async () => {
    const [s] = await silhouettes({ data: new Float64Array(12), n: 4, dim: 3 }, [{ k: 2, labels: Uint8Array.of(0, 0, 1, 1) }]);
    expect([...s.perPoint]).toEqual([0, 0, 0, 0]);
  });

  it('refuse wrong input', async () => {
    const four = { data: Float64Array.of(0, 1, 2, 3), n: 4, dim: 1 };
    const refused = (run: Promise<unknown>) => expect(run).rejects.toSatisfy(err => isCloisonneError(err, 'UsageError'));
    await refused(silhouettes(four, [{ k: 2, labels: Uint8Array.of(0, 0, 0, 0) }]));
    await refused(silhouettes(four, [{ k: 2, labels: Uint8Array.of(0, 1, 2, 0) }]));
    await refused(silhouettes(four, [{ k: 2, labels: Uint8Array.of(0, 1) }]));
    await refused(
      silhouettes({ ...four, data: Float64Array.of(0, 1, Number.NaN, 3) }, [{ k: 2, labels: Uint8Array.of(0, 0, 1, 1) }]),
    );
  });
});
