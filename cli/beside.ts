import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { platform } from '#platform';
import { isCloisonneError } from '../core/cube/errors.js';
import type { ByteSource } from '../core/platform/types.js';
import { besideUrl, httpSource } from '../formats/bytes/index.js';
import type { Beside } from '../formats/raw/index.js';
import { isStdin, readStdin } from './stdin.js';

/** True for an address that is read over HTTP. */
export const isUrl = (path: string): boolean => /^https?:\/\//i.test(path);

/** A file, an http(s) URL with range support, or `-` for what is piped in (`maxPiped` bytes at most), as bytes. */
export async function openBytes(path: string, signal?: AbortSignal, maxPiped?: number): Promise<ByteSource> {
  if (isStdin(path)) return (await readStdin(signal, maxPiped)).source;
  return isUrl(path) ? httpSource(path, { signal }) : platform.openFile(path);
}

/** Names of the files in the folder of a path; undefined for a URL or a pipe, of which nobody tells the neighbours. */
export function siblingsOf(path: string): (() => Promise<readonly string[]>) | undefined {
  return isUrl(path) || isStdin(path) ? undefined : () => readdir(dirname(path)).catch(() => []);
}

/** Finds the files that lie in the folder of a path, or beside a URL. */
export function besideOf(path: string, signal?: AbortSignal): Beside {
  if (isUrl(path)) return besideUrl(path, { signal });
  if (isStdin(path)) return async () => undefined;
  return async name => {
    try {
      return await platform.openFile(join(dirname(path), name));
    } catch (err) {
      if (isCloisonneError(err, 'InputError') && /^(no such file|this is a directory)/.test(err.why ?? '')) return undefined;
      throw err;
    }
  };
}
