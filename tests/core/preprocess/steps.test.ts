import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { axisFromCentres } from '../../../core/cube/axis.js';
import { reduceSpectrum } from '../../../core/cube/reduce.js';
import type { SpectralAxis } from '../../../core/cube/types.js';
import { axisAfterSteps, compileSteps, listSteps, parseSteps } from '../../../core/preprocess/index.js';

interface Fixture {
  axis: number[];
  signed: number[][];
  positive: number[][];
  cases: { steps: string; source: 'signed' | 'positive'; expected: number[][] }[];
}

const fixture: Fixture = JSON.parse(readFileSync(new URL('../../fixtures/preprocess/steps.json', import.meta.url), 'utf8'));
const axis = axisFromCentres('raman-shift', 'cm-1', fixture.axis);

function run(steps: string, spectrum: ArrayLike<number>, on: SpectralAxis = axis): Float32Array {
  const compiled = compileSteps(parseSteps(steps), on);
  const reduced = new Float32Array(compiled.reducer.outputBands);
  const out = new Float32Array(compiled.outputBands + 2).fill(-99);
  reduceSpectrum(compiled.reducer, Float32Array.from(spectrum), reduced);
  compiled.apply(reduced, 0, out, 1);
  expect([out[0], out.at(-1)]).toEqual([-99, -99]);
  return out.slice(1, -1);
}

const plain = (bands: number): SpectralAxis =>
  axisFromCentres(
    'channel',
    '',
    Float64Array.from({ length: bands }, (_, i) => i),
  );

describe('steps agree with numpy and scipy', () => {
  it.each(fixture.cases)('$steps', ({ steps, source, expected }) => {
    for (const [i, wanted] of expected.entries()) {
      const got = run(steps, fixture[source][i]);
      expect(got.length).toBe(wanted.length);
      const size = Math.max(...wanted.map(Math.abs));
      for (const [b, v] of wanted.entries())
        expect(Math.abs(got[b] - v), `spectrum ${i} band ${b}: ${got[b]}, ${v}`).toBeLessThan(1e-6 * size);
    }
  });

  it('covers every step there is', () => {
    // `take` picks bands: see bands.test.ts.
    const tried = new Set(['take', ...fixture.cases.flatMap(({ steps }) => parseSteps(steps).map(spec => spec.name))]);
    expect(
      listSteps()
        .map(step => step.name)
        .filter(name => !tried.has(name)),
    ).toEqual([]);
  });
});

describe('rebinning', () => {
  it('keeps the total, whatever the bands', () => {
    for (const bands of [1, 2, 7, 30, 59, 60, 61]) {
      const total = fixture.positive[0].reduce((sum, v) => sum + v, 0);
      const got = run(`rebin:bands=${bands}:mode=sum`, fixture.positive[0]).reduce((sum, v) => sum + v, 0);
      expect(Math.abs(got / total - 1)).toBeLessThan(1e-6);
    }
  });

  it('lets no channel fall off the end, where the reference loses a third', () => {
    const counts = new Float32Array(3000).fill(1);
    const sum = (v: Float32Array): number => v.reduce((a, b) => a + b, 0);
    expect(sum(run('rebin:bands=1024:mode=sum', counts, plain(3000)))).toBeCloseTo(3000, 1);
    expect(sum(run('strided:bands=1024', counts, plain(3000)))).toBe(2048);
  });

  it('moves the axis along', () => {
    const after = axisAfterSteps(parseSteps('crop:from=2:to=12,rebin:bands=4,derivative'), plain(20));
    expect([...after.edges]).toEqual([1.5, 4, 6.5, 9, 11.5]);
    expect([...axisAfterSteps(parseSteps('strided:bands=3'), plain(11)).edges]).toEqual([-0.5, 2.5, 5.5, 8.5]);
  });

  it('fuses what leads up to the first sums, and what follows them linearly, into the reducer', () => {
    const bands = (steps: string): number[] => {
      const { reducer, outputBands } = compileSteps(parseSteps(steps), axis);
      return [reducer.outputBands, outputBands, reducer.clipMin, reducer.clipMax];
    };
    expect(bands('none')).toEqual([61, 61, -Infinity, Infinity]);
    expect(bands('clip:min=-1:max=9,crop:from=1:to=50,clip:min=0,rebin:bands=10,rebin:bands=5,log1p')).toEqual([5, 5, 0, 9]);
    expect(bands('clip:max=1,clip:min=3')).toEqual([61, 61, 3, 3]);
    expect(bands('rebin:bands=10,clip:min=0,rebin:bands=5')).toEqual([10, 5, -Infinity, Infinity]);
    expect(bands('smooth:width=3,rebin:bands=10')).toEqual([61, 10, -Infinity, Infinity]);
  });
});

