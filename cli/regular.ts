import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { formatBytes } from '../core/cube/memory.js';

/** The most that is read of a JSON document of a result, bytes: many times one of thousands of clusters. */
export const documentLimit = 2 ** 28;

/** The most that is read of a picture or a table of a result, bytes. */
export const assetLimit = 2 ** 30;

const failure = (code: string, message: string): NodeJS.ErrnoException => Object.assign(new Error(message), { code });

/** A file as it was at one moment. */
export interface RegularFile {
  readonly bytes: Buffer;
  /** Another one for every time the file was replaced or changed, also by the same bytes. */
  readonly version: string;
}

/**
 * Reads a regular file of at most `limit` bytes. A pipe, a device or a folder is refused without waiting for it, and no more than the size the
 * file has is allocated. Throws what the system says, and errors with the codes ENOTREG and EFBIG.
 */
export async function readRegularFile(path: string, limit: number): Promise<RegularFile> {
  // Without O_NONBLOCK the open itself waits for the other end of a pipe, and no signal ends that.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const info = await file.stat({ bigint: true });
    const size = Number(info.size);
    if (info.isDirectory()) throw failure('EISDIR', 'it is a folder');
    if (!info.isFile()) throw failure('ENOTREG', 'it is not a regular file');
    if (size > limit) throw failure('EFBIG', `it has ${formatBytes(size)}, more than ${formatBytes(limit)} is not read`);
    const bytes = Buffer.alloc(size);
    let done = 0;
    while (done < bytes.length) {
      const { bytesRead } = await file.read(bytes, done, bytes.length - done, done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return { bytes: bytes.subarray(0, done), version: `${info.ino}-${info.mtimeNs}` };
  } finally {
    await file.close();
  }
}

/** The bytes alone. */
export const readRegular = async (path: string, limit: number): Promise<Buffer> => (await readRegularFile(path, limit)).bytes;

/** The same as text. */
export const readRegularText = async (path: string, limit = documentLimit): Promise<string> =>
  (await readRegular(path, limit)).toString('utf8');
