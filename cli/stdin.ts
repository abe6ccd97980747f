import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { type FileHandle, mkdtemp, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { platform } from '#platform';
import { InputError, OutputError, throwIfAborted, UsageError } from '../core/cube/errors.js';
import { formatBytes } from '../core/cube/memory.js';
import type { ByteSource } from '../core/platform/types.js';

/** The most that is taken from a pipe. */
const MAX_BYTES = 2 ** 34;

/** What came through the pipe. */
export interface Piped {
  readonly source: ByteSource;
  readonly sha256: string;
}

const NAME = 'stdin://';

/** An argument `-` or `-[DATA]` under a name that no option parser takes for an option: `stdin://[DATA]`, as cfitsio has it. */
export const namedStdin = (argument: string): string =>
  /^-(\[.*\])?$/.test(argument) ? `${NAME}${argument.slice(1)}` : argument;

/** Whether a path stands for standard input. */
export const isStdin = (path: string): boolean => path === NAME;

let piped: Promise<Piped> | undefined;

/**
 * Standard input as bytes that can be read anywhere: kept in a temporary file, which is gone when the program ends. It is taken once; every
 * call hands out the same. Throws UsageError when nothing is piped in, InputError for an empty pipe or more than 16 GiB, OutputError when the
 * temporary file cannot be written.
 */
export function readStdin(signal?: AbortSignal): Promise<Piped> {
  piped ??= spool(signal);
  return piped;
}

async function spool(signal?: AbortSignal): Promise<Piped> {
  if (process.stdin.isTTY)
    throw new UsageError('nothing is piped in', {
      where: NAME,
      remedy: 'Pipe a cube in (cat cube.fits | cloisonne ...), or name a file.',
    });
  const folder = await mkdtemp(join(tmpdir(), 'cloisonne-stdin-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  const path = join(folder, 'cube');
  const handle = await open(path, 'w');
  const hash = createHash('sha256');
  let size = 0;
  const stop = (): void => void process.stdin.destroy();
  signal?.addEventListener('abort', stop);
  try {
    for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MAX_BYTES)
        throw new InputError('too much came through the pipe', {
          where: NAME,
          why: `more than ${formatBytes(MAX_BYTES)}`,
          remedy: 'Save the cube as a file and name it.',
        });
      hash.update(chunk);
      await append(handle, chunk, folder);
    }
  } catch (err) {
    throwIfAborted(signal);
    throw err;
  } finally {
    signal?.removeEventListener('abort', stop);
    await handle.close();
  }
  throwIfAborted(signal);
  if (size === 0) throw new InputError('nothing came through the pipe', { where: NAME });
  const file = await platform.openFile(path);
  // An open file can be read after its name is gone, but on Windows.
  if (process.platform !== 'win32') remove();
  return { source: { ...bound(file), name: 'stdin', size, close: async () => undefined }, sha256: hash.digest('hex') };
}

async function append(handle: FileHandle, chunk: Uint8Array, folder: string): Promise<void> {
  try {
    await handle.appendFile(chunk);
  } catch (err) {
    throw new OutputError('cannot keep what comes through the pipe', {
      where: folder,
      why: (err as Error).message,
      remedy: 'Free some space or set TMPDIR.',
      cause: err,
    });
  }
}

const bound = (file: ByteSource): Pick<ByteSource, 'read' | 'readInto'> => ({
  read: (...args) => file.read(...args),
  readInto: (...args) => file.readInto(...args),
});
