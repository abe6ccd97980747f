import { isCloisonneError } from '../../core/cube/errors.js';
import type { ByteSource } from '../../core/platform/types.js';
import { type HttpOptions, httpSource } from './http.js';

/**
 * Finds the files that lie beside a URL by their bare names (the header of ENVI data, the next file of a series); they share its query.
 * Undefined where the server answers that there is none; throws InputError as httpSource does.
 */
export function besideUrl(url: string, options: HttpOptions = {}): (name: string) => Promise<ByteSource | undefined> {
  return async name => {
    const other = new URL(url);
    other.pathname = other.pathname.replace(/[^/]*$/, encodeURIComponent(name));
    try {
      return await httpSource(other.href, options);
    } catch (err) {
      if (isCloisonneError(err, 'InputError') && /^HTTP 40[34]/.test(err.why ?? '')) return undefined;
      throw err;
    }
  };
}
