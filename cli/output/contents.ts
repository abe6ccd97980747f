import { readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from './errors.js';
import { type FileList, listName, readList } from './list.js';

/** The lock that `edit` and `view` take while they write segmentation.json. */
export const editLockName = '.segmentation.json.lock';

/** Where `emit` writes if no other folder is named: a folder with a list of its own inside that of the result. */
const productFolder = 'emit';

const temporary = /^\.(.+)\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/;

/** The name a temporary file is to have; undefined for any other name. */
export const finalNameOf = (name: string): string | undefined => temporary.exec(name)?.[1];

/** What lies in a folder: the files that were written into it, and all else. */
export interface Contents {
  /** Relative paths of files, those of the list that are there. */
  readonly own: readonly string[];
  /** Folders of these files, parents first. */
  readonly folders: readonly string[];
  /** Relative paths of what is not on the list; a folder ends in a slash and is not looked into. */
  readonly foreign: readonly string[];
}

/** Looks through a folder with its list. Links are not followed. */
export async function contentsOf(dir: string, { files, command }: FileList): Promise<Contents> {
  const known = new Set([...files, listName]);
  const parents = new Set<string>();
  const learn = (path: string): void => {
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) parents.add(path.slice(0, at));
  };
  for (const path of files) learn(path);
  const products = command === 'emit' ? undefined : await readList(join(dir, productFolder)).catch(() => undefined);
  if (products?.command === 'emit') {
    parents.add(productFolder);
    for (const path of [...products.files, listName]) {
      known.add(`${productFolder}/${path}`);
      learn(`${productFolder}/${path}`);
    }
  }
  const [own, folders, foreign]: [string[], string[], string[]] = [[], [], []];
  const look = async (folder: string): Promise<void> => {
    for (const entry of await readdir(join(dir, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      const becomes = finalNameOf(entry.name);
      const work = becomes !== undefined && known.has(folder === '' ? becomes : `${folder}/${becomes}`);
      if (entry.isDirectory()) {
        if (!parents.has(path)) foreign.push(`${path}/`);
        else {
          folders.push(path);
          await look(path);
        }
      } else if (known.has(path) || work || path === editLockName) own.push(path);
      else foreign.push(path);
    }
  };
  await look('');
  return { own: own.sort(), folders, foreign: foreign.sort() };
}

/** How many files are removed at a time. */
const atOnce = 64;

/** Removes the files of a folder by their relative paths, and then its folders that are empty. */
export async function removeFiles(dir: string, { own, folders }: Pick<Contents, 'own' | 'folders'>): Promise<void> {
  for (let i = 0; i < own.length; i += atOnce)
    await Promise.all(own.slice(i, i + atOnce).map(path => rm(join(dir, path), { force: true })));
  for (const folder of [...folders].reverse()) await removeEmpty(join(dir, folder));
}

/** Removes a folder if it is there and empty. */
export async function removeEmpty(dir: string): Promise<void> {
  await rmdir(dir).catch(err => {
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT', 'ENOTDIR'].includes(codeOf(err))) throw err;
  });
}
