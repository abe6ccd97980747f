import { describe, expect, it } from 'vitest';
import { withLiveTime } from '../../../core/cube/live-time.js';
import { readCube } from '../../formats/tiff/helpers.js';
import { memoryCube, noiseCube } from './memory-source.js';

const seconds = Float32Array.from({ length: 35 }, (_, i) => 1 + (i % 4));
const mean = seconds.reduce((a, b) => a + b, 0) / 35;

describe('live times', () => {
  it.each(['bsq', 'bands-first', 'bip', 'bip-part'] as const)('scale samples and variances of %s pieces', async order => {
    const cube = { ...noiseCube(7, 5, 9, 0.1), order };
    const variance = cube.data.map(Math.abs);
    const source = withLiveTime(memoryCube({ ...cube, variance }), seconds);
    const scaled = (power: number) => (value: number, i: number) => value * (mean / seconds[i % 35]) ** power;
    const got = new Float32Array(cube.data.length);
    for await (const { y0, rows, band, bands, order: how, data } of source.variance!(0, 5)) {
      for (let b = 0; b < bands; b++)
        for (let p = 0; p < rows * 7; p++)
          got[(band + b) * 35 + y0 * 7 + p] = how === 'bip' ? data[p * bands + b] : data[b * rows * 7 + p];
    }
    expect(got).toEqual(variance.map(scaled(2)));
    if (order !== 'bands-first' && order !== 'bip-part') expect(await readCube(source, 2)).toEqual(cube.data.map(scaled(1)));
    const whole = cube.data.map(scaled(1));
    expect(await source.plane(3)).toEqual(whole.slice(3 * 35, 4 * 35));
    expect(await source.spectrum(6, 4)).toEqual(Float32Array.from({ length: 9 }, (_, b) => whole[b * 35 + 34]));
    expect(source.notes).toEqual([`live times of 1 to 4 s scaled to their mean, ${Number(mean.toPrecision(4))} s`]);
  });

  it('a spectrum without a time is missing, and told', async () => {
    const times = seconds.slice();
    times.set([0, Number.NaN], 4);
    const source = withLiveTime(memoryCube(noiseCube(7, 5, 9, 0)), times);
    expect((await source.spectrum(4, 0)).every(Number.isNaN)).toBe(true);
    expect((await source.spectrum(6, 0)).some(Number.isNaN)).toBe(false);
    expect(source.notes?.[1]).toBe('2 spectra have no live time: they are missing');
  });

  it('times of another cube, or none above 0, are refused', () => {
    const cube = memoryCube(noiseCube(7, 5, 9, 0));
    expect(() => withLiveTime(cube, new Float32Array(34))).toThrow(/34 for 7 x 5 spectra/);
    expect(() => withLiveTime(cube, new Float32Array(35))).toThrow(/no live time above 0/);
  });
});
