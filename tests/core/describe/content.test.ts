import { expect, test } from 'vitest';
import { contentRange } from '../../../core/describe/content.js';

const axis = Float64Array.from({ length: 400 }, (_, i) => 0.5 + 0.1 * i);
const peaks = (at: readonly number[]) => axis.map(x => at.reduce((sum, p) => sum + 100 * Math.exp(-(((x - p) / 0.2) ** 2)), 0));

test('ends a little beyond the last line, at a round number; starts with the axis', () => {
  const [low, high] = contentRange(axis, [peaks([2, 6.4]), peaks([12.6])]) ?? [];
  expect(low).toBeLessThan(1.6);
  expect(high).toBeGreaterThan(13);
  expect(high).toBeLessThan(15);
  expect(high).toBe(Math.round(high as number));
});

test('a descending axis gives the same part', () => {
  const down = axis.toReversed();
  expect(contentRange(down, [peaks([2, 12.6]).toReversed()])).toEqual(contentRange(axis, [peaks([2, 12.6])]));
});

test('spectra that fill their axis, or hold nothing, are shown whole', () => {
  expect(contentRange(axis, [axis.map(() => 5)])).toBeUndefined();
  expect(contentRange(axis, [axis.map(() => Number.NaN)])).toBeUndefined();
  expect(contentRange(axis, [])).toBeUndefined();
  expect(contentRange(axis.subarray(0, 16), [peaks([1])])).toBeUndefined();
  expect(contentRange(axis, [peaks([2, 38])])).toBeUndefined();
});
