import { describe, expect, it } from 'vitest';
import { colorThirds, falseColorBytes, thirdMeans } from '../../../core/cube/false-color.js';

const axis = (kind: 'wavelength' | 'energy' | 'channel', ...values: number[]) => ({ kind, values: Float64Array.from(values) });
const none = new Uint8Array(7);

describe('false colours', () => {
  it('long wavelengths are red, whichever way the axis runs', () => {
    expect([...colorThirds(axis('wavelength', 1, 2, 3, 4, 5, 6), none)]).toEqual([2, 2, 1, 1, 0, 0]);
    expect([...colorThirds(axis('wavelength', 6, 5, 4, 3, 2, 1), none)]).toEqual([0, 0, 1, 1, 2, 2]);
    expect([...colorThirds(axis('energy', 1, 2, 3, 4, 5, 6, 7), none)]).toEqual([0, 0, 1, 1, 1, 2, 2]);
    expect([...colorThirds(axis('channel', 0, 1, 2), none)]).toEqual([2, 1, 0]);
  });

  it('leaves excluded bands out of the windows', () => {
    expect([...colorThirds(axis('channel', 0, 1, 2, 3, 4), Uint8Array.of(0, 1, 0, 0, 1))]).toEqual([2, 255, 1, 0, 255]);
  });

  it('means count good samples only', () => {
    const out = new Float32Array(5).fill(-1);
    thirdMeans(Float32Array.of(1, 3, Number.NaN, 5, Number.NaN, 9), Uint8Array.of(2, 2, 1, 1, 0, 255), out, 1);
    expect([...out]).toEqual([-1, Number.NaN, 5, 2, -1]);
  });

  it('stretches each channel between its percentiles and shows what is missing as black', () => {
    const means = Float32Array.from({ length: 3 * 201 }, (_, i) => [i, -2 * i, 7][i % 3]);
    means[3 * 100] = Number.NaN;
    const bytes = falseColorBytes(means);
    // 200 finite red values 0, 3 .. 600: percentiles 1 and 99.5 are the third smallest and the second largest.
    expect([bytes[0], bytes[6], bytes[597], bytes[600], bytes[300]]).toEqual([0, 0, 255, 255, 0]);
    expect(bytes[303]).toBe(Math.round((255 * (303 - 6)) / (597 - 6)));
    expect(bytes[1]).toBeGreaterThan(bytes[601]);
    expect(bytes[2]).toBe(0);
  });
});
