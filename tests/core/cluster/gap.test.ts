import { describe, expect, it } from 'vitest';
import { createRandom, gapStatistic } from '../../../core/cluster/index.js';
import fixture from '../../fixtures/cluster/criteria.json' with { type: 'json' };
import { blobs } from './blobs.js';

const data = Float64Array.from(fixture.points);
const points = { data, n: data.length / fixture.dim, dim: fixture.dim };
const ks = fixture.cases.map(({ k }) => k);

describe('the gap statistic', () => {
  it('agrees with numpy and scikit-learn, which draw references of their own', async () => {
    const references = 60;
    const found = await gapStatistic(points, { ks, seed: 0, references, restarts: 20 });
    for (const [i, { gap, gapSpread }] of fixture.cases.entries()) {
      // Both means are uncertain: 60 references here, 200 there. Local minima of k-means add a little.
      expect(Math.abs(found[i].value - gap)).toBeLessThan(4 * gapSpread * Math.sqrt(1 / references + 1 / 200) + 0.005);
      expect(found[i].error / (gapSpread * Math.sqrt(1 + 1 / references))).toBeGreaterThan(0.7);
      expect(found[i].error / (gapSpread * Math.sqrt(1 + 1 / references))).toBeLessThan(1.4);
    }
  });

  it('does not depend on how the points are turned or moved, and is the same for the same seed', async () => {
    const [sin, cos] = [0.6, 0.8];
    const turned = data.map((v, i) =>
      i % 3 === 0 ? 5 + cos * v - sin * data[i + 1] : i % 3 === 1 ? sin * data[i - 1] + cos * v : v,
    );
    const here = await gapStatistic(points, { ks, seed: 2 });
    const there = await gapStatistic({ ...points, data: turned }, { ks, seed: 2 });
    for (const i of ks.keys()) expect(there[i].value).toBeCloseTo(here[i].value, 1);
    expect(await gapStatistic(points, { ks, seed: 2 })).toEqual(here);
  });

  it('is not defined for more clusters than different points', async () => {
    const few = { data: Float64Array.of(0, 0, 1, 1, 5, 5), n: 6, dim: 1 };
    const [two, four] = await gapStatistic(few, { ks: [2, 4], seed: 0 });
    expect(Number.isFinite(two.value)).toBe(true);
    expect(four.value).toBeNaN();
  });

  it('is largest at one for a round cloud', async () => {
    const random = createRandom(5);
    const cloud = { data: Float64Array.from({ length: 1200 }, () => random.normal()), n: 400, dim: 3 };
    const [one, two] = await gapStatistic(cloud, { ks: [1, 2], seed: 0 });
    expect(one.value).toBeGreaterThan(two.value - two.error);
    expect((await gapStatistic(blobs(3000, 2, 3), { ks: [1, 2], seed: 0, sampleSize: 300 }))[1].value).toBeGreaterThan(0);
  });
});
