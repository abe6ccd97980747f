import { describe, expect, it } from 'vitest';
import { chooseK, type KBy, type KScores, kRules, sweepK } from '../../../core/cluster/index.js';
import { blobs } from './blobs.js';

const none = Number.NaN;
const scores = (k: number, more: Partial<KScores>): KScores => ({
  ...{ k, silhouetteMacro: none, silhouettePointwise: none, silhouetteBalanced: none, silhouetteError: 0 },
  ...{ calinskiHarabasz: none, daviesBouldin: none, bic: none, stability: none, stabilityError: none, gap: none, gapError: none },
  ...{ mixture: none, apart: none },
  ...more,
});
const sweep = [
  scores(1, { bic: 50, gap: 0.1, gapError: 0.01 }),
  scores(2, {
    silhouetteMacro: 0.6,
    calinskiHarabasz: 100,
    daviesBouldin: 0.8,
    bic: 40,
    stability: 1,
    gap: 0.3,
    gapError: 0.01,
    mixture: 90,
    apart: 0.8,
  }),
  scores(3, {
    silhouetteMacro: 0.5,
    silhouettePointwise: 0.5,
    silhouetteBalanced: 0.5,
    calinskiHarabasz: 180,
    daviesBouldin: 0.5,
    bic: 10,
    stability: 0.95,
    gap: 0.6,
    gapError: 0.02,
    mixture: 70,
    apart: 0.6,
  }),
  scores(4, {
    silhouetteMacro: 0.6,
    calinskiHarabasz: 150,
    daviesBouldin: 0.6,
    bic: 12,
    stability: 0.5,
    gap: 0.61,
    gapError: 0.02,
    mixture: 60,
    apart: 0.02,
  }),
  scores(5, {
    silhouetteMacro: 0.2,
    calinskiHarabasz: 90,
    daviesBouldin: 0.9,
    bic: 20,
    stability: 0.6,
    gap: 0.8,
    gapError: 0.02,
    mixture: 80,
    apart: 0.01,
  }),
];
const chosen = (by: KBy, of = sweep) => {
  const choice = chooseK(of, by);
  return [choice.chosen.k, choice.runnerUp?.k];
};

describe('a choice of K', () => {
  it('goes by each rule, and has a runner-up', () => {
    expect(chosen('silhouette-macro')).toEqual([2, 4]);
    expect(chosen('calinski-harabasz')).toEqual([3, 4]);
    expect(chosen('davies-bouldin')).toEqual([3, 4]);
    expect(chosen('bic')).toEqual([3, 4]);
    // The largest stable K, then the next smaller one that is stable.
    expect(chosen('stability')).toEqual([3, 2]);
    // 0.6 >= 0.61 - 0.02 at K = 3; before that the gap still rises.
    expect(chosen('gap')).toEqual([3, 5]);
    expect(chosen('mixture')).toEqual([4, 3]);
  });

  it('never takes a K at which its number is not defined while there is another', () => {
    for (const by of Object.keys(kRules) as KBy[]) {
      const [k] = chosen(by, [sweep[0], sweep[2]]);
      expect(k).toBe(3);
    }
    expect(chosen('silhouette-pointwise', [sweep[0], sweep[1]])).toEqual([1, 2]);
  });

  it('takes the most stable K where none is stable', () => {
    expect(chosen('stability', sweep.slice(3))).toEqual([5, 4]);
  });

  it('says why in one line, with the numbers', () => {
    expect(chooseK(sweep, 'bic').why).toBe('smallest BIC (10); next: K = 4 (12)');
    expect(chooseK([sweep[1]], 'silhouette-macro').why).toBe('largest mean silhouette of clusters (0.6)');
    // At K = 1 there is no silhouette.
    const two = [{ ...sweep[0], silhouetteMacro: Number.NaN }, sweep[1]];
    expect(chooseK(two, 'silhouette-macro').why).toBe('largest mean silhouette of clusters (0.6); no other K to compare');
    expect(() => chooseK([])).toThrow(/no K to choose from/);
  });

  it('finds three clouds by every rule', async () => {
    const noise = blobs(1500, 3, 1);
    const clouds = { ...noise, data: noise.data.map((v, i) => v + (i % 3 === Math.floor(i / 3) % 3 ? 15 : 0)) };
    const entries = await sweepK(clouds, { kMin: 1, kMax: 5, seed: 1, threads: 1, clustering: 'mixture' });
    for (const by of Object.keys(kRules) as KBy[]) expect([by, chooseK(entries, by).chosen.k]).toEqual([by, 3]);
  });

  it('of one cloud can be one, by BIC and gap', async () => {
    const entries = await sweepK(blobs(600, 3, 1), { kMin: 1, kMax: 4, seed: 1, threads: 1 });
    expect(chooseK(entries, 'bic').chosen.k).toBe(1);
    expect(chooseK(entries, 'gap').chosen.k).toBe(1);
    expect(entries[0]).toMatchObject({ k: 1, silhouetteMacro: none, stability: none, calinskiHarabasz: none });
  });
});
