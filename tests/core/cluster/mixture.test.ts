import { describe, expect, it, test } from 'vitest';
import { eachEdge, tiledEdges } from '../../../core/cluster/edges.js';
import { createRandom, type Grid, type KMeansResult, kmeans, type Points } from '../../../core/cluster/index.js';
import { joinCounts, leastApart } from '../../../core/cluster/joins.js';
import { fitMixture, maximise, parametersOf, ridgeOf } from '../../../core/cluster/mixture/em.js';
import { eachAlone, fitMaterials, freedomOf, merged, portionsOf } from '../../../core/cluster/mixture/materials.js';
import { penalised } from '../../../core/cluster/mixture/penalty.js';
import { mixtureSweep } from '../../../core/cluster/mixture/sweep.js';
import { takePoints } from '../../../core/cluster/points.js';
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

  it('pairs of neighbours stay inside whole tiles where a picture is too large', () => {
    const valid = new Uint8Array(64 * 48).fill(1);
    valid[70] = 0;
    const large = { width: 64, height: 48, valid };
    const whole = tiledEdges(large, 64 * 48, createRandom(0));
    const pairs: number[][] = [];
    eachEdge(large, (i, j) => pairs.push([i, j]));
    expect(pairs).toHaveLength(63 * 48 + 64 * 47 - 4);
    expect([...whole.from].map((i, e) => [i, whole.to[e]])).toEqual(pairs);
    const some = tiledEdges(large, 640, createRandom(0));
    expect(some.rows.length).toBeGreaterThan(600);
    expect(some.rows.length).toBeLessThanOrEqual(640);
    const known = new Set(pairs.map(String));
    for (const [e, i] of some.from.entries()) expect(known.has(`${some.rows[i]},${some.rows[some.to[e]]}`)).toBe(true);
  });

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
});

describe('materials told by their neighbours', () => {
  it('are found again from the densities of their components', async () => {
    // Three components without overlap; the last two are one material: 1400 pairs are alike, 200 are not.
    const random = createRandom(4);
    const [from, to, rows]: number[][] = [[], [], []];
    const component = (material: number) => (material === 0 ? 0 : 1 + random.integer(2));
    for (let e = 0; e < 1600; e++) {
      const [a, b] = e < 700 ? [0, 0] : e < 1400 ? [1, 1] : [0, 1];
      from.push(2 * e);
      to.push(2 * e + 1);
      rows.push(component(a), component(b));
    }
    const counts = [0, 1, 2].map(c => rows.filter(row => row === c).length);
    const weights = Float64Array.from(counts, count => count / rows.length);
    const density = Float64Array.from({ length: 3 * rows.length }, (_, i) =>
      rows[Math.floor(i / 3)] === i % 3 ? 1 / weights[i % 3] : 1e-9,
    );
    const edges = { from: Int32Array.from(from), to: Int32Array.from(to) };
    const close = { iterations: 500, tolerance: 1e-10, breathe: async () => {} };
    const three = await fitMaterials(density, weights, eachAlone(weights), edges, close);
    const two = await fitMaterials(density, weights, merged(three), edges, close);
    const one = await fitMaterials(density, weights, merged(two), edges, close);
    const portions = portionsOf(two);
    const owner = [0, 1, 2].map(c => (portions[0] * two.shares[c] > portions[1] * two.shares[3 + c] ? 0 : 1));
    expect(owner[1]).toBe(owner[2]);
    expect(owner[0]).not.toBe(owner[1]);
    // What they say of pairs of the first component, and of one of the first with one of the others.
    const predicted = (c: number, d: number) =>
      two.pairs.reduce((sum, p, i) => sum + p * two.shares[3 * (i >> 1) + c] * two.shares[3 * (i & 1) + d], 0);
    expect(predicted(0, 0)).toBeCloseTo(700 / 1600, 3);
    expect(predicted(0, 1) + predicted(0, 2)).toBeCloseTo(100 / 1600, 3);
    // Mutual information of the table [[700, 100], [100, 700]] of 1600 pairs, both ways round.
    const information = 2 * (700 / 1600) * Math.log(700 / 400) + 2 * (100 / 1600) * Math.log(100 / 400);
    expect(two.gain / 1600).toBeCloseTo(information, 2);
    expect(three.gain - two.gain).toBeLessThan(10);
    expect(one.gain).toBeCloseTo(0, 4);
    expect(freedomOf(2, 3)).toBe(6);
  });

  const [width, height] = [40, 40];
  const n = width * height;
  const grid = { width, height, valid: new Uint8Array(n).fill(1) };
  // Four fields, with a thin line of the last through the first.
  const fields = Uint8Array.from({ length: n }, (_, p) => {
    const [x, y] = [p % width, Math.floor(p / width)];
    return y === 9 ? 3 : Number(x >= 16) + 2 * Number(y >= 24);
  });
  const places = [0, 0, 3, 0, 0, 3, 3, 3];
  // Sums of few photons: skewed, and wide enough that the clouds overlap.
  const photons = (seed: number) => {
    const random = createRandom(seed);
    const skewed = () => -Math.log(random.uniform() + 1e-12);
    const data = Float64Array.from({ length: 2 * n }, (_, i) => places[2 * fields[i >> 1] + (i % 2)] + skewed());
    return { data, n, dim: 2 };
  };
  const likeliest = async (points: Points, place?: Grid) => {
    const start = [2, 3, 4, 5, 6].map(k => kmeans(points, { k, seed: 0, restarts: 2 }));
    const found = await mixtureSweep(points, start, { seed: 0, grid: place });
    return found.reduce((best, entry) => (entry.mixture! < best.mixture! ? entry : best));
  };
  const likeness = ({ labels }: KMeansResult) =>
    evaluate(
      labels.map(label => label + 1),
      fields.map(field => field + 1),
    ).ari;

  it.each([1, 2])('number and places are right where clouds are skewed and overlap (%i)', async seed => {
    const points = photons(seed);
    const alone = await likeliest(points);
    const beside = await likeliest(points, grid);
    expect(alone.k).not.toBe(4);
    expect(beside.k).toBe(4);
    expect(likeness(beside)).toBeGreaterThan(likeness(alone) + 0.1);
    // The same spectra in any other order in the picture say nothing of each other.
    const order = Array.from({ length: n }, (_, i) => i);
    createRandom(seed).shuffle(order);
    const shuffled = await likeliest(takePoints(points, order), grid);
    expect(shuffled.k).toBe(2);
  });
});

test.each(['earlier clusters', 'common clusters'])('%s are refused: their labels go by the nearest centre', where => {
  expect(() => requireKMeans('mixture', where)).toThrow(`${where} cannot go with mixtures`);
  expect(() => requireKMeans('k-means', where)).not.toThrow();
  expect(() => requireKMeans(undefined, where)).not.toThrow();
});
