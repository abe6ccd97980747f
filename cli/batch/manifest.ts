import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { OutputExistsError } from '../../core/cube/errors.js';
import { isObject } from '../../core/cube/json.js';
import { jsonText } from '../../formats/result/index.js';
import { codeOf } from '../output/errors.js';
import { guarded, makeFolder, writeWhole } from '../output/index.js';
import { acquireLock } from '../output/lock.js';
import { readRegularText } from '../regular.js';

/** Where an input stands. */
export type BatchState = 'pending' | 'running' | 'done' | 'failed';

/** An input of a batch in its manifest. */
export interface BatchEntry {
  readonly input: string;
  /** Folder of its result, below that of the batch. */
  readonly name: string;
  readonly state: BatchState;
  /** Of all options that decide the result. */
  readonly recipe: string;
  /** Size of its files in all and the last time of change (ms since 1970) when it was begun; absent for URLs. */
  readonly bytes?: number;
  readonly modified?: number;
  /** SHA-256 of the sizes and times of change of its files, where there are several. */
  readonly files?: string;
  /** Nothing lay in its folder when a batch first wrote there: what lies there now is a batch's, to be replaced. */
  readonly owned?: boolean;
  /** When its run was begun, ms since 1970. */
  readonly began?: number;
  /** Of the file that was read, where the result is done. */
  readonly sha256?: string;
  /** Exit code and the one line of a failure. */
  readonly exit?: number;
  readonly message?: string;
  readonly k?: number;
  readonly spaxels?: number;
  readonly seconds?: number;
}

/** The manifest of a batch: batch.json, or batch-3-of-10.json of a shard, with its times in run.json or run-3-of-10.json; whole at any moment. */
export interface Manifest {
  readonly path: string;
  readonly entries: ReadonlyMap<string, BatchEntry>;
  /** Keeps what is known of an input. */
  set(entry: BatchEntry): Promise<void>;
  /** Lets the lock go. */
  close(): Promise<void>;
}

const format = 'cloisonne-batch';
const timesFormat = 'cloisonne-batch-run';

/** What differs between two batches of the same cubes: it stands in run.json beside the manifest, which is the same bytes every time. */
const TIMES = ['began', 'seconds', 'modified', 'files'] as const;

/** The file of the times beside a manifest. */
const timesName = (suffix: string): string => `run${suffix}.json`;

/** The inputs in a file of this format. Throws OutputExistsError for a file of another kind, and what reading throws. */
async function readInputs(path: string, expected: string): Promise<BatchEntry[]> {
  const text = await readRegularText(path);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  if (isObject(json) && json.format === expected && Array.isArray(json.inputs)) return json.inputs as BatchEntry[];
  throw new OutputExistsError('the output holds a file of this name that no batch wrote', {
    where: path,
    remedy: 'Choose another --out, or move it elsewhere.',
  });
}

/** Entries of a manifest with their times; none where there is no manifest. Throws as `readInputs`. */
async function readEntries(out: string, suffix: string): Promise<BatchEntry[]> {
  const read = (name: string, expected: string) =>
    readInputs(join(out, name), expected).catch(err => {
      if (codeOf(err) === 'ENOENT') return [];
      throw err;
    });
  const entries = await read(`batch${suffix}.json`, format);
  const times = new Map((await read(timesName(suffix), timesFormat)).map(entry => [entry.input, entry]));
  return entries.map(entry => ({ ...entry, ...times.get(entry.input) }));
}

/** An entry in two parts: what is the same in every batch of the same cubes, and the times. */
function parted(entry: BatchEntry): { lasting: Partial<BatchEntry>; times: Partial<BatchEntry> } {
  const isTime = (key: string) => (TIMES as readonly string[]).includes(key);
  const fields = Object.entries(entry);
  return {
    lasting: Object.fromEntries(fields.filter(([key]) => !isTime(key))),
    times: { input: entry.input, ...Object.fromEntries(fields.filter(([key]) => isTime(key))) },
  };
}

/** What is known of the inputs of the batch in a folder, by whoever began them last: the batch or one of its shards. */
export async function readManifests(out: string): Promise<Map<string, BatchEntry>> {
  const entries = new Map<string, BatchEntry>();
  const names = (await readdir(out).catch(() => [])).sort();
  const suffixes = names.flatMap(name => /^batch(|-\d+-of-\d+)\.json$/.exec(name)?.[1] ?? []);
  for (const suffix of suffixes)
    for (const entry of await readEntries(out, suffix).catch(() => [])) {
      const since = (entries.get(entry.input)?.began ?? 0) - (entry.began ?? 0);
      // Of the same run, how it ended is the news.
      if (since < 0 || !entries.has(entry.input) || (since === 0 && entry.state !== 'running')) entries.set(entry.input, entry);
    }
  return entries;
}

/**
 * Opens the manifest of a batch in a folder, which is made; what shards wrote there is taken over. Throws OutputError when another batch
 * works there.
 */
export async function openManifest(out: string, suffix: string, software: string): Promise<Manifest> {
  await guarded(out, () => makeFolder(out));
  const unlock = await acquireLock(join(out, `.lock${suffix}`));
  const path = join(out, `batch${suffix}.json`);
  // What no batch wrote is not written over.
  const here = await readEntries(out, suffix).catch(async err => {
    await unlock();
    throw err;
  });
  const entries = await readManifests(out);
  // A shard writes of its own inputs only: others write of theirs at the same time.
  const own = new Set(suffix ? here.map(({ input }) => input) : entries.keys());
  const write = async (): Promise<void> => {
    const parts = [...own].map(input => parted(entries.get(input) as BatchEntry));
    const text = (kind: string, inputs: readonly unknown[]) =>
      Buffer.from(jsonText({ format: kind, version: '1.1', software, inputs }));
    // The times first: a run that the manifest names as begun has a time at which it was.
    await writeWhole(
      join(out, timesName(suffix)),
      text(
        timesFormat,
        parts.map(({ times }) => times),
      ),
    );
    await writeWhole(
      path,
      text(
        format,
        parts.map(({ lasting }) => lasting),
      ),
    );
  };
  let writing = Promise.resolve();
  return {
    path,
    entries,
    set: entry => {
      entries.set(entry.input, entry);
      own.add(entry.input);
      // One after the other: inputs that run side by side end when they like.
      writing = writing.catch(() => {}).then(write);
      return writing;
    },
    close: () => unlock(),
  };
}

/** Whether a result has every file that it names, each of its size. */
export async function isWhole(folder: string): Promise<boolean> {
  try {
    const { files } = JSON.parse(await readRegularText(join(folder, 'run.json'))) as {
      files: { path: string; bytes: number }[];
    };
    for (const { path, bytes } of files) {
      // The overlay and `edit` write their log into it.
      if (path !== 'segmentation.json' && (await stat(join(folder, path))).size !== bytes) return false;
    }
    return files.length > 0;
  } catch {
    return false;
  }
}

/** When the run that made a result began, ms since 1970. */
export async function startOf(folder: string): Promise<number> {
  const { started } = JSON.parse(await readRegularText(join(folder, 'run.json'))) as { started: string };
  return Date.parse(started);
}

/** SHA-256 of the cube that a result was made from, undefined where it does not say. */
export async function cubeSha256(folder: string): Promise<string | undefined> {
  const json: unknown = JSON.parse(await readRegularText(join(folder, 'segmentation.json')));
  const sha256 = isObject(json) && isObject(json.cube) ? json.cube.sha256 : undefined;
  return typeof sha256 === 'string' ? sha256 : undefined;
}
