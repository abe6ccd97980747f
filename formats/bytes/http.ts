import { InputError, throwIfAborted } from '../../core/cube/errors.js';
import type { ByteSource } from '../../core/platform/types.js';
import { checkRange } from './range.js';

/** Options of httpSource. */
export interface HttpOptions {
  /** Replaces the global `fetch` (authentication, tests). */
  readonly fetch?: typeof globalThis.fetch;
  readonly signal?: AbortSignal;
}

const TRIES = 3;

/**
 * A URL as a ByteSource by HTTP range requests (RFC 9110, section 14). The size comes from the first range, or from HEAD where a
 * page may not see Content-Range. Throws InputError when the server cannot be reached, has no range support (it would send the whole
 * file for every block), or serves another version of the file half-way (ETag, Last-Modified).
 */
export async function httpSource(url: string, options: HttpOptions = {}): Promise<ByteSource> {
  const send = options.fetch ?? globalThis.fetch;
  const name = url;

  const request = async (init: RequestInit, signal?: AbortSignal): Promise<Response> => {
    for (let attempt = 1; ; attempt++) {
      throwIfAborted(signal);
      try {
        const response = await send(url, { ...init, signal });
        if (response.status < 500 || attempt === TRIES) return response;
        await response.body?.cancel();
      } catch (err) {
        throwIfAborted(signal);
        if (attempt === TRIES) {
          throw new InputError('cannot reach the server', {
            where: name,
            why: (err as Error).message,
            remedy: 'Check the address and the network (and CORS, in a page).',
            cause: err,
          });
        }
      }
    }
  };

  const ranged = async (from: number, to: number, signal?: AbortSignal): Promise<Response> => {
    const response = await request({ headers: { Range: `bytes=${from}-${to}` } }, signal);
    if (response.status === 206) return response;
    await response.body?.cancel();
    throw response.status === 200
      ? new InputError('the server does not support range requests', {
          where: name,
          why: 'it answered 200 with the whole file instead of 206 with the bytes asked for',
          remedy: 'Download the file and open it from disk.',
        })
      : new InputError('the server refused the request', {
          where: name,
          why: `HTTP ${response.status} ${response.statusText}`.trim(),
        });
  };

  const first = await ranged(0, 0, options.signal);
  await first.body?.cancel();
  const version = versionOf(first);
  const size =
    sizeOf(first) ?? Number((await request({ method: 'HEAD' }, options.signal)).headers.get('content-length') ?? Number.NaN);
  if (!Number.isSafeInteger(size) || size <= 0) {
    throw new InputError('the server does not say how long the file is', {
      where: name,
      remedy: 'Download the file and open it from disk.',
    });
  }

  const read = async (offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array> => {
    checkRange({ name, size }, offset, length);
    if (length === 0) return new Uint8Array(0);
    const response = await ranged(offset, offset + length - 1, signal);
    if (versionOf(response) !== version) {
      await response.body?.cancel();
      throw new InputError('the file changed on the server while it was read', { where: name, remedy: 'Start again.' });
    }
    try {
      const bytes = new Uint8Array(await response.arrayBuffer());
      if (bytes.length === length) return bytes;
      throw new Error(`${bytes.length} bytes came, ${length} were asked for`);
    } catch (err) {
      throwIfAborted(signal);
      throw new InputError('the transfer broke off', {
        where: `${name}, byte ${offset}`,
        why: (err as Error).message,
        cause: err,
      });
    }
  };
  return {
    name,
    size,
    read,
    readInto: async (offset, target, signal) => target.set(await read(offset, target.length, signal)),
    close: async () => {},
  };
}

const versionOf = ({ headers }: Response): string => headers.get('etag') ?? headers.get('last-modified') ?? '';

function sizeOf({ headers }: Response): number | undefined {
  const total = headers.get('content-range')?.match(/\/(\d+)\s*$/)?.[1];
  return total === undefined ? undefined : Number(total);
}
