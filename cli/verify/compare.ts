import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';

/** What was found about one product. */
export interface Finding {
  readonly path: string;
  /**
   * `same`; `changed`: not what the record says; `differs`: as the record says, but the run gives other bytes now; `missing`: not in the
   * folder; `gone`: the run does not give it now; `new`: the run gives it, the record does not know it; `derived`: it has other bytes, but
   * only shows what other products hold (with a tolerance).
   */
  readonly state: 'same' | 'changed' | 'differs' | 'missing' | 'gone' | 'new' | 'derived';
  /** Offset of the first byte in which the file and the one made again differ; the shorter length where one begins the other. */
  readonly firstByte?: number;
  /** How far they agree, in words, where they were compared with a tolerance. */
  readonly agreement?: string;
}

const PIECE = 1 << 20;

/** A regular file; what is none, a pipe or a device, is no product and is not waited for. */
async function opened(path: string): Promise<FileHandle | undefined> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch((err: NodeJS.ErrnoException) => {
    if (['ENOENT', 'ENOTDIR', 'ENXIO'].includes(err.code ?? '')) return undefined;
    throw err;
  });
  if (file && !(await file.stat()).isFile()) {
    await file.close();
    return undefined;
  }
  return file;
}

async function piece(file: FileHandle, buffer: Uint8Array, at: number): Promise<Uint8Array> {
  let done = 0;
  while (done < buffer.length) {
    const { bytesRead } = await file.read(buffer, done, buffer.length - done, at + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return buffer.subarray(0, done);
}

/** The offset of the first byte in which two files differ, their common length where one begins the other; undefined for the same bytes. */
async function firstDifference(a: FileHandle, b: FileHandle): Promise<number | undefined> {
  const [left, right] = [Buffer.alloc(PIECE), Buffer.alloc(PIECE)];
  for (let at = 0; ; at += PIECE) {
    const [p, q] = [await piece(a, left, at), await piece(b, right, at)];
    const length = Math.min(p.length, q.length);
    for (let i = 0; i < length; i++) if (p[i] !== q[i]) return at + i;
    if (p.length !== q.length) return at + length;
    if (p.length < PIECE) return undefined;
  }
}

async function sha256Of(file: FileHandle): Promise<string> {
  const hash = createHash('sha256');
  const buffer = Buffer.alloc(PIECE);
  for (let at = 0; ; at += PIECE) {
    const bytes = await piece(file, buffer, at);
    hash.update(bytes);
    if (bytes.length < PIECE) return hash.digest('hex');
  }
}

/** Whether a file is what a record says. One of another length is not read. */
async function isRecorded(file: FileHandle, sha256: string, bytes: number | undefined): Promise<boolean> {
  return (bytes === undefined || (await file.stat()).size === bytes) && (await sha256Of(file)) === sha256;
}

/** Compares a product in `dir` with what the record says, where it says something, and with the one made again in `redone`. */
export async function compareProduct(
  { path, sha256, bytes }: { readonly path: string; readonly sha256?: string; readonly bytes?: number },
  dir: string,
  redone: string,
): Promise<Finding> {
  const [file, again] = await Promise.all([opened(join(dir, path)), opened(join(redone, path))]);
  try {
    if (!file) return { path, state: 'missing' };
    if (!again) return { path, state: 'gone' };
    const firstByte = await firstDifference(file, again);
    const asRecorded = sha256 === undefined ? firstByte === undefined : await isRecorded(file, sha256, bytes);
    if (asRecorded && firstByte === undefined) return { path, state: 'same' };
    return { path, state: asRecorded ? 'differs' : 'changed', ...(firstByte !== undefined && { firstByte }) };
  } finally {
    await file?.close();
    await again?.close();
  }
}
