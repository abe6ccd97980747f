import { execFile } from 'node:child_process';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { OutputError, UsageError } from '../../core/cube/errors.js';
import { withColumns, writeColumns } from '../batch/columns.js';
import { batchInputs } from '../batch/inputs.js';
import type { Command } from '../command.js';
import { openOutput } from '../output/index.js';
import { print } from '../print.js';
import { hashOf } from '../recipe.js';
import { wholeNumber } from '../selection.js';
import { batchChain, shardChain } from '../submit/chain.js';
import { quoted, sbatchArgs, slurmScript } from '../submit/slurm.js';
import { segmentCommand } from './segment.js';

/** `cloisonne submit slurm CUBES --out DIR --shards N`: the same work as job arrays. */
export const submitCommand: Command = {
  positionals: {
    scheduler: { describe: 'slurm', type: 'string' },
    cubes: { describe: 'one cube, or cubes and lists as for batch', type: 'string', array: true },
  },
  options: {
    ...segmentCommand.options,
    shards: { type: 'number', default: 10, describe: 'tasks of each array' },
    common: { type: 'boolean', default: false, describe: 'a batch with one legend, as for batch' },
    tag: { type: 'string', describe: 'only frames with this tag of a set of frames' },
    sbatch: { type: 'string', describe: "more options of sbatch, e.g. '--partition=long --time=2:00:00 --mem=2G'" },
    'dry-run': { type: 'boolean', default: false, describe: 'print the scripts and commands, and do nothing' },
  },
  examples: [
    ['cloisonne submit slurm cube.fits --out out/cube --shards 40', 'encode, cluster, label and merge, each after the other'],
    ['cloisonne submit slurm night.sof --common --out out/night --shards 8', 'a night with one legend'],
  ],
  run,
};

async function run(argv: Record<string, unknown>): Promise<void> {
  if (argv.scheduler !== 'slurm')
    throw new UsageError(`no scheduler '${argv.scheduler}'`, {
      remedy: 'slurm is known; samples/cluster has files for Kubernetes, HTCondor and Nextflow.',
    });
  const shards = wholeNumber(argv.shards, 'shards', 1);
  const args = argv.cubes as string[];
  if (args.includes('-')) throw new UsageError('a list from stdin cannot be submitted', { remedy: 'Write it into a file.' });
  const asked = await batchInputs(args, argv.tag as string | undefined);
  const { inputs: cubes, columns } = asked;
  const folder = `${resolve(String(argv.out))}.slurm`;
  const list = join(folder, columns.size > 0 ? 'cubes.csv' : 'cubes.txt');
  const alone = cubes.length === 1 && !argv.common;
  const jobs = alone
    ? shardChain(withColumns(argv, columns, cubes[0]), cubes[0], shards)
    : batchChain(argv, list, Math.min(shards, cubes.length));
  const sbatch = argv.sbatch === undefined ? [] : String(argv.sbatch).split(/\s+/).filter(Boolean);
  const scripts = jobs.map(job => ({
    job,
    path: join(folder, `${job.name}.sh`),
    text: slurmScript(job, { cwd: process.cwd(), folder, sbatch }),
  }));
  if (argv['dry-run']) {
    for (const { path, text } of scripts) print(`# ${path}\n${text}\n`);
    scripts.forEach(({ job, path }, i) => {
      print(
        `${name(i)}=$(sbatch ${sbatchArgs(path, job, `$${name(i - 1)}`)
          .map(word => shellWord(word))
          .join(' ')})\n`,
      );
    });
    return;
  }
  // Logs of earlier jobs stay beside the scripts.
  const output = await openOutput(folder, {
    command: 'submit',
    addition: { replaces: () => false },
    recipeHash: hashOf(scripts),
  });
  try {
    if (!alone) await output.write(basename(list), columns.size > 0 ? writeColumns(asked) : `${cubes.join('\n')}\n`);
    for (const { path, text } of scripts) await output.write(basename(path), text);
    await output.commit();
  } finally {
    await output.release();
  }
  const submitted: { name: string; id: string; tasks: number }[] = [];
  for (const { job, path } of scripts)
    submitted.push({ name: job.name, id: await submit(sbatchArgs(path, job, submitted.at(-1)?.id)), tasks: job.tasks ?? 1 });
  const text = submitted
    .map(({ name: what, id, tasks }) => `${what.padEnd(8)} ${id}${tasks > 1 ? `  ${tasks} tasks` : ''}`)
    .join('\n');
  print(argv.json ? `${JSON.stringify({ folder, jobs: submitted })}\n` : `${text}\nScripts and logs: ${folder}\n`);
}

const name = (i: number): string => `job${i + 1}`;
/** Variables stay what they are. */
const shellWord = (word: string): string => (word.includes('$') ? word : quoted(word));

async function submit(args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('sbatch', args);
    // With several clusters the id is followed by the cluster's name.
    return stdout.trim().split(';')[0];
  } catch (err) {
    const { code, stderr } = err as { code?: string | number; stderr?: string };
    throw new OutputError('cannot submit the jobs', {
      where: `sbatch ${args.join(' ')}`,
      why: code === 'ENOENT' ? 'there is no sbatch here' : (stderr?.trim() ?? (err as Error).message),
      remedy: code === 'ENOENT' ? 'Run this where Slurm is, or look at --dry-run.' : undefined,
      cause: err,
    });
  }
}
