import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { BatchError, throwIfAborted, UsageError } from '../../core/cube/errors.js';
import type { BatchList, CubeColumns } from '../batch/columns.js';
import { commonPath, ensureCommon } from '../batch/common.js';
import { costs, costText } from '../batch/cost.js';
import { batchInputs, cubesIn } from '../batch/inputs.js';
import { type BatchEntry, type Manifest, openManifest, readManifests } from '../batch/manifest.js';
import { planBatch } from '../batch/plan.js';
import { recipesOf } from '../batch/recipe.js';
import { BatchReport } from '../batch/report.js';
import { type BatchJob, runTasks } from '../batch/run.js';
import { arrivals } from '../batch/watch.js';
import type { Command } from '../command.js';
import { eventsFrom } from '../events.js';
import { interruptible } from '../interrupt.js';
import { print } from '../print.js';
import { Progress } from '../progress.js';
import { wholeNumber } from '../selection.js';
import { shardFrom, shardOptions } from '../shard/number.js';
import { packageVersion } from '../version.js';
import { segmentCommand } from './segment.js';

/** `cloisonne batch CUBES --out DIR`: many cubes, one recipe. */
export const batchCommand: Command = {
  positionals: {
    cubes: {
      describe:
        "cubes, patterns ('night/*.fits'), lists (.txt, .lst, - for stdin; .csv with a column for each option of single cubes), sets of frames (.sof)",
      type: 'string',
      array: true,
    },
  },
  options: {
    ...segmentCommand.options,
    out: { type: 'string', demandOption: true, describe: 'folder for the results, one below it for each cube, and batch.json' },
    overwrite: { type: 'boolean', default: false, describe: 'do all again, also over results that no batch made' },
    common: {
      type: 'boolean',
      default: false,
      describe: 'one legend: clusters found in a sample of all cubes together, then each labelled with them',
    },
    'common-only': { type: 'boolean', default: false, describe: 'find the common clusters and end there' },
    tag: { type: 'string', describe: 'only frames with this tag of a set of frames' },
    watch: { type: 'string', describe: 'a folder: do the cubes in it, and those that come, until SIGTERM' },
    settle: { type: 'number', default: 10, describe: 'seconds that a file of the watched folder must not have changed' },
    jobs: { type: 'number', default: 1, describe: 'cubes at a time, each with its own --max-memory' },
    'dry-run': { type: 'boolean', default: false, describe: 'say what is to do and what it costs, and do nothing' },
    ...shardOptions,
  },
  examples: [
    ["cloisonne batch 'night/*.fits' --out out/night", 'each cube for itself'],
    ['cloisonne batch parts.txt --common --out out/painting', 'parts of one painting with one legend'],
    ['cloisonne batch scans.csv --out out/scans', 'columns cube,axis,plane: options of each cube'],
    ['cloisonne batch --watch /data/tonight --out out/tonight --events ndjson', 'a night, for a pipeline'],
  ],
  run: argv => interruptible(signal => run({ ...argv, common: argv.common || argv['common-only'] }, signal)),
};

async function run(argv: Record<string, unknown>, signal: AbortSignal): Promise<void> {
  const watched = argv.watch === undefined ? undefined : String(argv.watch);
  const args = (argv.cubes as string[] | undefined) ?? [];
  if ((watched === undefined) === (args.length === 0))
    throw new UsageError(args.length === 0 ? 'no cubes are given' : '--watch takes no other cubes', {
      remedy: 'Give cubes, or --watch and a folder.',
    });
  if (argv.common && argv.clusters !== undefined)
    throw new UsageError('--common finds clusters, --clusters brings them', { remedy: 'Leave one out.' });
  const out = resolve(String(argv.out));
  const asked = [argv.shard, argv.shards, argv['shard-index']].some(value => value !== undefined);
  const shard = asked ? shardFrom(argv, process.env) : undefined;
  const none: BatchList = { inputs: [], columns: new Map() };
  const { inputs, columns } = watched === undefined ? await batchInputs(args, argv.tag as string | undefined) : none;
  if (argv['dry-run']) return dryRun({ argv, columns, out }, watched === undefined ? inputs : await cubesIn(watched));
  const suffix = shard ? `-${shard.index + 1}-of-${shard.count}` : '';
  const manifest = await openManifest(out, suffix, `cloisonne ${packageVersion()}`);
  const batch: Batch = { argv, columns, out, manifest, seen: new Set(), signal };
  try {
    if (watched !== undefined) {
      for await (const paths of arrivals(watched, 1000 * Number(argv.settle), signal)) await work(batch, paths, paths);
    } else await work(batch, shard ? inputs.filter((_, i) => i % shard.count === shard.index) : inputs, inputs);
    if (!argv['common-only']) finish(batch);
  } finally {
    await manifest.close();
  }
}

