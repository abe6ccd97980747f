import { readFile, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { OutputError, OutputExistsError } from '../../core/cube/errors.js';
import { isObject } from '../../core/cube/json.js';
import type { CheckpointStore } from '../../core/pipeline/options.js';
import { exists, guarded, makeFolder, readChecked, writeShared } from '../output/index.js';

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
    remove: () => guarded(path, () => rm(path, { recursive: true, force: true })),
  };
}

/** What tells one run from another in its result. */
export interface RunMarks {
  readonly options: Readonly<Record<string, unknown>>;
  /** Of the cube, all its files. */
  readonly bytes?: number;
  readonly modified: number;
  readonly software: string;
}

/** True when `out` is the whole result of this very run; false when nothing is there. Throws OutputExistsError when it is something else. */
export async function isFinished(out: string, marks: RunMarks): Promise<boolean> {
  if (!(await exists(out))) return false;
  const path = join(out, 'segmentation.json');
  const text = await readFile(path, 'utf8').catch(() => 'null');
  const { cube, provenance } = (JSON.parse(text) ?? {}) as { cube?: unknown; provenance?: unknown };
  const same =
    isObject(cube) &&
    isObject(provenance) &&
    cube.bytes === marks.bytes &&
    provenance.software === marks.software &&
    JSON.stringify(provenance.options) === JSON.stringify(marks.options);
  if (same && (await stat(path)).mtimeMs >= marks.modified) return true;
  throw new OutputExistsError('the output exists', { where: out, remedy: 'Choose another --out, or add --overwrite.' });
}
