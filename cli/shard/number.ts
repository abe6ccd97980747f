import type { Options } from 'yargs';
import { UsageError } from '../../core/cube/errors.js';
import type { Shard } from '../../core/pipeline/shards/index.js';
import { wholeNumber } from '../selection.js';

/** Options that say which part of a run is meant. */
export const shardOptions: Readonly<Record<string, Options>> = {
  shard: { type: 'string', describe: 'which part of how many, from 1, e.g. 3/10' },
  shards: { type: 'number', describe: 'how many parts; which one then comes from --shard-index or the scheduler' },
  'shard-index': {
    type: 'number',
    describe: 'which part, from 0 (default: SLURM_ARRAY_TASK_ID, or JOB_COMPLETION_INDEX of Kubernetes)',
  },
};

/** Where schedulers write which task of an array this is, from 0 where the array starts there. */
const INDEX_VARIABLES = ['SLURM_ARRAY_TASK_ID', 'JOB_COMPLETION_INDEX'] as const;

/** What the environment of a scheduler says. */
type Environment = Readonly<Record<string, string | undefined>>;

/** How many shards there are, where options say so. Throws UsageError. */
export function countFrom(argv: Record<string, unknown>): number | undefined {
  if (argv.shard !== undefined) return parse(String(argv.shard)).count;
  return argv.shards === undefined ? undefined : wholeNumber(argv.shards, 'shards', 1);
}

/**
 * The shard that options and surroundings mean: `--shard 3/10`; or `--shards 10` with `--shard-index` or a scheduler's variable; or an array of
 * Slurm from 0, whole. Undefined where nothing says. Throws UsageError for a number outside the count.
 */
export function shardFrom(argv: Record<string, unknown>, env: Environment): Shard | undefined {
  if (argv.shard !== undefined) return parse(String(argv.shard));
  const variable = INDEX_VARIABLES.find(name => env[name] !== undefined);
  const given = argv['shard-index'] ?? (variable && env[variable]);
  if (given === undefined) return undefined;
  const index = wholeNumber(given, 'shard-index', 0);
  const count = countFrom(argv) ?? wholeArray(env);
  if (count === undefined)
    throw new UsageError('how many shards there are is not said', { remedy: 'Add --shards, the same number to all of them.' });
  return within(
    { index, count },
    variable && argv['shard-index'] === undefined ? `${variable}=${given}` : `--shard-index ${given}`,
  );
}

/** The size of a Slurm array of 0..n-1; of any other, as of one task that is submitted again, the size says nothing. */
function wholeArray(env: Environment): number | undefined {
  const [count, min, max] = ['COUNT', 'MIN', 'MAX'].map(name => Number(env[`SLURM_ARRAY_TASK_${name}`] ?? Number.NaN));
  return min === 0 && max === count - 1 ? count : undefined;
}

function parse(text: string): Shard {
  const match = /^\s*(\d+)\s*\/\s*(\d+)\s*$/.exec(text);
  if (!match)
    throw new UsageError('--shard takes a part of a whole', { why: `'${text}'`, remedy: 'Write it like 3/10, from 1.' });
  return within({ index: Number(match[1]) - 1, count: Number(match[2]) }, `--shard ${text}`);
}

function within(shard: Shard, said: string): Shard {
  if (shard.index >= 0 && shard.index < shard.count) return shard;
  throw new UsageError('there is no such shard', { where: said, why: `there are ${shard.count}` });
}
