import { describe, expect, it } from 'vitest';
import { compileSteps, parseSteps } from '../../../../core/preprocess/index.js';
import {
  layerSizes,
  mmd,
  multiScaleKernel,
  referenceKernel,
  referenceParameters,
  referenceRamp,
  totalLoss,
} from '../../../../core/train/parity/index.js';
import fixture from '../../../fixtures/train/parity.json' with { type: 'json' };

describe('layer sizes', () => {
  const astro = { bands: 1024, layers: 3, encoding: 32, latent: 3, powers: true };
  const heritage = { bands: 512, layers: 4, encoding: 32, latent: 3, powers: true };

  it('of the reference, astro: its notebook prints them', () => {
    const sizes = layerSizes({ rule: 'reference', ...astro });
    expect(sizes).toEqual({ encoder: [1024, 512, 256, 32, 3], decoder: [3, 128, 256, 1024] });
    expect(referenceParameters(sizes)).toBe(960_102);
  });

  it('of the reference, painting: the decoder does not mirror the encoder', () => {
    const sizes = layerSizes({ rule: 'reference', ...heritage });
    expect(sizes).toEqual({ encoder: [512, 256, 128, 64, 32, 3], decoder: [3, 32, 64, 128, 512] });
    expect(referenceParameters(sizes)).toBe(250_694);
  });

  it('of the paper, painting: specular', () => {
    const sizes = layerSizes({ rule: 'paper-specular', ...heritage });
    expect(sizes).toEqual({ encoder: [512, 256, 128, 64, 32, 3], decoder: [3, 64, 128, 256, 512] });
    expect(referenceParameters(sizes)).toBe(347_046);
    expect(layerSizes({ rule: 'paper-specular', ...astro }).decoder).toEqual([3, 256, 512, 1024]);
  });

  it('without powers: D / n in the code, D / 2k in the paper', () => {
    expect(layerSizes({ rule: 'reference', ...heritage, powers: false })).toEqual({
      encoder: [512, 256, 170, 128, 32, 3],
      decoder: [3, 128, 170, 256, 512],
    });
    expect(layerSizes({ rule: 'paper-specular', ...heritage, powers: false }).encoder).toEqual([512, 256, 128, 85, 32, 3]);
  });

  it('leave out what is not wider than the encoding', () => {
    expect(layerSizes({ rule: 'reference', ...heritage, bands: 100 }).encoder).toEqual([100, 50, 32, 3]);
    expect(() => layerSizes({ rule: 'reference', ...heritage, bands: 0 })).toThrow(/whole numbers/);
  });
});

describe('losses', () => {
  it.each(fixture.mmd.map((c, i) => ({ i, ...c })))('MMD agrees with numpy (case $i)', ({ d, x, y, value, scales, k01 }) => {
    const [a, b] = [Float64Array.from(x), Float64Array.from(y)];
    expect(referenceKernel(a.subarray(0, d), b.subarray(d, 2 * d))).toBeCloseTo(k01, 12);
    expect(mmd(a, b, d)).toBeCloseTo(value, 10);
    expect(mmd(a, b, d, multiScaleKernel([0.5, 1, 2]))).toBeCloseTo(scales, 10);
    expect(mmd(a, b, d, multiScaleKernel([d / Math.SQRT2]))).toBeCloseTo(value, 10);
    expect(mmd(a, a, d)).toBeCloseTo(0, 12);
  });

  it('add up or multiply', () => {
    const terms = { reconstruction: 0.02, mmd: 0.5, silhouette: 0.6, beta: 0.01, gamma: 0.05 };
    // 0.02 + 0.005 = 0.025; (1 - 0.6) / 2 = 0.2.
    expect(totalLoss(terms, 'sum')).toBeCloseTo(0.035, 12);
    expect(totalLoss(terms, 'product')).toBeCloseTo((0.025 * 1.01) / 1.05, 12);
  });
});

describe('the schedule', () => {
  it.each(fixture.ramp)('from $min to $max, epochs $start to $end', ({ values, ...options }) => {
    const ramp = referenceRamp(options);
    values.forEach((expected, epoch) => {
      expect(ramp(epoch)).toBeCloseTo(expected, 14);
    });
  });

  it.each([
    { start: 5, end: 5 },
    { start: -1, end: 5 },
    { start: 10, end: 60 },
  ])('refuses $start to $end', range => {
    expect(() => referenceRamp({ min: 0, max: 1, ...range })).toThrow(/a ramp from epoch/);
  });
});

it('the strided rebin drops the tail as the reference does', () => {
  const { spectrum, bins, values } = fixture.rebin;
  const n = spectrum.length;
  const axis = {
    kind: 'channel',
    unit: '',
    values: Float64Array.from({ length: n }, (_, i) => i),
    edges: Float64Array.from({ length: n + 1 }, (_, i) => i - 0.5),
  } as const;
  const { reducer } = compileSteps(parseSteps(`strided:bands=${bins}`), axis);
  const out = new Float32Array(bins);
  spectrum.forEach((v, band) => {
    for (let j = reducer.start[band]; j < reducer.start[band + 1]; j++) out[reducer.bin[j]] += reducer.weight[j] * v;
  });
  expect([...out]).toEqual(values);
});