interface Batch {
  readonly argv: Record<string, unknown>;
  readonly columns: CubeColumns;
  readonly out: string;
  readonly manifest: Manifest;
  /** Inputs this run has looked at. */
  readonly seen: Set<string>;
  readonly signal: AbortSignal;
}

/** The recipe of the inputs, and what it puts in the place of options: with --common, the clusters that were found in `all`. */
function recipe({ argv, columns, out }: Pick<Batch, 'argv' | 'columns' | 'out'>): {
  hash: string | ((input: string) => Promise<string>);
  more: Record<string, unknown>;
} {
  if (!argv.common) return { hash: recipesOf(argv, columns), more: {} };
  const more = { clusters: commonPath(out), encoder: undefined, steps: undefined };
  return { hash: existsSync(commonPath(out)) ? recipesOf({ ...argv, ...more }, columns) : '', more };
}

/** Does what is to do of `inputs`; common clusters are of `all`. */
async function work(batch: Batch, inputs: readonly string[], all: readonly string[]): Promise<void> {
  const { argv, columns, out, manifest, seen, signal } = batch;
  const progress = new Progress(process.stderr, argv.quiet === true || argv.events !== undefined);
  const events = eventsFrom(argv);
  const warn = (message: string): void => {
    events?.write('warning', { message });
    progress.line(`warning: ${message}`);
  };
  if (argv.common) {
    const ownRecipes = columns.size > 0 ? recipesOf({}, columns) : '';
    const everything = await planBatch(all, manifest.entries, out, ownRecipes);
    const grown = argv.watch !== undefined;
    await ensureCommon({ argv, columns, out, tasks: everything, grown, shared: inputs !== all }, warn, signal);
    if (argv['common-only']) return;
  }
  const { hash, more } = recipe(batch);
  const tasks = await planBatch(inputs, manifest.entries, out, hash, all);
  const todo = tasks.filter(task => task.todo || argv.overwrite === true);
  events?.write('batch', { inputs: tasks.length, todo: todo.length });
  for (const { entry } of tasks) seen.add(entry.input);
  // What is to do again stays in the manifest as it was until its turn comes.
  for (const { entry, todo: redo, known } of tasks) if (!redo || !known) await manifest.set(entry);
  const jobs = wholeNumber(argv.jobs, 'jobs', 1);
  const report = new BatchReport(progress, events, todo.length);
  const job: BatchJob = { argv, columns, more, out, manifest, report, jobs };
  await runTasks(
    job,
    todo.map(task => ({ ...task, todo: true })),
    signal,
  );
  progress.clear();
  if (argv.watch === undefined) throwIfAborted(signal);
}

async function dryRun(batch: Pick<Batch, 'argv' | 'columns' | 'out'>, inputs: readonly string[]): Promise<void> {
  const { argv, columns, out } = batch;
  const entries = await readManifests(out);
  const tasks = await planBatch(inputs, entries, out, recipe(batch).hash);
  const list = await costs(tasks, entries.values(), argv, columns);
  print(`${argv.json ? JSON.stringify(list) : costText(list)}\n`);
}

/** Says what came of it all. Throws BatchError when inputs failed. */
function finish({ argv, out, manifest, seen }: Batch): void {
  const entries = [...manifest.entries.values()].filter(({ input }) => seen.has(input));
  const of = (state: BatchEntry['state']): BatchEntry[] => entries.filter(entry => entry.state === state);
  const failed = of('failed').map(({ input, message }) => ({ input, message }));
  const summary = { out, inputs: entries.length, done: of('done').length, pending: of('pending').length, failed };
  const events = eventsFrom(argv);
  if (events) events.write('end', summary);
  else print(argv.json ? `${JSON.stringify(summary)}\n` : `${summaryText(summary.done, entries, manifest.path)}\n`);
  if (failed.length > 0)
    throw new BatchError(`${failed.length} of ${entries.length} cubes failed`, {
      where: out,
      why: failed.map(({ input }) => basename(input)).join(', '),
      remedy: `Why stands in ${basename(manifest.path)}; the same command tries them again.`,
    });
}

function summaryText(done: number, entries: readonly BatchEntry[], path: string): string {
  const lines = entries.map(({ name, state, k, spaxels, message }) => {
    const words = state === 'done' ? `${k} clusters in ${spaxels} spaxels` : (message ?? '');
    return `${name.padEnd(24)}  ${state.padEnd(8)}  ${words}`.trimEnd();
  });
  return [...lines, `${done} of ${entries.length} done; ${path}`].join('\n');
}
