import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { basenameOf } from '../core/cube/name.js';
import { encoderFileNames } from '../core/encoder/index.js';
import { parseCubeName } from '../formats/index.js';
import { isUrl, openBytes } from './beside.js';
import { inputFiles } from './inputs.js';
import { isStdin } from './stdin.js';
import { packageVersion } from './version.js';

/**
 * Options and arguments that do not decide a result. Whatever is not named here does: it stands in every product, and a run resumes only under the
 * same. The cubes themselves are known by size and time of change instead (see `inputIdentity`).
 */
const ASIDE: ReadonlySet<string> = new Set([
  // What the parser adds.
  ...['_', '$0', 'help', 'version', 'config'],
  // What is worked on, and where it goes.
  ...['cube', 'cubes', 'input', 'out', 'report', 'overwrite', 'discard-edits', 'emit', 'dry-run'],
  // What is said meanwhile.
  ...['quiet', 'q', 'json', 'events'],
  // How much of the machine is used.
  ...['threads', 'max-memory', 'max-spill'],
  // How the work is divided.
  ...[
    'phase',
    'shard',
    'shards',
    'shard-index',
    'common',
    'common-only',
    'tag',
    'watch',
    'settle',
    'jobs',
    'scheduler',
    'sbatch',
  ],
]);

/** Options that name a file, a folder, an address, or one of the shipped encoders. Others do where something of that name is there. */
const PATHS: readonly string[] = [
  'encoder',
  'clusters',
  'axis',
  'live-time',
  'mask',
  'rgb',
  'truth',
  'from',
  'image',
  'variance',
  'sigma',
  'ivar',
  'dq',
];

type Argv = Readonly<Record<string, unknown>>;

/** An option as products show it. */
export type OptionValue = string | number | boolean | null;

/** The part of a value that is a path; undefined for what names nothing. */
function pathIn(key: string, value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  const { path } = parsed(value);
  if (isUrl(path)) return path;
  // A word such as `area` is an option even where a file has that name.
  return (PATHS.includes(key) || /[./\\]/.test(value)) && existsSync(path) ? path : undefined;
}

function parsed(value: string): { path: string } {
  try {
    return parseCubeName(value);
  } catch {
    return { path: value };
  }
}

const isDeciding = (key: string, aside: readonly string[]): boolean =>
  // The parser adds every name with dashes a second time, in camel case.
  !ASIDE.has(key) && !aside.includes(key) && !/[A-Z]/.test(key);

/** The options that decide a result, by name in alphabetical order: all that are given, but for those that are known not to. */
function decidingIn(argv: Argv, aside: readonly string[] = []): [key: string, value: unknown][] {
  return Object.keys(argv)
    .filter(key => argv[key] !== undefined && argv[key] !== null && isDeciding(key, aside))
    .sort()
    .map(key => [key, argv[key]]);
}

/** The deciding options as the products show them: paths without their folders, on which no product may depend. */
export function decidingOptions(argv: Argv): Record<string, OptionValue> {
  const shown = (key: string, value: unknown): OptionValue => {
    if (typeof value === 'string') return pathIn(key, value) !== undefined ? basenameOf(value.replace(/[\\/]+$/, '')) : value;
    return typeof value === 'number' || typeof value === 'boolean' ? value : JSON.stringify(value);
  };
  return Object.fromEntries(decidingIn(argv).map(([key, value]) => [key, shown(key, value)]));
}

/** The deciding options that name a file, a folder or one of the shipped encoders, as they were given. */
export function namedInputs(argv: Argv): [option: string, name: string][] {
  return decidingIn(argv).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' && (PATHS.includes(key) || pathIn(key, value) !== undefined) ? [[key, value]] : [],
  );
}

/** The paths of files and folders that options name, all of which a command reads. */
export const inputPaths = (argv: Argv): string[] =>
  namedInputs(argv).flatMap(([key, value]) => {
    const path = pathIn(key, value);
    return path === undefined || isUrl(path) ? [] : [path];
  });

/** The files whose contents an option stands for: of an encoder and of a result those that are read of them. */
async function filesOf(name: string): Promise<readonly string[]> {
  const { path } = parsed(name);
  const encoderIn = (folder: string) => [...encoderFileNames, 'history.json'].map(file => join(folder, file)).filter(existsSync);
  if (isUrl(path) || isStdin(path)) return [path];
  const beside = join(dirname(path), 'encoder');
  if (!(await stat(path)).isDirectory())
    return [...(await inputFiles(name)), ...(existsSync(join(beside, 'encoder.json')) ? encoderIn(beside) : [])];
  if (existsSync(join(path, 'encoder.json'))) return encoderIn(path);
  const result = join(path, 'segmentation.json');
  if (existsSync(result)) return [result, ...encoderIn(join(path, 'encoder'))];
  const entries = (await readdir(path, { withFileTypes: true })).filter(entry => entry.isFile());
  return entries.map(entry => join(path, entry.name)).sort();
}

/** Bytes that are hashed at a time. */
const PIECE = 1 << 20;

async function contentHash(name: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for (const file of await filesOf(name)) {
    const source = await openBytes(file, signal);
    try {
      hash.update(`${basenameOf(file)} ${source.size} `);
      for (let at = 0; at < source.size; at += PIECE)
        hash.update(await source.read(at, Math.min(PIECE, source.size - at), signal));
    } finally {
      await source.close();
    }
  }
  return hash.digest('hex');
}

/**
 * The hash of what makes a run the same run: the version of this program, every option that is not known to be aside (see ASIDE; `aside` names more), the
 * contents of every file that an option names, and `more`, such as the identities of the cubes. Throws InputError for a file that cannot be read.
 */
export async function recipeHash(
  argv: Argv,
  more: readonly unknown[],
  { aside = [], signal }: { readonly aside?: readonly string[]; readonly signal?: AbortSignal } = {},
): Promise<string> {
  const options = decidingIn(argv, aside);
  const contents: [string, string][] = [];
  for (const [key, value] of options)
    if (pathIn(key, value) !== undefined) contents.push([key, await contentHash(String(value), signal)]);
  // Where a file lies does not matter once its contents are known.
  const known = new Set(contents.map(([key]) => key));
  const named = options.map(([key, value]) => [key, known.has(key) ? basenameOf(String(value).replace(/[\\/]+$/, '')) : value]);
  return hashOf([packageVersion(), named, contents, more]);
}

/** SHA-256 of what JSON makes of a value. */
export const hashOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');
