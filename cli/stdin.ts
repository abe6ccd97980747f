import { createHash } from 'node:crypto';
import { platform } from '#platform';
import { InputError, throwIfAborted, UsageError } from '../core/cube/errors.js';
import { formatBytes } from '../core/cube/memory.js';
import type { SpillRoom } from '../core/platform/spill-room.js';
import type { ByteSource } from '../core/platform/types.js';

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
 * call hands out the same, and the first sets the limit. Throws UsageError when nothing is piped in, InputError for an empty pipe, more than
 * `maxBytes` (16 GiB) or than the disk has to spare, or no folder for temporary files, OutputError when the file cannot be written.
 */
export function readStdin(signal?: AbortSignal, maxBytes?: number): Promise<Piped> {
  piped ??= spool(maxBytes, signal);
  return piped;
}

async function spool(most?: number, signal?: AbortSignal): Promise<Piped> {
  // Loaded here: every command asks this file what stands for standard input.
  const maxBytes = most ?? (await import('../formats/bytes/index.js')).MAX_SPILL_BYTES;
  if (process.stdin.isTTY)
    throw new UsageError('nothing is piped in', {
      where: NAME,
      remedy: 'Pipe a cube in (cat cube.fits | cloisonne ...), or name a file.',
    });
  const spill = await platform.createSpill(maxBytes);
  const hash = createHash('sha256');
  let size = 0;
  const stop = (): void => void process.stdin.destroy();
  signal?.addEventListener('abort', stop);
  try {
    for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > spill.room.bytes) throw tooMuch(spill.room);
      hash.update(chunk);
      await spill.append(chunk);
    }
    throwIfAborted(signal);
    if (size === 0) throw new InputError('nothing came through the pipe', { where: NAME });
  } catch (err) {
    await spill.discard();
    throwIfAborted(signal);
    throw err;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
  const file = await spill.finish('stdin');
  return { source: { ...bound(file), name: 'stdin', size, close: async () => undefined }, sha256: hash.digest('hex') };
}

const tooMuch = ({ bytes, folder }: SpillRoom): InputError =>
  new InputError('too much came through the pipe', {
    where: NAME,
    why: `more than ${formatBytes(bytes)}${folder === undefined ? '' : `, which can be taken in ${folder}`}`,
    remedy:
      folder === undefined
        ? 'Raise the limit (--max-spill), or save the cube as a file and name it.'
        : 'Save the cube as a file and name it, or set TMPDIR to a folder on a larger disk.',
  });

const bound = (file: ByteSource): Pick<ByteSource, 'read' | 'readInto'> => ({
  read: (...args) => file.read(...args),
  readInto: (...args) => file.readInto(...args),
});
