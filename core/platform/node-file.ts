import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { InputError, throwIfAborted } from '../cube/errors.js';
import type { ByteSource } from './types.js';

/** A file on disk as a ByteSource, by positional reads. */
class FileSource implements ByteSource {
  constructor(
    readonly name: string,
    readonly size: number,
    private readonly handle: FileHandle,
    private readonly onClose?: () => Promise<void>,
  ) {}

  async read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array> {
    if (offset < 0 || length < 0 || offset + length > this.size) throw this.shortOf(offset, length);
    const bytes = new Uint8Array(length);
    await this.readInto(offset, bytes, signal);
    return bytes;
  }

  async readInto(offset: number, target: Uint8Array, signal?: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    if (offset < 0 || offset + target.length > this.size) throw this.shortOf(offset, target.length);
    let done = 0;
    while (done < target.length) {
      const { bytesRead } = await this.handle.read(target, done, target.length - done, offset + done);
      if (bytesRead === 0) throw this.shortOf(offset, target.length, offset + done);
      done += bytesRead;
    }
  }

  async close(): Promise<void> {
    await this.handle.close();
    await this.onClose?.();
  }

  private shortOf(offset: number, length: number, end = this.size): InputError {
    return new InputError('read past the end of the file', {
      where: this.name,
      why: `bytes ${offset} to ${offset + length} wanted, the file ends at ${end}`,
      remedy: 'The file is truncated or changed while it was read; copy it again.',
    });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'permission denied',
  EISDIR: 'this is a directory',
  EMFILE: 'too many open files',
};

/** Opens a file for positional reading. Throws InputError when it cannot be opened. `onClose` runs after the handle is closed. */
export async function openFile(path: string, onClose?: () => Promise<void>): Promise<ByteSource> {
  try {
    // Without O_NONBLOCK the open itself waits for the other end of a pipe, and no signal ends that.
    const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stat = await handle.stat();
    if (!stat.isFile()) {
      await handle.close();
      throw Object.assign(new Error('not a regular file'), { code: stat.isDirectory() ? 'EISDIR' : 'ENOTREG' });
    }
    return new FileSource(path, stat.size, handle, onClose);
  } catch (err) {
    const code = (err as NodeJS.ErrnoException).code ?? '';
    throw new InputError('cannot open the file', {
      where: path,
      why: REASONS[code] ?? (err as Error).message,
      remedy: code === 'ENOENT' ? 'Check the path.' : undefined,
      cause: err,
    });
  }
}
