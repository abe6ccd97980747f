import { join } from 'node:path';
import { OutputExistsError } from '../../core/cube/errors.js';
import { isObject } from '../../core/cube/json.js';
import { readRegularText } from '../regular.js';
import { codeOf } from './errors.js';

/** The list of the files that were written into a folder, in that folder. */
export const listName = '.cloisonne.json';

/** Bytes of a list of millions of tiles. */
const listLimit = 2 ** 28;

/** Which command a folder belongs to, and the files that were written into it: relative paths with forward slashes. */
export interface FileList {
  readonly command: string;
  readonly files: readonly string[];
}

/** Whether a value is a path that stays in its folder. A list is read, never trusted. */
const isInside = (path: unknown): path is string =>
  typeof path === 'string' &&
  path !== '' &&
  !/[\\\0]/.test(path) &&
  path.split('/').every(part => !['', '.', '..'].includes(part));

/** A list as it stands in its file: the same files, the same bytes. */
export const listText = ({ command, files }: FileList): string =>
  `${JSON.stringify({ format: 'cloisonne-files', version: '1.0', command, files: [...new Set(files)].sort() }, null, 1)}\n`;

/** A JSON object in a file; undefined where there is none, or something else. */
async function objectAt(path: string): Promise<Record<string, unknown> | undefined> {
  try {
    const value: unknown = JSON.parse(await readRegularText(path));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const pathsOf = (list: unknown): string[] =>
  (Array.isArray(list) ? list : []).flatMap(entry => (isObject(entry) && isInside(entry.path) ? [entry.path] : []));

/** The products that `cloisonne emit` of version 0.1.0 left in a folder. */
async function listOfProducts(dir: string): Promise<FileList | undefined> {
  const record = await objectAt(join(dir, 'emit.json'));
  return record?.format === 'cloisonne-emit' ? { command: 'emit', files: ['emit.json', ...pathsOf(record.files)] } : undefined;
}

/** Results of version 0.1.0 carry no list: the assets in their segmentation.json are known, and what run.json names. */
async function listOfResult(dir: string): Promise<FileList | undefined> {
  const document = await objectAt(join(dir, 'segmentation.json'));
  if (document?.format !== 'cloisonne-segmentation' || !Array.isArray(document.assets)) return undefined;
  const run = await objectAt(join(dir, 'run.json'));
  const recorded = run?.format === 'cloisonne-run' ? pathsOf(run.files) : [];
  const edited = isObject(document.provenance) && document.provenance.edited !== undefined;
  const files = ['segmentation.json', ...(run ? ['run.json'] : []), ...pathsOf(document.assets), ...recorded];
  return { command: edited ? 'edit' : 'segment', files: [...new Set(files)] };
}

/** The list of a folder; undefined where no command of this program is known to have written it. Throws OutputExistsError for a damaged one. */
export async function readList(dir: string): Promise<FileList | undefined> {
  const path = join(dir, listName);
  let text: string;
  try {
    text = await readRegularText(path, listLimit);
  } catch (err) {
    if (codeOf(err) === 'ENOENT') return (await listOfResult(dir)) ?? listOfProducts(dir);
    throw damaged(path, (err as Error).message);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (err) {
    throw damaged(path, (err as Error).message);
  }
  const { format, command, files } = isObject(value) ? value : {};
  if (format !== 'cloisonne-files' || typeof command !== 'string' || !Array.isArray(files) || !files.every(isInside))
    throw damaged(path, 'it is not a list of files');
  return { command, files };
}

const damaged = (where: string, why: string): OutputExistsError =>
  new OutputExistsError('the list of files of the output cannot be read', {
    where,
    why,
    remedy: 'Choose another --out, or move the folder elsewhere.',
  });
