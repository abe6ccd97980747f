import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { editLockName, finalNameOf } from '../output/contents.js';
import { waitForLock } from '../output/lock.js';

/** The document of a result: the only file of it that is written after it is whole. */
export const documentName = 'segmentation.json';

/**
 * Runs `work` while no other process writes the segmentation.json of a result: what it reads then is what it replaces. Waits for its turn. Throws
 * OutputError when the folder cannot be written, or another process holds on to it.
 */
export async function whileLocked<T>(dir: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  const unlock = await waitForLock(join(dir, editLockName), signal);
  try {
    // Temporary files of writers that were killed: nobody else writes now.
    for (const name of await readdir(dir)) if (finalNameOf(name) === documentName) await rm(join(dir, name), { force: true });
    return await work();
  } finally {
    await unlock();
  }
}
