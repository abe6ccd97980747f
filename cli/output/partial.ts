import { appendFile, readdir, readFile, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { OutputError } from '../../core/cube/errors.js';
import { isObject } from '../../core/cube/json.js';
import { contentsOf, removeFiles } from './contents.js';
import { exists, writeWhole } from './files.js';
import { listName, readList } from './list.js';
import { acquireLock, isHolder } from './lock.js';
import { some } from './replaceable.js';

/** Names inside the folder of a run that is under way. */
export const workNames = {
  lock: '.lock',
  state: '.state.json',
  checkpoints: '.checkpoints',
  /** Every path that was written, a JSON string a line, noted before it is. */
  journal: '.written',
  /** The folder that is being replaced. */
  previous: '.previous',
} as const;

const readText = (path: string): Promise<string | undefined> => readFile(path, 'utf8').catch(() => undefined);

const stateText = (recipe: string): string => JSON.stringify({ recipe });

function isState(text: string | undefined): boolean {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return isObject(value) && typeof value.recipe === 'string';
  } catch {
    return false;
  }
}

/** Throws OutputError when a folder that is there is not that of a run under way. */
export async function requirePartial(partial: string): Promise<void> {
  const names = await readdir(partial);
  const lock = names.includes(workNames.lock) ? await readText(join(partial, workNames.lock)) : undefined;
  const ours =
    names.length === 0 || (lock !== undefined && isHolder(lock)) || isState(await readText(join(partial, workNames.state)));
  if (ours) return;
  throw new OutputError('cannot work in the folder', {
    where: partial,
    why: 'it exists and no run of cloisonne made it',
    remedy: 'Rename it, or choose another --out.',
  });
}

/** The paths that a run has noted. A last line that was cut short names nothing that was written. */
async function noted(partial: string): Promise<string[]> {
  const lines = ((await readText(join(partial, workNames.journal))) ?? '').split('\n').slice(0, -1);
  return lines.filter(line => /^".*"$/.test(line)).map(line => JSON.parse(line) as string);
}

/** Notes a path before it is written. */
export const note = (partial: string, path: string): Promise<void> =>
  appendFile(join(partial, workNames.journal), `${JSON.stringify(path)}\n`);

/**
 * Removes from the folder of a run what it wrote, and the names `keep` not. Hidden names at its top are work of the run. Returns what else lies there
 * and stays.
 */
export async function clearPartial(partial: string, keep: readonly string[]): Promise<readonly string[]> {
  const contents = await contentsOf(partial, { command: 'emit', files: await noted(partial) });
  const visible = (path: string) => !path.startsWith('.');
  await removeFiles(partial, { own: contents.own.filter(visible), folders: contents.folders });
  for (const name of await readdir(partial))
    if (name.startsWith('.') && name !== workNames.previous && !keep.includes(name))
      await rm(join(partial, name), { recursive: true, force: true });
  return contents.foreign.filter(visible);
}

/** Empties the folder of a run but for what a run of the same recipe can use. Returns whether that is the case, and what to say. */
export async function prepare(partial: string, recipe: string): Promise<{ resumed: boolean; warnings: string[] }> {
  const state = await readText(join(partial, workNames.state));
  const resumed = state === stateText(recipe);
  const { lock, state: stateName, checkpoints } = workNames;
  const foreign = await clearPartial(partial, resumed ? [lock, stateName, checkpoints] : [lock]);
  if (foreign.length > 0)
    throw new OutputError('cannot work in the folder', {
      where: partial,
      why: `it holds ${some(foreign)}, which no run wrote`,
      remedy: 'Move that elsewhere, or choose another --out.',
    });
  if (!resumed) await writeWhole(join(partial, stateName), Buffer.from(stateText(recipe)));
  const discarded = state !== undefined && !resumed;
  return { resumed, warnings: discarded ? [`${partial} was left by a run with other input or options; starting afresh`] : [] };
}

/** Removes a folder that was moved aside, but for files that nobody noted: those stay. */
export async function removePrevious(previous: string): Promise<void> {
  const list = await readList(previous);
  if (list) await removeFiles(previous, await contentsOf(previous, list));
  await rmdir(previous).catch(() => undefined);
}

/** A run was stopped while it replaced `dir`, of which only the old one is there: that comes back. Returns what to say. */
export async function settlePrevious(dir: string, partial: string): Promise<string[]> {
  const previous = join(partial, workNames.previous);
  if (!(await exists(previous))) return [];
  if (await exists(dir))
    throw new OutputError('an earlier run was stopped while it replaced the output', {
      where: dir,
      why: `what it replaced lies in ${previous}`,
      remedy: 'Move one of the two elsewhere.',
    });
  await rename(previous, dir);
  return [`an earlier run was stopped while it replaced ${dir}; put right`];
}

/** Removes what a run kept for its work, once its folder is the result; its lock goes last. */
export async function removeWork(dir: string, unlock: (at?: string) => Promise<void>): Promise<void> {
  const { previous, checkpoints, journal, state, lock } = workNames;
  if (await exists(join(dir, previous))) await removePrevious(join(dir, previous));
  await rm(join(dir, checkpoints), { recursive: true, force: true });
  for (const name of [journal, state]) await rm(join(dir, name), { force: true });
  await unlock(join(dir, lock));
}

/** Does what a run had left to do when it was killed between giving its result the name and the end. */
export async function finishCommitted(dir: string): Promise<void> {
  if (!(await exists(join(dir, listName))) || !isState(await readText(join(dir, workNames.state)))) return;
  await removeWork(dir, await acquireLock(join(dir, workNames.lock)));
}
