import { createHash, randomUUID } from 'node:crypto';
import { link, lstat, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { codeOf, guarded } from './errors.js';

const digestBytes = 32;
const digest = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/** True when something, also a dangling link, has this name. */
export async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (err) {
    if (codeOf(err) === 'ENOENT' || codeOf(err) === 'ENOTDIR') return false;
    throw err;
  }
}

/** Makes a folder and its missing parents. Node's own recursive mkdir never returns where the system refuses with ENOENT (/proc). */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (err) {
    if (codeOf(err) === 'EEXIST' && (await stat(path)).isDirectory()) return;
    if (codeOf(err) !== 'ENOENT' || dirname(path) === path) throw err;
    await makeFolder(dirname(path));
    await mkdir(path);
  }
}

async function writeBy(
  path: string,
  parts: readonly Uint8Array[],
  put: (temporary: string, path: string) => Promise<void> = rename,
): Promise<void> {
  // Of its own for every writer: two that shared one would mix their bytes.
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`);
  try {
    const file = await open(temporary, 'wx');
    try {
      for (const part of parts) await file.writeFile(part);
      await file.sync();
    } finally {
      await file.close();
    }
    await put(temporary, path);
  } catch (err) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw err;
  }
}

/**
 * Writes the parts to `path` by way of a temporary name in the same folder, flushed before it is renamed: under its own name a
 * file is whole or absent. Folders on the way are made. Throws OutputError.
 */
export async function writeWhole(path: string, ...parts: readonly Uint8Array[]): Promise<void> {
  await guarded(path, async () => {
    await makeFolder(dirname(path));
    await writeBy(path, parts);
  });
}

/** Gives a file its name unless something has it. Where the file system knows no hard links, it is looked at just before. */
async function renameNew(temporary: string, path: string): Promise<void> {
  try {
    await link(temporary, path);
  } catch (err) {
    if (codeOf(err) === 'EEXIST') throw err;
    if (await exists(path)) throw Object.assign(new Error('it exists'), { code: 'EEXIST' });
    return rename(temporary, path);
  }
  await rm(temporary);
}

/** `writeWhole` to a name that nothing has. Throws what the system says, EEXIST among it. */
export async function writeNew(path: string, ...parts: readonly Uint8Array[]): Promise<void> {
  await makeFolder(dirname(path));
  await writeBy(path, parts, renameNew);
}

/** Writes a checkpoint: the SHA-256 of the bytes, then the bytes. Throws OutputError. */
export const writeChecked = (path: string, bytes: Uint8Array): Promise<void> => writeWhole(path, digest(bytes), bytes);

/** `writeChecked` into a folder that is there, for a file that several processes may write at once: the last to end wins. */
export const writeShared = (path: string, bytes: Uint8Array): Promise<void> =>
  guarded(path, () => writeBy(path, [digest(bytes), bytes]));

/** The bytes of a checkpoint, or undefined when it is absent, unreadable or damaged. */
export async function readChecked(path: string): Promise<Uint8Array | undefined> {
  const stored = await readFile(path).catch(() => undefined);
  if (!stored || stored.length < digestBytes) return undefined;
  // A copy of its own, so that a caller may view it as floats whatever its offset in the file was.
  const bytes = Uint8Array.from(stored.subarray(digestBytes));
  return digest(bytes).equals(stored.subarray(0, digestBytes)) ? bytes : undefined;
}
