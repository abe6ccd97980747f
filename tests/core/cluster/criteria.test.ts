import { describe, expect, it } from 'vitest';
import { createRandom, criteria, stability } from '../../../core/cluster/index.js';
import fixture from '../../fixtures/cluster/criteria.json' with { type: 'json' };

const data = Float64Array.from(fixture.points);
const points = { data, n: data.length / fixture.dim, dim: fixture.dim };

describe('criteria for K', () => {
  it.each(fixture.cases)('agree with scikit-learn and numpy at K = $k', ({ k, labels, ...expected }) => {
    const found = criteria(points, { k, labels: Uint16Array.from(labels) });
    expect(Math.abs(found.bic - expected.bic)).toBeLessThan(1e-8 * Math.abs(expected.bic));
    if (expected.calinskiHarabasz === null) {
      expect([found.calinskiHarabasz, found.daviesBouldin]).toEqual([Number.NaN, Number.NaN]);
      return;
    }
    expect(Math.abs(found.calinskiHarabasz / expected.calinskiHarabasz - 1)).toBeLessThan(1e-10);
    expect(Math.abs(found.daviesBouldin / expected.daviesBouldin! - 1)).toBeLessThan(1e-10);
  });

  it('leave empty clusters out, and refuse labels that are none', () => {
    const { labels, k } = fixture.cases[2];
    const found = criteria(points, { k: k + 4, labels: Uint16Array.from(labels) });
    expect({ ...found, k }).toEqual(criteria(points, { k, labels: Uint16Array.from(labels) }));
    expect(() => criteria(points, { k: 2, labels: Uint16Array.from(labels) })).toThrow(/label 2 is not one of 0\.\.1/);
    expect(() => criteria(points, { k, labels: Uint16Array.of(0) })).toThrow(/1 labels do not fit/);
  });

  it('BIC prefers one cluster for one round cloud', () => {
    const random = createRandom(2);
    const cloud = { data: Float64Array.from({ length: 1500 }, () => random.normal()), n: 500, dim: 3 };
    const one = criteria(cloud, { k: 1, labels: new Uint8Array(500) });
    const halves = criteria(cloud, { k: 2, labels: Uint8Array.from({ length: 500 }, (_, i) => Number(cloud.data[i * 3] > 0)) });
    expect(one.bic).toBeLessThan(halves.bic);
  });
});

describe('bootstrap stability', () => {
  it.each(fixture.cases.filter(({ k }) => k > 1))(
    'agrees with scikit-learn’s k-means at K = $k',
    ({ k, stability: expected }) => {
      const found = stability(points, { k, seed: 0, pairs: 60 });
      // The two draw samples of their own: three standard errors and a little.
      expect(Math.abs(found.mean - expected!)).toBeLessThan(3.5 * found.error * Math.SQRT2 + 0.01);
    },
  );

  it('holds up to the true K and breaks beyond, the same for the same seed', () => {
    const of = (k: number) => stability(points, { k, seed: 4 });
    const means = [2, 3, 4, 5].map(k => of(k).mean);
    // Two of three separate clouds are a stable answer too: the largest stable K is the one to take.
    expect(means.map(mean => mean > 0.98)).toEqual([true, true, false, false]);
    expect(of(3)).toEqual(of(3));
  });

  it('refuses more clusters than points can make', () => {
    expect(() => stability({ data: Float64Array.of(1, 1, 1, 2), n: 4, dim: 1 }, { k: 3, seed: 0 })).toThrow(
      /do not make 3 clusters/,
    );
  });
});
