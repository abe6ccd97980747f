import { fileURLToPath } from 'node:url';
import { segmentArgs } from '../batch/recipe.js';
import type { ChainJob } from './slurm.js';

const program = [process.execPath, fileURLToPath(new URL('../bin.js', import.meta.url))];

/** `segment` of one cube by shards: encode, cluster, label, merge. */
export function shardChain(argv: Record<string, unknown>, cube: string, shards: number): ChainJob[] {
  const command = (phase: string) => [
    ...program,
    ...['shard', phase, cube, `--shards=${shards}`],
    ...segmentArgs(argv, { out: argv.out, overwrite: argv.overwrite, quiet: true }),
  ];
  return [
    { name: 'encode', command: command('encode'), tasks: shards },
    { name: 'cluster', command: command('cluster'), after: 'afterok' },
    { name: 'label', command: command('label'), tasks: shards, after: 'afterok' },
    { name: 'merge', command: command('merge'), after: 'afterok' },
  ];
}

/** `batch` of the cubes of a list by shards; with --common the clusters are found first. The last job does what is missing, and says what failed. */
export function batchChain(argv: Record<string, unknown>, list: string, shards: number): ChainJob[] {
  const command = (...more: readonly string[]) => [
    ...program,
    ...['batch', list, ...(argv.common ? ['--common'] : []), ...more],
    ...segmentArgs(argv, { out: argv.out, overwrite: argv.overwrite, quiet: true }),
  ];
  return [
    ...(argv.common ? [{ name: 'common', command: command('--common-only') }] : []),
    {
      name: 'batch',
      command: command(`--shards=${shards}`),
      tasks: shards,
      ...(argv.common ? { after: 'afterok' as const } : {}),
    },
    { name: 'rest', command: command().filter(word => word !== '--overwrite=true'), after: 'afterany' },
  ];
}
