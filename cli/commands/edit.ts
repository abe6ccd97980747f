import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { UsageError } from '../../core/cube/errors.js';
import {
  createEditLog,
  type Edit,
  needsLatents,
  pushEdit,
  replayEdits,
  replayLabels,
  undoEdit,
} from '../../core/labels/index.js';
import { parseCubeName } from '../../formats/index.js';
import type { Command } from '../command.js';
import { changeFrom } from '../edit/change.js';
import { editedSpectra } from '../edit/cube.js';
import { documentName, whileLocked } from '../edit/lock.js';
import { type EditableResult, readLatents, readResult } from '../edit/result.js';
import { interruptible } from '../interrupt.js';
import { jsonOption, overwriteOptions, replacing } from '../options.js';
import { writeWhole } from '../output/files.js';
import { openOutput } from '../output/index.js';
import { parseBytes } from '../parse.js';
import { print } from '../print.js';

/** `cloisonne edit DIR`: adds to the edit log of a result, or applies it. */
export const editCommand: Command = {
  positionals: { dir: { describe: 'a folder that segment left', type: 'string' } },
  options: {
    rename: { type: 'string', describe: 'give a cluster a name, e.g. 3=azurite' },
    recolor: { type: 'string', describe: 'give a cluster a colour, e.g. 3=#2a5a9b' },
    merge: { type: 'string', describe: 'make one cluster of several, e.g. 2,5' },
    split: { type: 'string', describe: 'take a cluster apart into as many as --into says' },
    recluster: { type: 'string', describe: "cluster a region again: x0:x1,y0:y1, or a polygon 'x,y x,y x,y'" },
    into: { type: 'number', default: 2, describe: 'number of new clusters of --split and --recluster' },
    seed: { type: 'number', default: 0, describe: 'seed of --split and --recluster' },
    undo: { type: 'boolean', default: false, describe: 'take the last edit back' },
    replay: { type: 'boolean', default: false, describe: 'write the result with all edits applied to --out' },
    out: { type: 'string', describe: 'folder for the edited result' },
    cube: { type: 'string', describe: 'the cube that was segmented (default: where it was then)' },
    'max-memory': { type: 'string', default: '1GB', describe: 'memory for blocks of the cube; results do not depend on it' },
    ...overwriteOptions,
    ...jsonOption,
  },
  examples: [
    ['cloisonne edit out/scan --split 2 --into 3', 'a note in the log; no label changes'],
    ['cloisonne edit out/scan --replay --out out/scan-edited', 'the result with its log applied'],
  ],
  run: argv => interruptible(signal => run(argv, signal)),
};

async function run(argv: Record<string, unknown>, signal: AbortSignal): Promise<void> {
  const dir = String(argv.dir);
  const result = await readResult(dir);
  const asked = changeFrom(argv, createEditLog(result.clusters, result.edits));
  if (argv.replay === true) {
    if (asked) throw new UsageError('--replay stands alone', { remedy: 'Edit first, then replay.' });
    return replay(result, argv, signal);
  }
  if (argv.out !== undefined) throw new UsageError('--out needs --replay');
  if (asked === undefined) return printEdited(result, result.edits, argv);
  const { changed, edits } = await whileLocked(dir, () => change(dir, argv), signal);
  printEdited(changed, edits, argv);
}

/** Reads a result, adds the edit that is asked for to its log, and writes that. Nobody else may write meanwhile. */
async function change(dir: string, argv: Record<string, unknown>): Promise<{ changed: EditableResult; edits: readonly Edit[] }> {
  const result = await readResult(dir);
  const log = createEditLog(result.clusters, result.edits);
  const edit = changeFrom(argv, log);
  if (edit === undefined) return { changed: result, edits: result.edits };
  const edits = edit === 'undo' ? undoEdit(log).edits : pushEdit(log, edit).edits;
  // What cannot be replayed is refused now, not when it is.
  if (edit !== 'undo' && needsLatents([edit])) replayLabels(result.labels, result.clusters, edits, await readLatents(result));
  const kept = result.log.filter(one => !result.edits.includes(one));
  const document = { ...result.document, edits: [...kept, ...edits] };
  await writeWhole(join(dir, documentName), Buffer.from(`${JSON.stringify(document, null, 1)}\n`));
  return { changed: result, edits };
}

async function replay(result: EditableResult, argv: Record<string, unknown>, signal: AbortSignal): Promise<void> {
  if (argv.out === undefined) throw new UsageError('--replay needs --out', { remedy: 'Name a folder for the edited result.' });
  const latents = needsLatents(result.edits) ? await readLatents(result) : undefined;
  const edited = replayLabels(result.labels, result.clusters, result.edits, latents);
  const output = await openOutput(String(argv.out), {
    ...{ command: 'edit', ...replacing(argv) },
    inputs: [result.dir, ...(argv.cube === undefined ? [] : [parseCubeName(String(argv.cube)).path])],
    recipeHash: createHash('sha256').update(result.text).digest('hex'),
  });
  try {
    const ids = edited.clusters.map(({ id }) => id);
    const memory = parseBytes(String(argv['max-memory']));
    const spectra = await editedSpectra(result, edited.labels, ids, argv.cube as string | undefined, memory, signal);
    // Loaded only now: the products bring the plotting library, which takes memory from all commands.
    const { writeEdited } = await import('../edit/apply.js');
    await writeEdited(result, edited, spectra, output);
    await output.commit();
  } finally {
    await output.release();
  }
  const folder = resolve(String(argv.out));
  const clusters = edited.clusters.map(({ id, name }) => ({ id, name }));
  print(
    argv.json
      ? `${JSON.stringify({ out: folder, edits: result.edits.length, clusters })}\n`
      : `${result.edits.length} edits applied: ${clusters.length} clusters in ${argv.out}\n`,
  );
}

function printEdited({ clusters }: EditableResult, edits: readonly Edit[], argv: Record<string, unknown>): void {
  const current = replayEdits(clusters, edits).map(({ id, name, color }) => ({ id, name, color }));
  if (argv.json) {
    print(`${JSON.stringify({ edits, clusters: current })}\n`);
    return;
  }
  const lines = edits.map(({ kind, ...rest }, i) => `${String(i + 1).padStart(3)} ${kind} ${JSON.stringify(rest)}`);
  const names = current.map(({ id, name }) => `${String(id).padStart(3)} ${name}`);
  print(`${[...(lines.length > 0 ? lines : ['no edits']), '', 'Clusters:', ...names].join('\n')}\n`);
}
