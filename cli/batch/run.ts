import { join } from 'node:path';
import { isCloisonneError } from '../../core/cube/errors.js';
import { exists } from '../output/index.js';
import { acquireLock } from '../output/lock.js';
import { runChild } from './child.js';
import { type CubeColumns, withColumns } from './columns.js';
import { type BatchEntry, cubeSha256, type Manifest } from './manifest.js';
import type { BatchTask } from './plan.js';
import { segmentArgs } from './recipe.js';
import type { BatchReport } from './report.js';

/** How long the run of a batch that was killed may take to notice. */
const ORPHAN_MS = 20_000;
const LOOK_MS = 100;

/** What all inputs of a batch share. */
export interface BatchJob {
  readonly argv: Record<string, unknown>;
  /** Options of single inputs, in the place of those in argv. */
  readonly columns: CubeColumns;
  /** Options that take the place of those in argv. */
  readonly more: Readonly<Record<string, unknown>>;
  readonly out: string;
  readonly manifest: Manifest;
  readonly report: BatchReport;
  /** Inputs at a time. */
  readonly jobs: number;
}

/** Does what is to do, some at a time, and keeps every change of state; what fails stops nothing. When the signal fires, the rest stays pending. */
export async function runTasks(job: BatchJob, tasks: readonly BatchTask[], signal: AbortSignal): Promise<void> {
  const queue = tasks.filter(({ todo }) => todo);
  const worker = async (): Promise<void> => {
    for (let task = queue.shift(); task && !signal.aborted; task = queue.shift()) await runOne(job, task, signal);
  };
  await Promise.all(Array.from({ length: job.jobs }, worker));
}

async function runOne(
  { argv, columns, more, out, manifest, report }: BatchJob,
  { entry: planned }: BatchTask,
  signal: AbortSignal,
): Promise<void> {
  const folder = join(out, planned.name);
  const began = Date.now();
  const entry: BatchEntry = { ...planned, state: 'running', began, owned: planned.owned || !(await exists(folder)) };
  await manifest.set(entry);
  report.start(entry);
  await waitForOrphan(folder, signal);
  const own = { out: folder, events: 'ndjson', quiet: true, overwrite: entry.owned || argv.overwrite === true };
  const options = withColumns(argv, columns, entry.input);
  const args = ['segment', entry.input.replace(/^-/, './-'), ...segmentArgs(options, { ...more, ...own })];
  let summary: Readonly<Record<string, unknown>> = {};
  const { code, message } = await runChild(
    args,
    event => {
      if (event.event === 'done') summary = event;
      report.relay(entry, event);
    },
    signal,
  );
  const seconds = Math.round((Date.now() - began) / 100) / 10;
  const ended = await endOf({ ...entry, seconds }, code, message, summary, folder);
  await manifest.set(ended);
  report.end(ended);
}

async function endOf(
  entry: BatchEntry,
  code: number,
  message: string,
  { k, spaxels }: Readonly<Record<string, unknown>>,
  folder: string,
): Promise<BatchEntry> {
  if (code === 130) return { ...entry, state: 'pending', seconds: undefined };
  if (code !== 0) return { ...entry, state: 'failed', exit: code, message: message.replace(/^cloisonne: /, '') };
  return { ...entry, state: 'done', sha256: await cubeSha256(folder), k: Number(k), spaxels: Number(spaxels) };
}

/** Where a batch was killed, the run it had begun may live a moment longer: waits until it lets the folder go. */
async function waitForOrphan(folder: string, signal: AbortSignal): Promise<void> {
  const lock = join(`${folder}.partial`, '.lock');
  for (let waited = 0; waited < ORPHAN_MS && !signal.aborted && (await exists(lock)); waited += LOOK_MS) {
    try {
      return await (await acquireLock(lock))();
    } catch (err) {
      if (!isCloisonneError(err, 'OutputError')) throw err;
    }
    await new Promise(resolve => setTimeout(resolve, LOOK_MS));
  }
}
