import { describe, expect, it } from 'vitest';
import { channelAxis } from '../../../core/cube/axis.js';
import { compileSteps, fitSteps, measureSteps, parseSteps } from '../../../core/preprocess/index.js';

const axis = channelAxis(2);
/** Spectra along (3, 4) / 5 with these lengths. */
const along = (lengths: readonly number[]) => ({
  data: Float32Array.from(lengths.flatMap(length => [0.6 * length, 0.8 * length])),
  n: lengths.length,
});
const lengthAfter = (specs: Parameters<typeof compileSteps>[0], length: number): number => {
  const { apply } = compileSteps(specs, axis);
  const out = new Float32Array(2);
  apply(along([length]).data, 0, out, 0);
  return Math.hypot(...out);
};

describe('unit:faint, measured on each cube', () => {
  const steps = parseSteps('unit:softening=3:faint=0.1');

  it('takes the median length of the spectra beyond the softening, and softens by a share of it', () => {
    const { specs, measured } = measureSteps(steps, along([0, 1, 2, 100, 200, 300, 2.9]), axis);
    expect(measured).toEqual([{ name: 'unit', values: { level: 200 } }]);
    // 20 is a tenth of 200: a spectrum of that length comes out with 1 / sqrt 2, one of the noise nearly at the origin.
    expect(lengthAfter(specs, 20)).toBeCloseTo(Math.SQRT1_2, 6);
    expect(lengthAfter(specs, 3)).toBeCloseTo(3 / Math.hypot(3, 20), 6);
  });

  it('keeps the softening where the signal is weak, and where there is none', () => {
    const { specs } = measureSteps(steps, along([1, 4, 5, 6]), axis);
    expect(lengthAfter(specs, 3)).toBeCloseTo(Math.SQRT1_2, 6);
    const { specs: noise, measured } = measureSteps(steps, along([1, 2]), axis);
    expect(measured).toEqual([]);
    expect(lengthAfter(noise, 3)).toBeCloseTo(Math.SQRT1_2, 6);
  });

  it('looks at spectra as they reach the step, each cube anew', () => {
    const scaled = parseSteps('scale:factor=2,unit:softening=3:faint=0.1:level=7');
    expect(measureSteps(scaled, along([10, 20, 30]), axis).measured).toEqual([{ name: 'unit', values: { level: 40 } }]);
  });

  it('looks at a spread of a large sample', () => {
    const lengths = Array.from({ length: 10_000 }, (_, i) => 4 + i);
    const [{ values }] = measureSteps(steps, along(lengths), axis).measured;
    expect(values.level).toBeGreaterThan(4980);
    expect(values.level).toBeLessThan(5030);
  });

  it('is nothing that is fitted to a training set, nor does it touch steps without it', () => {
    expect(fitSteps(steps, along([100, 200]), axis)).toEqual([{ name: 'unit', version: 1, softening: 3, faint: 0.1 }]);
    const plain = parseSteps('unit:softening=3');
    expect(measureSteps(plain, along([100, 200]), axis)).toEqual({ specs: plain, measured: [] });
  });
});
