import { readdir, readFile, rename, rm, rmdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { OutputError, OutputExistsError } from '../../core/cube/errors.js';
import { guarded } from './errors.js';
import { exists, makeFolder, readChecked, writeChecked, writeWhole } from './files.js';
import { acquireLock } from './lock.js';

const lockName = '.lock';
const stateName = '.state.json';
const checkpointFolder = '.checkpoints';
/** Files by which a folder is known as the result of an earlier run. */
const resultNames = [
  'segmentation.json',
  'run.json',
  'emit.json',
  'encoder.json',
  'recipe.json',
  'image.dzi',
  'labels.dzi',
  'info.json',
];

/** How to open an output folder. */
export interface OutputOptions {
  /** Replace an existing result (default false). Folders that are not results of this program are never replaced. */
  readonly overwrite?: boolean;
  /** Hash of all that decides the result; checkpoints of another recipe are thrown away. */
  readonly recipeHash: string;
}

/** An output folder under way: files gather in `DIR.partial` until `commit` gives them their name. */
export interface Output {
  /** The folder the results will have. */
  readonly dir: string;
  /** The folder they are in until then. */
  readonly partial: string;
  /** An interrupted run of the same recipe left its checkpoints here. */
  readonly resumed: boolean;
  /** One line each, for stderr. */
  readonly warnings: readonly string[];
  /** The checkpoint of this name; undefined when there is none or it is damaged. */
  load(name: string): Promise<Uint8Array | undefined>;
  /** Keeps a checkpoint for a run that resumes. */
  save(name: string, bytes: Uint8Array): Promise<void>;
  /** Writes a file of the result, `path` relative to the folder; strings as UTF-8. */
  write(path: string, contents: Uint8Array | string): Promise<void>;
  /** Drops the checkpoints and renames the folder: from now on it is the result. With `overwrite` the old one goes last. */
  commit(): Promise<void>;
  /** Lets the lock go; keeps the partial folder when it holds a checkpoint, unless told to `discard` it. Does nothing after `commit`. */
  release(discard?: boolean): Promise<void>;
}

const isOurs = (names: readonly string[]): boolean => names.length === 0 || names.includes(lockName) || names.includes(stateName);

async function refuseExisting(dir: string, overwrite: boolean): Promise<void> {
  if (!(await exists(dir))) return;
  if (!overwrite)
    throw new OutputExistsError('the output exists', { where: dir, remedy: 'Choose another --out, or add --overwrite.' });
  const names = (await stat(dir)).isDirectory() ? await readdir(dir) : undefined;
  if (names && (names.length === 0 || resultNames.some(name => names.includes(name)))) return;
  throw new OutputExistsError('the output exists and is not a result of cloisonne', {
    where: dir,
    why: names ? `it holds ${names.sort().slice(0, 3).join(', ')}` : 'it is a file',
    remedy: 'Choose another --out; --overwrite only replaces results.',
  });
}

/** Puts an interrupted replacement right: the old result comes back, or is removed when the new one is in its place. */
async function settlePrevious(dir: string, previous: string): Promise<string[]> {
  if (!(await exists(previous))) return [];
  if (await exists(dir)) await rm(previous, { recursive: true });
  else await rename(previous, dir);
  return [`an earlier run was stopped while it replaced ${dir}; put right`];
}

/** Empties the partial folder but for what a run of the same recipe can use. Returns whether that is the case, and what to say. */
async function prepare(partial: string, recipeHash: string): Promise<{ resumed: boolean; warnings: string[] }> {
  const state = await readFile(join(partial, stateName), 'utf8').catch(() => undefined);
  const resumed = state === JSON.stringify({ recipe: recipeHash });
  const keep = resumed ? [lockName, stateName, checkpointFolder] : [lockName];
  for (const name of await readdir(partial))
    if (!keep.includes(name)) await rm(join(partial, name), { recursive: true, force: true });
  if (!resumed) await writeWhole(join(partial, stateName), Buffer.from(JSON.stringify({ recipe: recipeHash })));
  const discarded = state !== undefined && !resumed;
  return { resumed, warnings: discarded ? [`${partial} was left by a run with other input or options; starting afresh`] : [] };
}

/**
 * Opens `dir` for the results of one run. Throws OutputExistsError when it exists (and `overwrite` is not given, or it is not a
 * result), OutputError when it cannot be written or another run is writing it.
 */
export async function openOutput(dir: string, { overwrite = false, recipeHash }: OutputOptions): Promise<Output> {
  const final = resolve(dir);
  const partial = `${final}.partial`;
  const previous = `${final}.previous`;
  await guarded(final, () => refuseExisting(final, overwrite));
  await guarded(partial, async () => {
    await makeFolder(partial);
    if (!isOurs(await readdir(partial)))
      throw new OutputError('cannot work in the folder', {
        where: partial,
        why: 'it exists and no run of cloisonne made it',
        remedy: 'Rename it, or choose another --out.',
      });
  });
  const unlock = await acquireLock(join(partial, lockName));
  let open = true;
  const inside = (path: string): string => {
    if (!open) throw new OutputError('cannot write the results', { where: path, why: 'the output is closed' });
    return join(partial, path);
  };
  const checkpoint = (name: string) => join(partial, checkpointFolder, basename(name));
  try {
    const settled = await guarded(previous, () => settlePrevious(final, previous));
    await guarded(final, () => refuseExisting(final, overwrite));
    const { resumed, warnings } = await guarded(partial, () => prepare(partial, recipeHash));
    return {
      dir: final,
      partial,
      resumed,
      warnings: [...settled, ...warnings],
      load: name => readChecked(checkpoint(name)),
      save: async (name, bytes) => writeChecked(inside(join(checkpointFolder, basename(name))), bytes),
      write: async (path, contents) => writeWhole(inside(path), typeof contents === 'string' ? Buffer.from(contents) : contents),
      commit: () => guarded(final, () => commit()),
      release: async (discard = false) => {
        if (!open) return;
        open = false;
        const checkpoints = await readdir(join(partial, checkpointFolder)).catch(() => []);
        const resumable = checkpoints.length > 0 && !discard;
        const rest = resumable ? [] : (await readdir(partial).catch(() => [])).filter(name => name !== lockName);
        for (const name of rest) await rm(join(partial, name), { recursive: true, force: true });
        await unlock();
        if (!resumable) await rmdir(partial).catch(() => undefined);
      },
    };
  } catch (err) {
    await unlock();
    await rmdir(partial).catch(() => undefined);
    throw err;
  }

  async function commit(): Promise<void> {
    inside('');
    await refuseExisting(final, overwrite);
    const replaced = await exists(final);
    if (replaced) await rename(final, previous);
    try {
      await rename(partial, final);
    } catch (err) {
      if (replaced) await rename(previous, final);
      throw err;
    }
    open = false;
    // Lock and state go after the rename: at no moment is there a partial folder that is nobody's.
    await rm(join(final, checkpointFolder), { recursive: true, force: true });
    await rm(join(final, stateName), { force: true });
    await unlock(join(final, lockName));
    if (replaced) await rm(previous, { recursive: true, force: true });
  }
}
