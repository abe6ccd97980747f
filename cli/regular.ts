import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { formatBytes } from '../core/cube/memory.js';

/** The most that is read of a JSON document of a result, bytes: many times one of thousands of clusters. */
export const documentLimit = 2 ** 28;

/** The most that is read of a picture or a table of a result, bytes. */
export const assetLimit = 2 ** 30;

const failure = (code: string, message: string): NodeJS.ErrnoException => Object.assign(new Error(message), { code });

/**
 * Reads a regular file of at most `limit` bytes. A pipe, a device or a folder is refused without waiting for it, and no more than the size the
 * file has is allocated. Throws what the system says, and errors with the codes ENOTREG and EFBIG.
 */
export async function readRegular(path: string, limit: number): Promise<Buffer> {
  // Without O_NONBLOCK the open itself waits for the other end of a pipe, and no signal ends that.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const info = await file.stat();
    if (info.isDirectory()) throw failure('EISDIR', 'it is a folder');
    if (!info.isFile()) throw failure('ENOTREG', 'it is not a regular file');
    if (info.size > limit)
      throw failure('EFBIG', `it has ${formatBytes(info.size)}, more than ${formatBytes(limit)} is not read`);
    const bytes = Buffer.alloc(info.size);
    let done = 0;
    while (done < bytes.length) {
      const { bytesRead } = await file.read(bytes, done, bytes.length - done, done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return bytes.subarray(0, done);
  } finally {
    await file.close();
  }
}

/** The same as text. */
export const readRegularText = async (path: string, limit = documentLimit): Promise<string> =>
  (await readRegular(path, limit)).toString('utf8');
