import { expect, test } from 'vitest';
import { adviseNarrowing, narrowedUnit, restored } from '../../../core/cube/narrowing.js';

const values = (of: (i: number) => number): Float64Array => Float64Array.from({ length: 1000 }, (_, i) => of(i));
const wave = (i: number): number => 1 + Math.sin(i) ** 2;

test('what float32 holds is left alone', () => {
  for (const of of [
    wave,
    (i: number) => -wave(i),
    (i: number) => 1e-30 * wave(i),
    (i: number) => 1e6 * wave(i),
    () => 7,
    () => 0,
  ])
    expect(adviseNarrowing(values(of), 'Jy')).toEqual({});
  expect(
    adviseNarrowing(
      values(() => Number.NaN),
      '',
    ),
  ).toEqual({});
  // 1 % of 5,000: 400,000 steps of float32.
  expect(
    adviseNarrowing(
      values(i => 5000 + 25 * wave(i)),
      '',
    ),
  ).toEqual({});
});

test.each([
  ['beyond the largest', (i: number) => 3e305 * wave(i), { scale: 1e300, offset: 0, unit: 'Jy' }, /3\.06e\+305|4\.\d+e\+305/],
  ['below the smallest', (i: number) => 2e-200 * wave(i), { scale: 1e-200, offset: 0, unit: 'Jy' }, /divided by 1e-200/],
  [
    'on a pedestal',
    (i: number) => 1e6 + 0.01 * wave(i),
    { scale: 1, offset: 1000000.01, unit: 'Jy' },
    /1000000\.01 is subtracted/,
  ],
  [
    'on a negative one',
    (i: number) => -3e9 + 10 * wave(i),
    { scale: 1, offset: -2999999990, unit: 'Jy' },
    /-2999999990 is subtracted/,
  ],
] as const)('%s: a scale or an offset, and back', (_, of, narrowing, note) => {
  const given = values(of);
  const advice = adviseNarrowing(given, 'Jy');
  expect(advice.narrowing).toEqual(narrowing);
  expect(advice.note).toMatch(note);
  const { scale, offset } = narrowing;
  const stored = Float32Array.from(given, value => (value - offset) / scale);
  const spread = Math.max(...given) - Math.min(...given);
  const back = restored(stored, narrowing);
  const worst = Math.max(...back.map((value, i) => Math.abs(value - given[i])));
  expect(worst).toBeLessThan(1e-6 * spread + 1e-12 * Math.abs(offset));
});

test('one value out of all proportion is told, and nothing is changed for it', () => {
  const advice = adviseNarrowing(
    values(i => (i === 5 ? 1e300 : wave(i))),
    '',
  );
  expect(advice.narrowing).toBeUndefined();
  expect(advice.note).toMatch(/up to 1e\+300.*count as missing, and no scale helps/);
});

test('units of narrowed samples', () => {
  expect(narrowedUnit({ scale: 1e300, offset: 0, unit: 'Jy' })).toBe('10**300 Jy');
  expect(narrowedUnit({ scale: 1, offset: 1e6, unit: 'K' })).toBe('K - 1000000');
  expect(narrowedUnit({ scale: 1, offset: -2, unit: '' })).toBe('value + 2');
});