describe('a spectrum outside the domain of a step', () => {
  const ones = new Float32Array(8).fill(1);
  const zeros = new Float32Array(8);
  const below = Float32Array.of(1, 2, 3, -2, 5, 6, 7, 8);
  it.each([
    ['log1p', below],
    ['log1p', Float32Array.of(1, 2, 3, -1, 5, 6, 7, 8)],
    ['sqrt', below],
    ['sqrt:anscombe=true', below],
    ['max', zeros],
    ['max', zeros.map(() => -1)],
    ['area', zeros],
    ['snv', ones],
    ['minmax', ones],
    ['log1p,smooth:width=3,max', below],
    ['log1p,max', zeros],
    ['scale:factor=1e30,scale:factor=1e30', ones],
    ['asinh', zeros.map(() => Number.NaN)],
  ])('%s is NaN in every band', (steps, spectrum) => {
    expect([...run(steps, spectrum, plain(8))]).toEqual(Array(8).fill(Number.NaN));
  });

  it('does not touch the next spectrum', () => {
    const compiled = compileSteps(parseSteps('log1p,smooth:width=3,baseline:order=2,snv,derivative'), plain(8));
    const good = Float32Array.of(1, 5, 3, 2, 5, 6, 7, 8);
    const [first, bad, second] = [new Float32Array(8), new Float32Array(8), new Float32Array(8)];
    compiled.apply(good, 0, first, 0);
    compiled.apply(below, 0, bad, 0);
    compiled.apply(good, 0, second, 0);
    expect(bad[0]).toBeNaN();
    expect(second).toEqual(first);
    expect(first.every(Number.isFinite)).toBe(true);
  });
});

describe('bad specs', () => {
  it.each([
    ['log2', /unknown step 'log2'.*log1p/],
    ['asinh:scale=0', /bad step 'asinh': scale must be a number > 0 or 'auto', not 0/],
    ['asinh:scale=wide', /not "wide"/],
    ['asinh:size=3', /no parameter 'size'.*It takes scale: a number > 0/],
    ['max:by=3', /It takes no parameters/],
    ['rebin', /bands is missing/],
    ['rebin:bands=2.5', /an integer >= 1/],
    ['rebin:bands=62', /62 bins from 61 bands.*only merges/],
    ['strided:bands=62', /62 bins from 61 bands/],
    ['rebin:bands=3:mode=median', /'mean' or 'sum'/],
    ['rebin-to:edges=0/10', /reach beyond the axis, 598\.\d+ to 854\.\d+ cm-1/],
    ['rebin-to:edges=610/620/615', /not monotonic/],
    ['rebin-to:edges=610/620:mode=sum:beyond=repeat', /totals cannot be repeated/],
    ['crop:from=5:to=5', /bands 5 to 5 of 61/],
    ['crop:from=5:to=62', /bands 5 to 62 of 61/],
    ['smooth:width=4', /an odd integer/],
    ['savgol:width=5:order=5', /derivative <= order < width/],
    ['savgol:width=63', /a window of 63 in 61 bands/],
    ['clip:min=2:max=1', /min 2 is not below max 1/],
    ['crop:from=0:to=4,baseline:order=4', /order 4 with 4 bands/],
    ['asinh:scale=auto', /not fitted/],
    ['standardise', /not fitted/],
    ['standardise:mean=1/2:std=1/1', /needs 61 means/],
    ['standardise:mean=1/x:std=1/1', /a list of numbers/],
  ])('%s', (steps, message) => {
    expect(() => compileSteps(parseSteps(steps), axis)).toThrow(message);
  });

  it('refuses another version of a step', () => {
    expect(() => compileSteps([{ name: 'max', version: 2 as 1 }], axis)).toThrow(/version 2 is not known/);
  });
});
