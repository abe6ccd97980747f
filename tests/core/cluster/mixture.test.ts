import { describe, expect, it, test } from 'vitest';
import { chooseK, createRandom, type KMeansResult, kmeans, sweepK } from '../../../core/cluster/index.js';
import { joinCounts, leastApart } from '../../../core/cluster/joins.js';
import { fitMixture, maximise, parametersOf, ridgeOf } from '../../../core/cluster/mixture/em.js';
import { penalised } from '../../../core/cluster/mixture/penalty.js';
import { mixtureSweep } from '../../../core/cluster/mixture/sweep.js';
import { evaluate } from '../../../core/evaluate/index.js';
import { requireKMeans } from '../../../core/pipeline/cluster.js';
import fixture from '../../fixtures/cluster/mixture.json' with { type: 'json' };

const data = Float64Array.from(fixture.points);
const points = { data, n: data.length / fixture.dim, dim: fixture.dim };
const clusterings = (most: number) => Array.from({ length: most }, (_, i) => kmeans(points, { k: i + 1, seed: 0 }));
const ari = ({ labels }: Pick<KMeansResult, 'labels'>) =>
  evaluate(
    labels.map(label => label + 1),
    Uint8Array.from(fixture.truth, label => label + 1),
  ).ari;

describe('Gaussian mixtures', () => {
  it.each(fixture.cases)('are those of scikit-learn at K = $k', ({ k, logLikelihood, weights, means, bic }) => {
    const { labels } = kmeans(points, { k, seed: 0 });
    const shares = new Float64Array(points.n * k);
    labels.forEach((label, i) => {
      shares[i * k + label] = 1;
    });
    const ridge = ridgeOf(points);
    const found = fitMixture(points, maximise(points, shares, k, ridge), { ridge, iterations: 5000, tolerance: 1e-10 });
    expect(found.logLikelihood).toBeCloseTo(logLikelihood, 2);
    const order = [...found.weights.keys()].sort((a, b) => found.means[a * 2] - found.means[b * 2]);
    for (const [i, c] of order.entries()) {
      expect(found.weights[c]).toBeCloseTo(weights[i], 2);
      for (let d = 0; d < 2; d++) expect(found.means[c * 2 + d]).toBeCloseTo(means[i * 2 + d], 2);
    }
    expect(-2 * found.logLikelihood + parametersOf(k, 2) * Math.log(points.n)).toBeCloseTo(bic, 1);
  });

  it('divide clouds of unlike size and width better than k-means, the same way twice', async () => {
    const start = clusterings(6);
    const found = await mixtureSweep(points, start, { seed: 3 });
    expect(ari(found[2])).toBeGreaterThan(ari(start[2]) + 0.1);
    expect(found.map(({ mixture }) => mixture)).toEqual(
      (await mixtureSweep(points, start, { seed: 3 })).map(({ mixture }) => mixture),
    );
    const likeliest = found.reduce((best, entry) => (entry.mixture! < best.mixture! ? entry : best));
    expect(likeliest.k).toBe(3);
  });

  it('find the mixture where k-means starts them in the wrong place', async () => {
    const [one, , three] = clusterings(3);
    const wrong = { ...three, centres: Float64Array.of(-1, 0, -0.5, 0, 0, 0) };
    const [, found] = await mixtureSweep(points, [one, wrong], { seed: 0 });
    expect(ari(found)).toBeGreaterThan(0.7);
  });
});

describe('the penalty', () => {
  const models = (gains: number[]) => {
    let logLikelihood = -1e5;
    return gains.map((gain, i) => {
      logLikelihood += gain;
      return { logLikelihood, parameters: 5 + 6 * i };
    });
  };
  const best = (gains: number[]) => {
    const found = penalised(models(gains), 10_000);
    return found.indexOf(Math.min(...found)) + 1;
  };

  it('is that of the BIC where more components gain nothing', () => {
    expect(best([0, 900, 400, 8, 5, 2, 1, 1])).toBe(3);
    const [first, second] = penalised(models([0, 900, 400, 8, 5, 2, 1, 1]), 10_000);
    expect(first - second).toBeCloseTo(2 * 900 - 6 * Math.log(10_000), 6);
  });

  it('grows with a likelihood that never stops growing', () => {
    expect(best([0, 900, 400, 45, 45, 45, 45, 45])).toBe(3);
    expect(best([0, 900, 400, 300, 45, 45, 45, 45])).toBe(4);
  });
});

describe('clusters in the picture', () => {
  const grid = { width: 40, height: 30, valid: new Uint8Array(1200).fill(1) };
  const halves = Uint8Array.from({ length: 1200 }, (_, p) => Number(p % 40 >= 20));

  it('joins are counted as by hand', () => {
    const two = { width: 3, height: 2, valid: Uint8Array.of(1, 1, 1, 1, 0, 1) };
    // 0 0 1 / 1 - 1: joins 00, 01 along the first row; 01 and 11 down.
    const [found] = joinCounts([0, 0, 1, 1, 1], 2, two);
    expect(found.joins).toBe(4);
    const expected = 0.4 ** 2 + 0.6 ** 2;
    expect(found.excess).toBeCloseTo((2 / 4 - expected) / (1 - expected), 12);
  });

  it('regions lie apart, scattered labels do not, and one scattered pair is enough', () => {
    const random = createRandom(5);
    expect(leastApart(halves, 2, grid)).toBeGreaterThan(0.9);
    const scattered = halves.map(() => Number(random.uniform() < 0.3));
    expect(leastApart(scattered, 2, grid)).toBeLessThan(0.1);
    const divided = halves.map((half, p) => (half ? 1 + scattered[p] : 0));
    const pairs = joinCounts(divided, 3, grid);
    expect(pairs.map(({ a, b, excess }) => `${a}${b} ${excess > 0.5}`)).toEqual(['01 true', '02 true', '12 false']);
    expect(leastApart(divided, 3, grid)).toBeLessThan(0.1);
  });

  it('decide between mixtures: noise that is not Gaussian divides a cloud, but not in the picture', async () => {
    const random = createRandom(11);
    // Two materials; the counts of each are skewed (sums of few exponentials), so that more Gaussians fit better.
    const skewed = Float64Array.from({ length: 2400 }, (_, i) => {
      const material = halves[i >> 1];
      return (i % 2 ? 0 : 12 * material) - Math.log(random.uniform() + 1e-12) - Math.log(random.uniform() + 1e-12);
    });
    const options = { kMin: 2, kMax: 6, seed: 0, clustering: 'mixture', threads: 1 } as const;
    const sweep = await sweepK({ data: skewed, n: 1200, dim: 2 }, { ...options, grid });
    expect(sweep[0].apart).toBeGreaterThan(0.3);
    const likeliest = sweep.reduce((best, entry) => (entry.mixture < best.mixture ? entry : best));
    expect(likeliest.k).toBeGreaterThan(2);
    expect(chooseK(sweep, 'mixture').chosen.k).toBe(2);
  });
});

test.each(['earlier clusters', 'common clusters'])('%s are refused: their labels go by the nearest centre', where => {
  expect(() => requireKMeans('mixture', where)).toThrow(`${where} cannot go with mixtures`);
  expect(() => requireKMeans('k-means', where)).not.toThrow();
  expect(() => requireKMeans(undefined, where)).not.toThrow();
});
