import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { axisFromCentres, channelAxis, linearAxis } from '../../../core/cube/axis.js';
import {
  compileSteps,
  defaultSteps,
  fitSteps,
  formatSteps,
  parseSteps,
  sampleStatistics,
} from '../../../core/preprocess/index.js';
import { seeded } from './random.js';

const fixture = JSON.parse(readFileSync(new URL('../../fixtures/preprocess/steps.json', import.meta.url), 'utf8')) as {
  axis: number[];
  signed: number[][];
  fit: {
    noise: number;
    bands: number[];
    directions: number[][];
    mean: number[];
    std: number[];
    median: number[];
    spread: number[];
  };
};
const axis = axisFromCentres('raman-shift', 'cm-1', fixture.axis);
const sample = { data: Float32Array.from(fixture.signed.flat()), n: fixture.signed.length };

/** Normal deviates (Box-Muller). */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

describe('fitSteps', () => {
  it('freezes the noise-aware scale at three times the noise that numpy finds', () => {
    const [spec] = fitSteps(parseSteps('asinh:scale=auto'), sample, axis);
    expect(spec).toEqual({ name: 'asinh', version: 1, scale: expect.closeTo(3 * fixture.fit.noise, 6), offset: 0 });
    compileSteps([spec], axis);
  });

  it('freezes means and standard deviations, from spectra as they reach the step', () => {
    const [spec] = fitSteps(parseSteps('standardise'), sample, axis);
    expect(spec.mean).toEqual(fixture.fit.mean.map(v => expect.closeTo(v, 6)));
    expect(spec.std).toEqual(fixture.fit.std.map(v => expect.closeTo(v, 6)));
    const [, later] = fitSteps(parseSteps('scale:factor=2:offset=1,standardise'), sample, axis);
    expect(later.mean).toEqual(fixture.fit.mean.map(v => expect.closeTo(2 * v + 1, 5)));
  });

  it('freezes medians and robust spreads, which a few odd spectra do not change', () => {
    const [spec] = fitSteps(parseSteps('scale-bands'), sample, axis);
    expect(spec.centre).toEqual(fixture.fit.median.map(v => expect.closeTo(v, 6)));
    expect(spec.spread).toEqual(fixture.fit.spread.map(v => expect.closeTo(v, 6)));
    const odd = { data: Float32Array.from({ length: 404 }, (_, i) => (i === 400 ? 1e6 : i % 4)), n: 101 };
    // One band in four is a constant, which has no spread to divide by.
    const [robust] = fitSteps(parseSteps('scale-bands'), odd, channelAxis(4));
    expect(robust.centre).toEqual([expect.any(Number), 1, 2, 3]);
    expect((robust.spread as number[]).slice(1)).toEqual([1, 1, 1]);
    expect(() => compileSteps(parseSteps('scale-bands'), axis)).toThrow(/not fitted/);
    expect(() => compileSteps(parseSteps('scale-bands:centre=1/2:spread=1/0'), channelAxis(2))).toThrow(/positive spreads/);
  });

  it('freezes the noise of the bands that numpy finds', () => {
    const [spec] = fitSteps(parseSteps('whiten'), sample, axis);
    expect(spec.noise).toEqual(fixture.fit.bands.map(v => expect.closeTo(v, 6)));
  });

  it('divides counts by the square root of their mean, relative to the mean band', () => {
    const counts = { data: Float32Array.of(4, 0, 0, 2, 8, 0, 1, 4), n: 2 };
    const specs = fitSteps(parseSteps('poisson:softening=0.5'), counts, channelAxis(4));
    expect(specs[0].mean).toEqual([6, 0, 0.5, 3]);
    const { apply } = compileSteps(specs, channelAxis(4));
    const out = new Float32Array(4);
    apply(Float32Array.of(1, 1, 1, 1), 0, out, 0);
    // sqrt((m + s m) / (mean_b + s m)) with m = 2.375, s = 0.5.
    expect([...out]).toEqual([6, 0, 0.5, 3].map(v => expect.closeTo(Math.sqrt(3.5625 / (v + 1.1875)), 6)));
    for (const bad of ['poisson:mean=0/0/0/0', 'poisson:mean=1/2', 'poisson:mean=1/2/-1/3'])
      expect(() => compileSteps(parseSteps(bad), channelAxis(4))).toThrow(/bad step 'poisson'/);
    expect(() => compileSteps(parseSteps('poisson'), channelAxis(4))).toThrow(/is not fitted/);
  });

  it('freezes the directions that numpy finds, up to their sign', () => {
    const [spec] = fitSteps(parseSteps('denoise:components=2'), sample, axis);
    const found = spec.directions as number[];
    for (const [k, direction] of fixture.fit.directions.entries()) {
      const own = found.slice(61 * k, 61 * (k + 1));
      expect(Math.abs(own.reduce((sum, v, i) => sum + v * direction[i], 0))).toBeCloseTo(1, 7);
    }
  });

  it('merges chunks of 4096 spectra as two passes over all of them would', () => {
    const random = seeded(3);
    const n = 9001;
    const data = Float32Array.from({ length: n * 2 }, (_, i) => (i % 2 ? 1e4 : 0) + normal(random));
    const [spec] = fitSteps(parseSteps('standardise'), { data, n }, channelAxis(2));
    for (const b of [0, 1]) {
      const column = Array.from({ length: n }, (_, i) => data[2 * i + b]);
      const mean = column.reduce((sum, v) => sum + v, 0) / n;
      const std = Math.sqrt(column.reduce((sum, v) => sum + (v - mean) ** 2, 0) / n);
      expect((spec.mean as number[])[b]).toBeCloseTo(mean, 8);
      expect((spec.std as number[])[b]).toBeCloseTo(std, 8);
    }
  });

  it('writes defaults out and leaves given parameters alone', () => {
    expect(formatSteps(fitSteps(parseSteps('rebin:bands=20,asinh:scale=4,baseline'), sample, axis))).toBe(
      'rebin:bands=20:mode=mean,asinh:scale=4:offset=0,baseline:order=5:iterations=50',
    );
  });

  it('leaves out spectra that are missing or outside the domain, and says when none is left', () => {
    const data = Float32Array.of(1, 3, -5, 1, Number.NaN, Number.NaN, 3, 7);
    const [, spec] = fitSteps(parseSteps('log1p,standardise'), { data, n: 4 }, channelAxis(2));
    expect((spec.mean as number[])[0]).toBeCloseTo((Math.log(2) + Math.log(4)) / 2, 6);
    expect(() => fitSteps(parseSteps('log1p,standardise'), { data: Float32Array.of(-5, 1), n: 1 }, channelAxis(2))).toThrow(
      /nothing to be fitted/,
    );
  });

  it('stays usable on constant bands and constant spectra', () => {
    const flat = { data: new Float32Array(6).fill(2), n: 2 };
    expect(fitSteps(parseSteps('standardise'), flat, channelAxis(3))[0].std).toEqual([1, 1, 1]);
    expect(fitSteps(parseSteps('asinh:scale=auto'), flat, channelAxis(3))[0].scale).toBe(1);
  });
});

