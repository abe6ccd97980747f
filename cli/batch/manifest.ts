import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isObject } from '../../core/cube/json.js';
import { jsonText } from '../../formats/result/index.js';
import { guarded, makeFolder, writeWhole } from '../output/index.js';
import { acquireLock } from '../output/lock.js';

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

/** The manifest of a batch: batch.json, or batch-3-of-10.json of a shard; whole at any moment. */
export interface Manifest {
  readonly path: string;
  readonly entries: ReadonlyMap<string, BatchEntry>;
  /** Keeps what is known of an input. */
  set(entry: BatchEntry): Promise<void>;
  /** Lets the lock go. */
  close(): Promise<void>;
}

const format = 'cloisonne-batch';

async function readEntries(path: string): Promise<BatchEntry[]> {
  const json: unknown = JSON.parse(await readFile(path, 'utf8'));
  return isObject(json) && json.format === format && Array.isArray(json.inputs) ? (json.inputs as BatchEntry[]) : [];
}

/** What is known of the inputs of the batch in a folder, by whoever began them last: the batch or one of its shards. */
export async function readManifests(out: string): Promise<Map<string, BatchEntry>> {
  const entries = new Map<string, BatchEntry>();
  const names = (await readdir(out).catch(() => [])).filter(name => /^batch(-\d+-of-\d+)?\.json$/.test(name)).sort();
  for (const name of names)
    for (const entry of await readEntries(join(out, name)).catch(() => [])) {
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
  const entries = await readManifests(out);
  // A shard writes of its own inputs only: others write of theirs at the same time.
  const own = new Set(suffix ? (await readEntries(path).catch(() => [])).map(({ input }) => input) : entries.keys());
  let writing = Promise.resolve();
  return {
    path,
    entries,
    set: entry => {
      entries.set(entry.input, entry);
      own.add(entry.input);
      // One after the other: inputs that run side by side end when they like.
      writing = writing
        .catch(() => {})
        .then(() =>
          writeWhole(
            path,
            Buffer.from(jsonText({ format, version: '1.0', software, inputs: [...own].map(input => entries.get(input)) })),
          ),
        );
      return writing;
    },
    close: () => unlock(),
  };
}

/** Whether a result has every file that it names, each of its size. */
export async function isWhole(folder: string): Promise<boolean> {
  try {
    const { files } = JSON.parse(await readFile(join(folder, 'run.json'), 'utf8')) as {
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
  const { started } = JSON.parse(await readFile(join(folder, 'run.json'), 'utf8')) as { started: string };
  return Date.parse(started);
}

/** SHA-256 of the cube that a result was made from, undefined where it does not say. */
export async function cubeSha256(folder: string): Promise<string | undefined> {
  const json: unknown = JSON.parse(await readFile(join(folder, 'segmentation.json'), 'utf8'));
  const sha256 = isObject(json) && isObject(json.cube) ? json.cube.sha256 : undefined;
  return typeof sha256 === 'string' ? sha256 : undefined;
}
