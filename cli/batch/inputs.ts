import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { InputError, UsageError } from '../../core/cube/errors.js';
import { parseCubeName } from '../../formats/index.js';
import { inputFiles } from '../inputs.js';
import { readingFailure } from '../reason.js';
import { addCubes, type BatchList, readColumns } from './columns.js';

/** Names of files that list cubes. */
const LISTS = /\.(sof|txt|lst|list)$/i;
/** Names of lists with columns. */
const TABLES = /\.(csv|tsv)$/i;
/** Names of files that may be cubes, for folders that are watched. */
const CUBES = /\.(fits?|fts|fits?\.gz|tiff?|hdr|h5|hdf5|rpl|edf)$/i;

/**
 * The cubes that arguments name, in order, each once: cubes, patterns (`night/*.fits`), lists with a cube a line (`.txt`, `.lst`, `-` for stdin), lists
 * with columns (`.csv`, `.tsv`: a header row of `cube` and options) and sets of frames of ESO (`.sof`: `path TAG`; with `tag` only frames of this tag).
 * Paths in lists are relative to the working folder, as for esorex. Throws InputError for a list that cannot be read, UsageError when nothing is named
 * and for a column that is no option.
 */
export async function batchInputs(args: readonly string[], tag?: string): Promise<BatchList> {
  const list = { inputs: [] as string[], columns: new Map<string, Readonly<Record<string, string>>>() };
  for (const arg of args) {
    const names: string[] = [];
    if (TABLES.test(arg)) addCubes(list, readColumns(await readList(arg), arg), arg);
    else if (arg === '-' || LISTS.test(arg)) names.push(...listed(await readList(arg), /\.sof$/i.test(arg), tag));
    else if (/[*?]/.test(arg) && !existsSync(parseCubeName(arg).path)) names.push(...(await withoutParts(await matching(arg))));
    else names.push(arg);
    addCubes(
      list,
      names.map(name => [name, {}] as const),
      arg,
    );
  }
  if (list.inputs.length === 0)
    throw new UsageError('there is nothing to do', {
      where: args.join(' '),
      why: tag === undefined ? 'no cube is named' : `no frame has the tag ${tag}`,
    });
  return list;
}

function readList(path: string): Promise<string> {
  if (path === '-') return text(process.stdin);
  return readFile(path, 'utf8').catch(err => {
    throw new InputError('cannot read the list', { where: path, why: readingFailure(err), cause: err });
  });
}

/** Lines of a list; in a set of frames the last word is the tag. */
function listed(content: string, frames: boolean, tag?: string): string[] {
  const lines = content
    .split(/\r?\n/)
    .map(line => line.trim())
    .filter(line => line && !line.startsWith('#'));
  if (!frames) return lines;
  return lines.flatMap(line => {
    const [, path, word] = /^(.*?)(?:\s+(\S+))?$/.exec(line) ?? [];
    return tag === undefined || word === tag ? [path] : [];
  });
}

/** Files that match a pattern, sorted: `*` and `?` within a name, `**` for any folders. */
async function matching(pattern: string): Promise<string[]> {
  const parts = pattern.split('/');
  const fixed = parts.findIndex(part => /[*?]/.test(part));
  const root = parts.slice(0, fixed).join('/') || (pattern.startsWith('/') ? '/' : '.');
  const deep = parts.length > fixed + 1;
  const wanted = new RegExp(`^${parts.slice(fixed).map(regexOf).join('/').replaceAll('(?:.*)/', '(?:.*/)?')}$`);
  const entries = await readdir(root, { withFileTypes: true, recursive: deep }).catch(() => []);
  const below = entries
    .filter(entry => !entry.isDirectory())
    .map(entry => join(entry.parentPath, entry.name).slice(root === '.' ? 0 : root.length + Number(root !== '/')));
  return below
    .filter(path => wanted.test(path))
    .sort()
    .map(path => (root === '.' ? path : join(root, path)));
}

function regexOf(part: string): string {
  if (part === '**') return '(?:.*)';
  const escaped = part.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return escaped.replaceAll('*', '[^/]*').replaceAll('?', '[^/]');
}

/** Paths without those that belong to the cube of one before them: the data of a header, the further files of a series. */
async function withoutParts(paths: readonly string[]): Promise<string[]> {
  const cubes: string[] = [];
  const parts = new Set<string>();
  for (const path of paths) {
    if (parts.has(path)) continue;
    cubes.push(path);
    for (const file of await inputFiles(path)) parts.add(file);
  }
  return cubes;
}

/** Files in a folder that may be cubes, sorted, one of each. Throws InputError. */
export async function cubesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(err => {
    throw new InputError('cannot read the folder', { where: folder, why: readingFailure(err), cause: err });
  });
  return withoutParts(
    names
      .filter(name => CUBES.test(name) && !name.startsWith('.'))
      .sort()
      .map(name => join(folder, name)),
  );
}

/** A name for the result of each input, unlike all of `taken`: that of its file without extension, with the HDU where one is named. */
export function resultName(input: string, taken: ReadonlySet<string>): string {
  const { path, hdu } = parseCubeName(input);
  const stem = basename(path.replace(/[?#].*$/, ''))
    .replace(/(\.gz)?$/i, '')
    .replace(/\.[^.]+$/, '');
  const name = `${/\w/.test(stem) ? stem : 'cube'}${hdu === undefined ? '' : `-${hdu}`}`.replace(/[^\w.+-]+/g, '_');
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? name : `${name}-${n}`;
    if (!taken.has(candidate)) return candidate;
  }
}