describe('sampleStatistics', () => {
  it('finds the noise under a signal, signs and counts', () => {
    const random = seeded(11);
    const [n, bands] = [300, 100];
    const noisy = Float32Array.from({ length: n * bands }, (_, i) => 0.5 * normal(random) + (i % bands === 40 ? 100 : 0.2));
    const found = sampleStatistics(noisy, n, bands);
    expect(Math.abs(found.noise / 0.5 - 1)).toBeLessThan(0.03);
    // P(N(0.2, 0.5) < 0) = Phi(-0.4), but for the line.
    expect(found.negative).toBeCloseTo(0.3446 * 0.99, 2);
    expect(found.whole).toBe(false);
    const counts = Float32Array.from({ length: n * bands }, () => (random() < 0.05 ? 1 : 0));
    counts[7] = Number.NaN;
    expect(sampleStatistics(counts, n, bands)).toMatchObject({ negative: 0, whole: true, max: 1 });
    expect(sampleStatistics(counts, n, bands).noise).toBeCloseTo(Math.sqrt(0.05 * 0.95), 2);
  });
});

describe('defaultSteps', () => {
  const quiet = { negative: 0, whole: false, max: 9, mean: 1, noise: 0.1 };
  const steps = (kind: Parameters<typeof linearAxis>[0], bands: number, statistics = quiet): string =>
    formatSteps(defaultSteps(linearAxis(kind, 'x', 100, 1, bands), statistics));
  it('follows the data', () => {
    expect(steps('channel', 6)).toBe('standardise');
    expect(steps('raman-shift', 300)).toBe('baseline:order=5:iterations=50,area');
    expect(steps('wavelength-air', 500, { ...quiet, negative: 0.44 })).toBe('rebin:bands=100:mode=mean,asinh:scale=auto');
    expect(steps('wavelength-air', 3681, { ...quiet, negative: 0.05 })).toBe('rebin:bands=1024:mode=mean,norm');
    expect(steps('velocity', 40, { ...quiet, negative: 0.5 })).toBe('rebin:bands=32:mode=mean,asinh:scale=auto');
    expect(steps('energy', 2048, { ...quiet, whole: true })).toBe('rebin:bands=1024:mode=sum,poisson,norm');
    // Digitised values are whole numbers too, and counts are never below 0.
    for (const more of [{ mean: 900 }, { negative: 0.0001 }])
      expect(steps('wavelength', 200, { ...quiet, whole: true, ...more })).toBe('norm');
    expect(steps('wavelength', 200)).toBe('norm');
  });
});
