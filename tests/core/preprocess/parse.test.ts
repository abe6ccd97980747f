import { describe, expect, it } from 'vitest';
import { formatSteps, parseSteps } from '../../../core/preprocess/index.js';

describe('steps as text', () => {
  it('reads parameters after the name or as items of their own', () => {
    const expected = [
      { name: 'clip', version: 1, min: 0, max: 5.5 },
      { name: 'asinh', version: 1, scale: 'auto' },
      { name: 'max', version: 1 },
    ];
    expect(parseSteps('clip:min=0:max=5.5,asinh:scale=auto,max')).toEqual(expected);
    expect(parseSteps(' clip:min=0, max=5.5, asinh:scale=auto, max ')).toEqual(expected);
    expect(parseSteps(JSON.stringify(expected))).toEqual(expected);
    expect(parseSteps('[{"name":"max"}]')).toEqual([{ name: 'max', version: 1 }]);
    expect(parseSteps('')).toEqual([]);
    expect(parseSteps('none')).toEqual([]);
  });

  it.each([
    'none',
    'max',
    'clip:min=-1e-20',
    'asinh:scale=auto:offset=-3,snv',
    'rebin-to:edges=1/2.5/3e-7:mode=sum,sqrt:anscombe=true',
    'standardise:mean=0.1/:std=2/',
    'baseline:order=5:iterations=50,area',
  ])('comes back from %s', text => {
    expect(formatSteps(parseSteps(text))).toBe(text);
  });

  it('keeps every digit of frozen parameters', () => {
    const specs = [{ name: 'standardise', version: 1 as const, mean: [Math.PI, 1 / 3], std: [Math.E, 1e-300] }];
    expect(parseSteps(formatSteps(specs))).toEqual(specs);
  });

  it.each([
    ['max=3', /begin with 'max=3'/],
    ['asinh:scale', /'scale' is not parameter=value/],
    ['asinh:version=2', /not parameter=value/],
    ['max,,area', /unknown step ''/],
    ['[{"name":', /not valid JSON/],
    ['[3]', /has no name: 3/],
    ['[null]', /has no name: null/],
  ])('refuses %s', (text, message) => {
    expect(() => parseSteps(text)).toThrow(message);
  });
});
