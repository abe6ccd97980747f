import { describe, expect, it } from 'vitest';
import { type DatasetOptions, drawSpectra, type SpectraBatch, splitCubes } from '../../../core/synth/dataset.js';
import { synthNebular } from '../../../core/synth/nebular/nebular.js';

const cubes = [1, 2].map(seed => synthNebular({ width: 30, height: 24, seed, bands: 64 }));
const draw = async (options: DatasetOptions) => {
  const batches: SpectraBatch[] = [];
  for await (const batch of drawSpectra(cubes, options)) batches.push(batch);
  return batches;
};
const count = (batches: Awaited<ReturnType<typeof draw>>) => batches.reduce((n, { pixels }) => n + pixels.length, 0);

describe('spectra of cubes', () => {
  it('are a share of them, each with its place, its label and its bytes', async () => {
    const batches = await draw({ seed: 3, share: 0.2 });
    expect(Math.abs(count(batches) - 0.2 * 1440)).toBeLessThan(5 * Math.sqrt(0.16 * 1440));
    const seen = new Set<string>();
    const row = new Float32Array(30 * 64);
    for (const { cube, pixels, labels, spectra } of batches) {
      pixels.forEach((p, i) => {
        seen.add(`${cube} ${p}`);
        cubes[cube].row(Math.floor(p / 30), row);
        expect(spectra.subarray(i * 64, (i + 1) * 64)).toEqual(row.subarray((p % 30) * 64, ((p % 30) + 1) * 64));
        expect(labels[i]).toBe(cubes[cube].labels.data[p]);
      });
    }
    expect(seen.size).toBe(count(batches));
    expect(await draw({ seed: 3, share: 0.2 })).toEqual(batches);
    expect(count(await draw({ seed: 0, share: 1 }))).toBe(1440);
    expect(count(await draw({ seed: 0, share: 0 }))).toBe(0);
  });

  it('come by strata: all of the signal, little of the noise', async () => {
    const logs = cubes.map(cube => {
      const row = new Float32Array(30 * 64);
      return Array.from({ length: 24 }, (_, y) => {
        cube.row(y, row);
        return Array.from({ length: 30 }, (_, x) =>
          row.subarray(x * 64, (x + 1) * 64).reduce((sum, v) => sum + Math.log(1 + Math.max(0, v)), 0),
        );
      }).flat();
    });
    const bright = logs.map(list => {
      const mean = list.reduce((a, b) => a + b, 0) / list.length;
      const std = Math.sqrt(list.reduce((a, b) => a + (b - mean) ** 2, 0) / list.length);
      return new Set([...list.keys()].filter(p => list[p] >= Math.max(mean + 1.5 * std, 25)));
    });
    expect(bright[0].size).toBeGreaterThan(10);
    const batches = await draw({ seed: 1, strata: { signal: 1, noise: 0, zero: 0 } });
    for (const c of [0, 1]) expect(new Set(batches.filter(b => b.cube === c).flatMap(b => [...b.pixels]))).toEqual(bright[c]);
    expect(count(await draw({ seed: 1, strata: { signal: 0, noise: 0.05, zero: 0 } }))).toBeLessThan(120);
    await expect(draw({ seed: 1, share: 2 })).rejects.toThrow(/a share of 2/);
  });
});

describe('a split by cube', () => {
  it('puts every cube in one part', () => {
    const { train, validation, test } = splitCubes(17, 5, { validation: 4 / 17, test: 2 / 17 });
    expect([train.length, validation.length, test.length]).toEqual([11, 4, 2]);
    expect([...train, ...validation, ...test].sort((a, b) => a - b)).toEqual(Array.from({ length: 17 }, (_, i) => i));
    expect(splitCubes(17, 5)).not.toEqual(splitCubes(17, 6));
    expect(() => splitCubes(2, 0)).toThrow(/2 cubes cannot be divided/);
  });
});
