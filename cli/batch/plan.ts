import { join } from 'node:path';
import { inputBytes, inputFiles, inputIdentity, inputModified, inputSha256 } from '../inputs.js';
import { exists } from '../output/index.js';
import { hashOf } from '../recipe.js';
import { resultName } from './inputs.js';
import { type BatchEntry, cubeSha256, isWhole, startOf } from './manifest.js';

/** What is to do for an input, and why. */
export interface BatchTask {
  readonly entry: BatchEntry;
  readonly todo: boolean;
  readonly why: 'new' | 'done' | 'interrupted' | 'failed before' | 'the cube changed' | 'other options' | 'the result is damaged';
  /** Whether the manifest knows the input. */
  readonly known: boolean;
}

/** What tells whether the files of an input changed; nothing for a URL or a file that is not there. */
async function identityOf(input: string): Promise<Pick<BatchEntry, 'bytes' | 'modified' | 'files'>> {
  const files = await inputFiles(input);
  try {
    const [bytes, modified] = [await inputBytes(input, files), await inputModified(input, files)];
    if (bytes === undefined) return {};
    return { bytes, modified, ...(files.length > 1 && { files: hashOf(await inputIdentity(input, files)) }) };
  } catch {
    return {};
  }
}

/**
 * Looks at each input: what a batch with this recipe (of all inputs, or told of each) has done already stays; all else is to do. Names of results are kept; new ones are
 * unlike those of `all`, the inputs of all shards.
 */
export async function planBatch(
  inputs: readonly string[],
  entries: ReadonlyMap<string, BatchEntry>,
  out: string,
  recipe: string | ((input: string) => Promise<string>),
  all: readonly string[] = inputs,
): Promise<BatchTask[]> {
  const taken = new Set(['common', ...[...entries.values()].map(({ name }) => name)]);
  const names = new Map<string, string>();
  for (const input of all) {
    const name = entries.get(input)?.name ?? resultName(input, taken);
    taken.add(name);
    names.set(input, name);
  }
  const tasks: BatchTask[] = [];
  for (const input of inputs) {
    const name = names.get(input)!;
    const own = typeof recipe === 'string' ? recipe : await recipe(input);
    const fresh: BatchEntry = { input, name, state: 'pending', recipe: own, ...(await identityOf(input)) };
    tasks.push(await look(fresh, entries.get(input), join(out, name)));
  }
  return tasks;
}

async function look(fresh: BatchEntry, known: BatchEntry | undefined, folder: string): Promise<BatchTask> {
  if (!known) return { entry: fresh, todo: true, why: 'new', known: false };
  const redo = (why: BatchTask['why']): BatchTask => ({ entry: { ...fresh, owned: known.owned }, todo: true, why, known: true });
  if (known.recipe !== fresh.recipe) return redo('other options');
  if (known.state === 'failed') return redo('failed before');
  const there = await exists(folder);
  if (!there) return redo(known.state === 'done' ? 'the result is damaged' : 'interrupted');
  if (!(await isWhole(folder))) return redo('the result is damaged');
  const done: BatchTask = { entry: { ...known, ...fresh, state: 'done' }, todo: false, why: 'done', known: true };
  const same = known.bytes === fresh.bytes && known.modified === fresh.modified && known.files === fresh.files;
  if (known.state === 'done' && same) return done;
  // The time of change may be all that changed, or the batch was stopped between a result and its manifest.
  const sha256 = await inputSha256(fresh.input).catch(() => undefined);
  if (sha256 === undefined || sha256 !== (await cubeSha256(folder))) return redo('the cube changed');
  if (known.state === 'done') return { ...done, entry: { ...done.entry, sha256 } };
  // What lies there may be the result that the run was to replace.
  return (await startOf(folder)) >= (known.began ?? Number.POSITIVE_INFINITY)
    ? { ...done, entry: { ...done.entry, sha256 } }
    : redo('interrupted');
}
