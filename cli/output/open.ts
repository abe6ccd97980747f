import { readdir, rename, rmdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { OutputError } from '../../core/cube/errors.js';
import { editLockName, removeEmpty } from './contents.js';
import { guarded } from './errors.js';
import { exists, makeFolder, readChecked, writeChecked, writeWhole } from './files.js';
import { listName, listText } from './list.js';
import { acquireLock, type Unlock, waitForLock } from './lock.js';
import { type Addition, merge, requireAddable } from './merge.js';
import {
  clearPartial,
  finishCommitted,
  note,
  prepare,
  removeWork,
  requirePartial,
  settlePrevious,
  workNames,
} from './partial.js';
import { type Replacement, replaceable } from './replaceable.js';
import { targetOf } from './target.js';

/** How to open an output folder. */
export interface OutputOptions {
  /** The command that writes: only a folder of its own is replaced. */
  readonly command: string;
  /** Every file or folder that the command reads: none is ever replaced. */
  readonly inputs?: readonly string[];
  /** Replace an existing result (default false): the files on its list, and nothing where there are others. */
  readonly overwrite?: boolean;
  /** Also one that holds edits (default false). */
  readonly discardEdits?: boolean;
  /** The files are added to what is there, in place of replacing the folder. */
  readonly addition?: Addition;
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
  /** Puts `path`, relative to the folder, on the list of its files and returns where the caller is to write it. */
  place(path: string): Promise<string>;
  /** Writes a file of the result, `path` relative to the folder; strings as UTF-8. */
  write(path: string, contents: Uint8Array | string): Promise<void>;
  /** Drops the checkpoints and renames the folder: from now on it is the result. With `overwrite` the old one goes last. */
  commit(): Promise<void>;
  /** Lets the lock go; keeps the partial folder when it holds a checkpoint, unless told to `discard` it. Does nothing after `commit`. */
  release(discard?: boolean): Promise<void>;
}

/**
 * Opens `dir` for the results of one run; a link is followed. Throws OutputExistsError when something is there that may not be replaced
 * (see `replaceable`), OutputError when it cannot be written or another run is writing it.
 */
export async function openOutput(dir: string, options: OutputOptions): Promise<Output> {
  const { recipeHash, command, addition } = options;
  const replacement: Replacement = { overwrite: false, discardEdits: false, inputs: [], ...defined(options), command };
  const final = await guarded(dir, () => targetOf(dir));
  const partial = `${final}.partial`;
  const allowed = (): Promise<unknown> =>
    guarded<unknown>(final, () => (addition ? requireAddable(final, command, addition) : replaceable(final, replacement)));
  await guarded(final, () => finishCommitted(final));
  if (!(await exists(join(partial, workNames.previous)))) await allowed();
  const ready = () =>
    guarded(partial, async () => {
      await makeFolder(partial);
      await requirePartial(partial);
    });
  const lock = join(partial, workNames.lock);
  await ready();
  // What is added takes a moment, and may well be asked for twice at once.
  const unlock = await (addition ? waitForLock(lock, undefined, ready) : acquireLock(lock));
  const written = new Set<string>();
  let open = true;
  const inside = (path: string): string => {
    if (!open) throw new OutputError('cannot write the results', { where: path, why: 'the output is closed' });
    return join(partial, path);
  };
  const place = async (path: string): Promise<string> => {
    const whole = inside(path);
    if (!written.has(path)) await guarded(partial, () => note(partial, path));
    written.add(path);
    return whole;
  };
  const checkpoint = (name: string) => join(workNames.checkpoints, basename(name));
  try {
    const settled = await guarded(final, () => settlePrevious(final, partial));
    await allowed();
    const { resumed, warnings } = await guarded(partial, () => prepare(partial, recipeHash));
    return {
      ...{ dir: final, partial, resumed, place },
      warnings: [...settled, ...warnings],
      load: name => readChecked(join(partial, checkpoint(name))),
      save: async (name, bytes) => writeChecked(inside(checkpoint(name)), bytes),
      write: async (path, contents) =>
        writeWhole(await place(path), typeof contents === 'string' ? Buffer.from(contents) : contents),
      commit: () => guarded(final, () => commit()),
      release: async (discard = false) => {
        if (!open) return;
        open = false;
        const checkpoints = await readdir(join(partial, workNames.checkpoints)).catch(() => []);
        const resumable = checkpoints.length > 0 && !discard;
        if (!resumable) await clearPartial(partial, [workNames.lock]);
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
    if (addition && (await exists(final))) {
      await merge(partial, final, [...written], command, addition, replacement.inputs);
      open = false;
      await clearPartial(partial, [workNames.lock]);
      await unlock();
      return removeEmpty(partial);
    }
    await writeWhole(join(partial, listName), Buffer.from(listText({ command, files: [...written] })));
    await exchange(final, partial, replacement);
    open = false;
    // The work goes after the rename: at no moment is there a partial folder that is nobody's.
    await removeWork(final, unlock);
  }
}

/** Gives the partial folder its name; what was there lies inside it from then on. */
async function exchange(final: string, partial: string, replacement: Replacement): Promise<void> {
  const previous = join(partial, workNames.previous);
  if (!(await replaceable(final, replacement))) return rename(partial, final);
  // No edit is saved between the last look and the rename.
  const edited = await exists(join(final, 'segmentation.json'));
  const unlock: Unlock | undefined = edited ? await waitForLock(join(final, editLockName)) : undefined;
  let at = final;
  try {
    await replaceable(final, replacement);
    await rename(final, previous);
    at = previous;
    try {
      // Whatever came into it at the last moment.
      await replaceable(previous, replacement);
      await rename(partial, final);
      at = join(final, workNames.previous);
    } catch (err) {
      await rename(previous, final);
      at = final;
      throw err;
    }
  } finally {
    await unlock?.(join(at, editLockName));
  }
}

/** Options without those that are undefined. */
const defined = (options: OutputOptions): Partial<OutputOptions> =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
