import { describe, expect, test } from 'vitest';
import { countFrom, shardFrom } from '../../../cli/shard/number.js';

const whole = { SLURM_ARRAY_TASK_COUNT: '10', SLURM_ARRAY_TASK_MIN: '0', SLURM_ARRAY_TASK_MAX: '9' };

describe('which shard', () => {
  test.each([
    ['as said', { shard: '3/10' }, {}, { index: 2, count: 10 }],
    ['as said, whatever the scheduler says', { shard: '1/1' }, { SLURM_ARRAY_TASK_ID: '5' }, { index: 0, count: 1 }],
    ['by index', { shards: 10, 'shard-index': 0 }, { SLURM_ARRAY_TASK_ID: '5' }, { index: 0, count: 10 }],
    ['of a Slurm array', {}, { ...whole, SLURM_ARRAY_TASK_ID: '4' }, { index: 4, count: 10 }],
    ['of Kubernetes', { shards: 3 }, { JOB_COMPLETION_INDEX: '2' }, { index: 2, count: 3 }],
    ['nowhere said', { shards: 3 }, {}, undefined],
    // A task that is submitted again is an array of its own.
    [
      'of one task submitted again',
      { shards: 10 },
      { SLURM_ARRAY_TASK_ID: '3', SLURM_ARRAY_TASK_COUNT: '1', SLURM_ARRAY_TASK_MIN: '3', SLURM_ARRAY_TASK_MAX: '3' },
      { index: 3, count: 10 },
    ],
  ])('%s', (_, argv, env, wanted) => {
    expect(shardFrom(argv, env)).toEqual(wanted);
  });

  test.each([
    ['0/10', {}, /--shard 0\/10/],
    ['11/10', {}, /there are 10/],
    ['three', {}, /Write it like 3\/10/],
    [
      undefined,
      { SLURM_ARRAY_TASK_ID: '3', SLURM_ARRAY_TASK_COUNT: '1', SLURM_ARRAY_TASK_MIN: '3', SLURM_ARRAY_TASK_MAX: '3' },
      /Add --shards/,
    ],
    [undefined, { JOB_COMPLETION_INDEX: 'x' }, /whole number/],
  ])('%s is refused', (shard, env, message) => {
    expect(() => shardFrom({ shard }, env)).toThrow(message);
  });

  test('how many', () => {
    expect([countFrom({ shard: '2/7' }), countFrom({ shards: 4 }), countFrom({})]).toEqual([7, 4, undefined]);
    expect(() => shardFrom({ shards: 2, 'shard-index': 2 }, {})).toThrow(/no such shard .*--shard-index 2.*there are 2/);
  });
});
