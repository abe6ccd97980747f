import { lstat, mkdir, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { OutputExistsError } from '../../core/cube/errors.js';
import { removeEmpty } from './contents.js';
import { codeOf } from './errors.js';
import { exists, writeWhole } from './files.js';
import { listName, listText, readList } from './list.js';
import { some } from './replaceable.js';

/** How files are added to a folder that is there. */
export interface Addition {
  /** Files in it that are this program's besides those on its own list. */
  readonly known?: readonly string[];
  /** Whether a file of it belongs to what is written anew: it goes where no new one takes its place. */
  replaces(path: string): boolean;
}

/** Throws OutputExistsError when a folder is there that files cannot be added to: only one of the same command is, or an empty one. */
export async function requireAddable(dir: string, command: string, { known = [] }: Addition): Promise<void> {
  if (!(await exists(dir))) return;
  const refuse = (what: string, why: string) => new OutputExistsError(what, { where: dir, why, remedy: 'Choose another --out.' });
  const foreign = 'the output exists and is not a folder of this command';
  if (!(await stat(dir)).isDirectory()) throw refuse(foreign, 'it is a file');
  const list = await readList(dir);
  if (list && list.command !== command)
    throw refuse('the output belongs to another command', `cloisonne ${list.command} wrote it`);
  const names = (await readdir(dir)).sort();
  if (!list && names.length > 0 && known.length === 0) throw refuse(foreign, `it holds ${some(names)}`);
}

/** The first part of a path that is in the way: something that is not a folder, where one is needed. */
async function obstacle(dir: string, path: string): Promise<string | undefined> {
  const parts = path.split('/');
  for (let n = 1; n < parts.length; n++) {
    const folder = parts.slice(0, n).join('/');
    const found = await lstat(join(dir, folder)).catch(() => undefined);
    if (!found) return undefined;
    if (!found.isDirectory()) return folder;
  }
  return undefined;
}

/**
 * Moves the files of a partial folder, in the order they were written, into a folder that is there. Files that this program did not write are never
 * replaced, and no inputs. Throws OutputExistsError before anything is changed.
 */
export async function merge(
  partial: string,
  dir: string,
  files: readonly string[],
  command: string,
  { known = [], replaces }: Addition,
  inputs: readonly string[],
): Promise<void> {
  const listed = (await readList(dir))?.files ?? [];
  const own = new Set([...listed, ...known]);
  const places = await Promise.all(inputs.map(input => realpath(input).catch(() => input)));
  for (const path of files) {
    const refuse = (what: string, where: string) =>
      new OutputExistsError(what, { where, remedy: 'Choose another --out, or move it elsewhere.' });
    const blocked = await obstacle(dir, path);
    if (blocked) throw refuse('a file stands where a folder is needed', join(dir, blocked));
    if (!own.has(path) && (await exists(join(dir, path))))
      throw refuse('the output holds a file of this name that cloisonne did not write', join(dir, path));
    if (places.includes(join(dir, path))) throw refuse('the output is an input', join(dir, path));
  }
  const list = (paths: Iterable<string>) =>
    writeWhole(join(dir, listName), Buffer.from(listText({ command, files: [...new Set(paths)] })));
  // Before they are there: a run that is stopped leaves nothing that is nobody's.
  await list([...listed, ...files]);
  for (const path of files) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await rename(join(partial, path), join(dir, path));
  }
  const kept = new Set(files);
  const gone = [...own].filter(path => !kept.has(path) && replaces(path));
  for (const path of gone) {
    await rm(join(dir, path), { force: true }).catch(err => {
      if (codeOf(err) !== 'ENOTDIR') throw err;
    });
    await removeEmpty(dirname(join(dir, path)));
  }
  await list([...listed, ...files].filter(path => !gone.includes(path)));
}
