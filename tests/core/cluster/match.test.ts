import { describe, expect, it } from 'vitest';
import { matchSpectra, spectralLikeness } from '../../../core/cluster/index.js';

describe('matching spectra', () => {
  it('by angle, which a factor does not change, and says how they correlate', () => {
    const { angle, correlation } = spectralLikeness([1, 2, 2], [2, 4, 1]);
    expect(angle).toBeCloseTo(Math.acos(12 / (3 * Math.sqrt(21))), 12);
    // numpy.corrcoef([1, 2, 2], [2, 4, 1])[0, 1]
    expect(correlation).toBeCloseTo(0.1889822365046136, 12);
    expect(spectralLikeness([1, 2, 3], [10, 20, 30]).angle).toBeCloseTo(0, 6);
  });

  it('leaves bands out that one of them misses', () => {
    expect(spectralLikeness([1, 2, Number.NaN, 5], [2, 4, 9, 10]).correlation).toBeCloseTo(1, 12);
    expect(spectralLikeness([1, 2], [Number.NaN, 3])).toEqual({ angle: Number.NaN, correlation: Number.NaN });
  });

  it('pairs each once, the nearest pair first, also where one side has more', () => {
    const a = [
      [1, 0, 0.2],
      [0, 1, 0],
      [0, 0, 1],
    ];
    const b = [
      [0.1, 0.2, 3],
      [5, 0, 1.01],
    ];
    expect(matchSpectra(a, b).map(pair => [pair.a, pair.b])).toEqual([
      [0, 1],
      [2, 0],
    ]);
    expect(matchSpectra(b, a).map(pair => [pair.a, pair.b])).toEqual([
      [1, 0],
      [0, 2],
    ]);
    // The nearest for each alone would pair both with the first.
    expect(
      matchSpectra(
        [
          [1, 0.1],
          [1, 0.2],
        ],
        [
          [1, 0.15],
          [0, 1],
        ],
      ).map(pair => [pair.a, pair.b]),
    ).toEqual([
      [0, 0],
      [1, 1],
    ]);
  });
});
