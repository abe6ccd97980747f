import { describe, expect, test } from 'vitest';
import { compileSchedule, type Schedule } from '../../../core/train/index.js';
import { isOff } from '../../../core/train/schedule.js';

const at = (schedule: Schedule, ...epochs: number[]) => epochs.map(compileSchedule(schedule));

describe('schedules', () => {
  test.each<[Schedule, number[], number[]]>([
    [0.25, [0, 9], [0.25, 0.25]],
    ['0.01*step(30)', [0, 29, 30, 31], [0, 0, 0.01, 0.01]],
    ['ramp(10,30)', [9, 10, 15, 30, 99], [0, 0, 0.25, 1, 1]],
    ['ramp(15, 16)', [15, 16], [0, 1]],
    ['2 + 3*i - 4/2', [0, 2], [0, 6]],
    ['-(1 - i) * -2', [0, 3], [2, -4]],
    ['8/4/2', [0], [1]],
    ['1e-3 * .5', [0], [5e-4]],
    ['step(i/2 + 1)', [1, 2], [0, 1]],
    ['(((i)))', [7], [7]],
    [
      [
        [10, 1],
        [20, 3],
      ],
      [0, 10, 15, 20, 50],
      [1, 1, 2, 3, 3],
    ],
    [[[5, 2]], [0, 9], [2, 2]],
  ])('%j', (schedule, epochs, values) => {
    at(schedule, ...epochs).forEach((value, i) => {
      expect(value).toBeCloseTo(values[i], 12);
    });
  });

  test.each<Schedule>([
    '',
    '2 *',
    '(1',
    '1)',
    'x',
    'step()',
    'ramp(1)',
    'ramp(1,2,3)',
    'constructor(1)',
    '__proto__',
    'i i',
    '2 ** 3',
    'process.exit()',
    '('.repeat(300),
    [],
    [
      [2, 1],
      [1, 1],
    ],
    [[0, Number.NaN]],
  ])('%j is a UsageError', schedule => {
    expect(() => compileSchedule(schedule)).toThrow(expect.objectContaining({ tag: 'UsageError' }));
  });

  test('only what is plainly zero is off', () => {
    expect([0, '0', ' 0.0 ', [[0, 0]] as const].map(schedule => isOff(schedule as Schedule))).toEqual([true, true, true, true]);
    expect(
      [
        0.1,
        '0*i',
        'step(9)',
        [
          [0, 0],
          [3, 1],
        ] as const,
      ].map(schedule => isOff(schedule as Schedule)),
    ).toEqual([false, false, false, false]);
  });
});
