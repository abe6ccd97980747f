import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../core/cluster/random.js';
import { cellMaps, mostCellBands } from '../../../core/describe/cells.js';
import { CellMoments } from '../../../core/describe/moments.js';

const [N, BANDS, CHUNK] = [10_000, 6, 4096];

/** Spectra about `level` with a scatter of 1 and a tenth of the samples missing; band 3 is never good in cell 2. */
function spectra(level: number): { data: Float32Array; cell: Uint8Array } {
  const random = createRandom(3);
  const cell = Uint8Array.from({ length: N }, () => random.integer(4));
  const data = Float32Array.from({ length: N * BANDS }, (_, i) => {
    const value = level + random.normal();
    const never = i % BANDS === 3 && cell[Math.floor(i / BANDS)] === 2;
    return never || random.uniform() < 0.1 ? Number.NaN : value;
  });
  return { data, cell };
}

/** Moments of the spectra chosen, in two passes. */
function direct(data: Float32Array, chosen: (spectrum: number) => boolean) {
  const samples = new Float64Array(BANDS);
  const mean = new Float64Array(BANDS);
  const std = new Float64Array(BANDS);
  for (let b = 0; b < BANDS; b++) {
    const values: number[] = [];
    for (let i = 0; i < N; i++) if (chosen(i) && !Number.isNaN(data[i * BANDS + b])) values.push(data[i * BANDS + b]);
    samples[b] = values.length;
    mean[b] = values.reduce((sum, v) => sum + v, 0) / values.length;
    std[b] = Math.sqrt(values.reduce((sum, v) => sum + (v - mean[b]) ** 2, 0) / values.length);
  }
  return { samples, mean, std };
}

function summed(data: Float32Array, cell: Uint8Array, shift: Float64Array): CellMoments {
  const moments = new CellMoments(4, BANDS, shift);
  for (let i = 0; i < N; i++) {
    if (i > 0 && i % CHUNK === 0) moments.endChunk();
    moments.add(cell[i], data, i * BANDS);
  }
  moments.endChunk();
  return moments;
}

function expectClose(got: Float64Array, wanted: Float64Array, relative: number): void {
  for (let b = 0; b < BANDS; b++) {
    if (Number.isNaN(wanted[b])) expect(got[b]).toBeNaN();
    else expect(Math.abs(got[b] - wanted[b])).toBeLessThanOrEqual(relative * Math.abs(wanted[b]));
  }
}

describe('CellMoments', () => {
  it.each([0, 5, 1e4])('agrees with two passes in float64 at a level of %d', level => {
    const { data, cell } = spectra(level);
    const moments = summed(data, cell, new Float64Array(BANDS).fill(level));
    for (const cells of [[0], [1], [2], [3], [0, 2], [1, 2, 3], [0, 1, 2, 3]]) {
      const got = moments.union(cells);
      const wanted = direct(data, i => cells.includes(cell[i]));
      expect(got.samples).toEqual(wanted.samples);
      expectClose(got.mean, wanted.mean, level ? 1e-13 : 1e-11);
      expectClose(got.std, wanted.std, 1e-12);
    }
    expect(moments.union([2]).samples[3]).toBe(0);
    expect(moments.union([2]).mean[3]).toBeNaN();
    expect(moments.union([2]).std[3]).toBeNaN();
  });

  it('keeps the digits of a small scatter on a large level only through the shift', () => {
    const { data, cell } = spectra(1e5);
    const wanted = direct(data, i => cell[i] === 1);
    const shifted = summed(data, cell, new Float64Array(BANDS).fill(1e5 + 0.25)).union([1]);
    expectClose(shifted.std, wanted.std, 1e-12);
    const plain = summed(data, cell, new Float64Array(BANDS)).union([1]);
    expectClose(plain.mean, wanted.mean, 1e-12);
    expectClose(plain.std, wanted.std, 1e-4);
  });

  it('has zero scatter, and no NaN, for equal spectra', () => {
    const moments = new CellMoments(1, BANDS, new Float64Array(BANDS));
    const data = Float32Array.of(0.1, 0.2, 0.3, 1e7, -5, 0);
    for (let i = 0; i < 100; i++) moments.add(0, data, 0);
    moments.endChunk();
    const { mean, std, samples } = moments.union([0]);
    expect(Array.from(samples)).toEqual(new Array(BANDS).fill(100));
    for (let b = 0; b < BANDS; b++) {
      expect(Math.abs(mean[b] - data[b])).toBeLessThanOrEqual(1e-14 * Math.abs(data[b]));
      expect(std[b]).toBeLessThanOrEqual(1e-7 * Math.abs(data[b]));
    }
  });

  it('is empty without samples', () => {
    const { samples, mean, std } = new CellMoments(2, BANDS, new Float64Array(BANDS)).union([0, 1]);
    expect(Array.from(samples)).toEqual(new Array(BANDS).fill(0));
    for (const v of [...mean, ...std]) expect(v).toBeNaN();
  });
});

describe('cellMaps', () => {
  const random = createRandom(5);
  const n = 3000;
  const labellings = [2, 3, 5, 9].map(k => ({ k, labels: Uint8Array.from({ length: n }, () => random.integer(k)) }));

  // Joined over all K while cells x bands stay below a million; with more bands in several groups.
  it.each([10, 4000, 20_000, 200_000, 2_000_000])('covers every cluster of every K by whole cells, with %i bands', bands => {
    const maps = cellMaps(labellings, n, bands);
    expect(maps.flatMap(map => [...map.members.keys()]).sort()).toEqual([0, 1, 2, 3]);
    for (const { cells, of, members } of maps) {
      if (members.size > 1) expect(cells * bands).toBeLessThanOrEqual(1 << 18);
      for (const [which, byLabel] of members) {
        expect(byLabel.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: cells }, (_, i) => i));
        const labelOf = new Map(byLabel.flatMap((list, label) => list.map(cell => [cell, label])));
        for (let i = 0; i < n; i++) expect(labelOf.get(of[i])).toBe(labellings[which].labels[i]);
      }
    }
    const all = maps.reduce((sum, { cells }) => sum + cells, 0);
    if (bands === 10) expect(maps.length).toBe(1);
    if (bands === 2_000_000) expect(maps.length).toBe(4);
    expect(Math.max(...maps.map(({ cells }) => cells)) * bands).toBeLessThanOrEqual(mostCellBands(labellings, bands, n));
    expect(all).toBeGreaterThan(0);
  });
});
