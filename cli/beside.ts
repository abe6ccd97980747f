import { dirname, join } from 'node:path';
import { platform } from '#platform';
import { isCloisonneError } from '../core/cube/errors.js';
import type { ByteSource } from '../core/platform/types.js';
import { type Beside, httpSource } from '../formats/index.js';

/** True for an address that is read over HTTP. */
export const isUrl = (path: string): boolean => /^https?:\/\//i.test(path);

/** A file or an http(s) URL with range support as bytes. */
export function openBytes(path: string, signal?: AbortSignal): Promise<ByteSource> {
  return isUrl(path) ? httpSource(path, { signal }) : platform.openFile(path);
}

/** Answers of a server and of the system that mean: there is no such file. */
const ABSENT = /^(no such file|this is a directory|HTTP 40[34])/;

/** Finds the files that lie in the folder of a path, or beside a URL (whose query they share). */
export function besideOf(path: string, signal?: AbortSignal): Beside {
  const addressOf = (name: string): string => {
    if (!isUrl(path)) return join(dirname(path), name);
    const url = new URL(path);
    url.pathname = url.pathname.replace(/[^/]*$/, encodeURIComponent(name));
    return url.href;
  };
  return async name => {
    try {
      return await openBytes(addressOf(name), signal);
    } catch (err) {
      if (isCloisonneError(err, 'InputError') && ABSENT.test(err.why ?? '')) return undefined;
      throw err;
    }
  };
}
