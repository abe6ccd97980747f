import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { OutputError, OutputExistsError } from '../../core/cube/errors.js';
import { isObject } from '../../core/cube/json.js';
import type { CheckpointStore } from '../../core/pipeline/options.js';
import { finalNameOf, removeEmpty, removeFiles } from '../output/contents.js';
import { exists, guarded, makeFolder, readChecked, writeShared } from '../output/index.js';
import { some } from '../output/replaceable.js';
import { readRegularText } from '../regular.js';

const stateName = 'run';

/** What all shards of a run agree on. */
interface State {
  readonly recipe: string;
  readonly shards: number;
}

/** The folder in which the shards of a run leave their work for each other: DIR.shards beside the result DIR. */
export interface ShardFolder extends CheckpointStore {
  readonly path: string;
  readonly shards: number;
  /** Whether an entry is there, whole. */
  has(name: string): Promise<boolean>;
  /** Takes the folder away. */
  remove(): Promise<void>;
}

/** Where the shards of the result `out` work. */
export const shardPath = (out: string): string => `${resolve(out)}.shards`;

/**
 * Opens the folder of a run's shards, which the first to come makes. `shards` may be left out by who comes later. Throws OutputError when the folder is of
 * another cube, recipe or number of shards, or is not there and `shards` is not given.
 */
export async function openShardFolder(out: string, recipe: string, shards?: number): Promise<ShardFolder> {
  const path = shardPath(out);
  const at = (name: string): string => join(path, name);
  const text = await readChecked(at(stateName));
  const found = text && (JSON.parse(new TextDecoder().decode(text)) as State);
  const refuse = (why: string, remedy: string) =>
    new OutputError('cannot work in the folder of the shards', { where: path, why, remedy });
  if (found && found.recipe !== recipe)
    throw refuse('it is of another cube or of other options', 'Use the same for all shards, or delete it to start afresh.');
  if (found && shards !== undefined && found.shards !== shards)
    throw refuse(`it is of ${found.shards} shards, not ${shards}`, 'Use the same number for all, or delete it to start afresh.');
  const count = found?.shards ?? shards;
  if (count === undefined) throw refuse('there is none', "Run 'shard encode' first.");
  if (!found) {
    await guarded(path, () => makeFolder(path));
    const foreign = (await readdir(path)).filter(name => !name.startsWith('.'));
    if (foreign.length > 0 && !foreign.includes(stateName))
      throw refuse(`it exists and no shard made it: it holds ${some(foreign.sort())}`, 'Rename it, or choose another --out.');
    await writeShared(at(stateName), new TextEncoder().encode(JSON.stringify({ recipe, shards: count } satisfies State)));
    // Two that came first at once must mean the same.
    return openShardFolder(out, recipe, shards);
  }
  return {
    path,
    shards: count,
    load: name => readChecked(at(name)),
    has: async name => (await readChecked(at(name))) !== undefined,
    save: async (name, bytes) => {
      if (!(await exists(path))) throw refuse('it is gone: the run was merged or given up meanwhile', 'Look at the result.');
      await writeShared(at(name), bytes);
    },
    remove: () => guarded(path, () => removeEntries(path)),
  };
}

/** Names of what shards leave in their folder. */
const entryName = /^(run|prepared|clusters|(encoded|labelled|sums)-\d+-of-\d+(-\d+)?)$/;

/** Removes the entries of a folder of shards, and the folder if nothing else lies there. */
async function removeEntries(path: string): Promise<void> {
  const names = await readdir(path).catch(() => []);
  const own = names.filter(name => entryName.test(finalNameOf(name) ?? name));
  await removeFiles(path, { own, folders: [] });
  await removeEmpty(path);
}

/** True when `out` is the whole result of the run with this recipe; false when nothing is there. Throws OutputExistsError when it is something else. */
export async function isFinished(out: string, recipe: string): Promise<boolean> {
  if (!(await exists(out))) return false;
  const text = await readRegularText(join(out, 'run.json')).catch(() => 'null');
  const run: unknown = JSON.parse(text);
  if (isObject(run) && run.format === 'cloisonne-run' && run.recipe === recipe) return true;
  throw new OutputExistsError('the output exists', { where: out, remedy: 'Choose another --out, or add --overwrite.' });
}
