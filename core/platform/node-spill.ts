import { rmSync } from 'node:fs';
import { type FileHandle, mkdtemp, open, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError, OutputError } from '../cube/errors.js';
import { openFile } from './node-file.js';
import { type SpillRoom, spillFull } from './spill-room.js';
import type { ByteSource, Spill } from './types.js';

const MB = 1024 * 1024;
/** What is left to others: this share of a disk, but no more than this; and how much is written until its free space is asked for again. */
const LEFT_SHARE = 0.05;
const LEFT_FREE = 256 * MB;
const ASK_AGAIN = 64 * MB;

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such folder',
  ENOTDIR: 'it is no folder',
  EACCES: 'no permission to write there',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
};

/** Folders of spills that are not removed yet. */
const folders = new Set<string>();

/** A process that ends early leaves none behind. */
function removeAll(): void {
  for (const dir of folders) rmSync(dir, { recursive: true, force: true });
}

async function temporaryFolder(): Promise<string> {
  try {
    return await mkdtemp(join(tmpdir(), 'cloisonne-'));
  } catch (err) {
    const { code = '', message } = err as NodeJS.ErrnoException;
    throw new InputError('the folder for temporary files (TMPDIR) cannot be used', {
      where: tmpdir(),
      why: REASONS[code] ?? message,
      remedy: 'Set TMPDIR to a folder that can be written.',
      cause: err,
    });
  }
}

/** Bytes that may be written to a disk; as many as one likes where the system does not say. */
async function freeBytes(dir: string): Promise<number> {
  const disk = await statfs(dir).catch(() => undefined);
  if (!disk || disk.bsize <= 0 || disk.blocks <= 0) return Number.POSITIVE_INFINITY;
  return Math.max(0, disk.bavail * disk.bsize - Math.min(LEFT_FREE, LEFT_SHARE * disk.blocks * disk.bsize));
}

/**
 * A Spill in a temporary file, at most `maxBytes` long, and no longer than leaves the disk some free space; removed when the finished source is
 * closed, on discard, and when the process ends in any other way than by a signal nobody handles. Throws InputError when there is no folder for it.
 */
export async function createSpill(maxBytes: number): Promise<Spill> {
  const dir = await temporaryFolder();
  if (folders.size === 0 && !process.listeners('exit').includes(removeAll)) process.on('exit', removeAll);
  folders.add(dir);
  const path = join(dir, 'spill');
  const handle: FileHandle = await open(path, 'w');
  const remove = async () => {
    await rm(dir, { recursive: true, force: true });
    folders.delete(dir);
  };
  let length = 0;
  let asked = 0;
  const roomNow = async (): Promise<SpillRoom> => {
    asked = length;
    const bytes = length + (await freeBytes(dir));
    return bytes < maxBytes ? { bytes, folder: tmpdir() } : { bytes: maxBytes };
  };
  let room = await roomNow();
  const discard = async () => {
    await handle.close();
    await remove();
  };
  return {
    get room() {
      return room;
    },
    async append(bytes: Uint8Array): Promise<void> {
      if (length - asked >= ASK_AGAIN) room = await roomNow();
      length += bytes.length;
      if (length > room.bytes) {
        await discard();
        throw spillFull(room, length, path, true);
      }
      try {
        await handle.appendFile(bytes);
      } catch (err) {
        await discard();
        throw new OutputError('cannot write temporary data', {
          where: dir,
          why: REASONS[(err as NodeJS.ErrnoException).code ?? ''] ?? (err as Error).message,
          remedy: 'Free some space or set TMPDIR.',
          cause: err,
        });
      }
    },
    async finish(name: string): Promise<ByteSource> {
      await handle.close();
      // An open file can be read after its name is gone, but on Windows: then nothing is left behind however the process ends.
      const unlinks = process.platform !== 'win32';
      const source = await openFile(path, unlinks ? undefined : remove);
      if (unlinks) await remove();
      return Object.assign(Object.create(source) as ByteSource, { name });
    },
    discard,
  };
}
