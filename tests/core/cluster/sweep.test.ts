import { describe, expect, it } from 'vitest';
import { chooseK, type KScores, kmeans, type SweepEvent, silhouettes, sweepK } from '../../../core/cluster/index.js';
import { isCloisonneError } from '../../../core/cube/errors.js';
import { blobs } from './blobs.js';

describe('sweepK', () => {
  const points = blobs(4000, 3, 3, 5);

  it('gives for each K what k-means and the silhouettes give, with any number of threads', async () => {
    const events: SweepEvent[] = [];
    const sweep = await sweepK(points, { kMin: 2, kMax: 6, seed: 3, threads: 2 }, event => events.push(event));
    expect(sweep.map(({ k }) => k)).toEqual([2, 3, 4, 5, 6]);
    for (const { k, kmeans: found } of sweep) expect(found).toEqual(kmeans(points, { k, seed: 3 }));
    const alone = await silhouettes(
      points,
      sweep.map(entry => entry.kmeans),
      { threads: 1 },
    );
    expect(sweep.map(entry => entry.silhouette)).toEqual(alone);
    expect(await sweepK(points, { kMin: 2, kMax: 6, seed: 3, threads: 1 })).toEqual(sweep);
    expect(events.filter(event => event.type === 'k').map(event => event.k)).toEqual([2, 3, 4, 5, 6]);
    expect(new Set(events.map(event => (event.type === 'progress' ? event.phase : event.type)))).toEqual(
      new Set(['cluster', 'silhouette', 'judge', 'k']),
    );
  });

  it('finds the number of blobs, by both means', async () => {
    // One blob, every third point moved along another axis.
    const noise = blobs(3000, 3, 1);
    const sweep = await sweepK(
      { ...noise, data: noise.data.map((v, i) => v + (i % 3 === Math.floor(i / 3) % 3 ? 9 : 0)) },
      { kMin: 2, kMax: 7, seed: 0 },
    );
    expect(chooseK(sweep).chosen.k).toBe(3);
    expect(chooseK(sweep, 'silhouette-pointwise').chosen.k).toBe(3);
  });

  it('chooses by the mean that is asked for, and the smaller K of equals', () => {
    const entry = (k: number, macro: number, pointwise: number) =>
      ({ k, silhouetteMacro: macro, silhouettePointwise: pointwise }) as KScores;
    const entries = [entry(2, 0.5, 0.1), entry(3, 0.5, 0.9), entry(4, 0.4, 0.9)];
    expect(chooseK(entries, 'silhouette-macro').chosen.k).toBe(2);
    expect(chooseK(entries, 'silhouette-pointwise').chosen.k).toBe(3);
  });

  it('leaves out K beyond the different points, and refuses when none is left', async () => {
    const data = Float64Array.of(0, 0, 0, 1, 1, 5, 5, 5);
    expect((await sweepK({ data, n: 8, dim: 1 }, { kMin: 2, kMax: 9, seed: 0 })).map(({ k }) => k)).toEqual([2, 3]);
    const tagged = (tag: 'EmptyError' | 'UsageError', run: Promise<unknown>) =>
      expect(run).rejects.toSatisfy(err => isCloisonneError(err, tag));
    await tagged('EmptyError', sweepK({ data, n: 8, dim: 1 }, { kMin: 4, kMax: 9, seed: 0 }));
    await tagged('UsageError', sweepK({ data, n: 8, dim: 1 }, { kMin: 0, kMax: 3, seed: 0 }));
    await tagged('UsageError', sweepK({ data: Float64Array.of(0, Number.NaN, 2), n: 3, dim: 1 }, { kMin: 2, kMax: 3, seed: 0 }));
  });
});
