import { InputError } from '../../core/cube/errors.js';
import type { ByteSource } from '../../core/platform/types.js';
import { parseContentRange } from './content-range.js';
import { readBody } from './http-answer.js';
import { HTTP_LIMITS, type HttpLimits } from './http-limits.js';
import { type Answer, Requests } from './http-request.js';
import { checkRange } from './range.js';

/** Options of httpSource. */
export interface HttpOptions {
  /** Replaces the global `fetch` (authentication, tests). */
  readonly fetch?: typeof globalThis.fetch;
  readonly signal?: AbortSignal;
  /** Timeouts, tries and pauses, where they are not the usual ones. */
  readonly limits?: Partial<HttpLimits>;
}

const FROM_DISK = 'Download the file and open it from disk.';
/** Bytes that are read twice where Content-Range cannot be seen. */
const PROBE = 32;

const otherBytes = (where: string, why: string): InputError =>
  new InputError('the server sends other bytes than it was asked for', { where, why, remedy: FROM_DISK });

/**
 * A URL as a ByteSource by HTTP range requests (RFC 9110, section 14). The size comes from the first range, or from HEAD where a page may not
 * see Content-Range (CORS). Of every answer the range, the length after unpacking, the size and the version of the file (ETag, Last-Modified)
 * are compared with what was asked and seen before. A busy server (429, 5xx) is asked again after the pause it wants. Throws InputError when
 * the server cannot be reached, stops answering, has no range support (it would send the whole file for every block), or sends anything else.
 */
export async function httpSource(url: string, options: HttpOptions = {}): Promise<ByteSource> {
  const limits = { ...HTTP_LIMITS, ...options.limits };
  const name = url;
  const requests = new Requests(url, options.fetch ?? globalThis.fetch, limits);

  const ranged = async (from: number, to: number, signal?: AbortSignal): Promise<Answer & { total?: number }> => {
    const answer = await requests.send({ headers: { Range: `bytes=${from}-${to}` } }, signal);
    try {
      return { ...answer, total: checkAnswer(answer.response, from, to, name) };
    } catch (err) {
      answer.exchange.end();
      throw err;
    }
  };
  const body = ({ response, exchange }: Answer, offset: number, length: number): Promise<Uint8Array> =>
    readBody(response, exchange, length, limits.idleMs, `${name}, byte ${offset}`);

  const first = await ranged(0, 0, options.signal);
  await body(first, 0, 1);
  const version = versionOf(first.response);
  const size = first.total ?? (await sizeByHead(requests, options.signal));
  if (size === undefined || size <= 0) {
    throw new InputError('the server does not say how long the file is', { where: name, remedy: FROM_DISK });
  }

  const read = async (offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array> => {
    checkRange({ name, size }, offset, length);
    if (length === 0) return new Uint8Array(0);
    const answer = await ranged(offset, offset + length - 1, signal);
    const now = answer.total ?? size;
    if (versionOf(answer.response) !== version || now !== size) {
      answer.exchange.end();
      throw new InputError('the file changed on the server while it was read', {
        where: name,
        why: now === size ? 'it has another version (ETag, Last-Modified)' : `it had ${size} bytes and has ${now}`,
        remedy: 'Start again.',
      });
    }
    return body(answer, offset, length);
  };
  if (first.total === undefined && size >= PROBE) {
    // No range was shown, so it is tried out: the second half must be the second half.
    const [whole, half] = [await read(0, PROBE, options.signal), await read(PROBE / 2, PROBE / 2, options.signal)];
    if (half.some((byte, i) => byte !== whole[PROBE / 2 + i]))
      throw otherBytes(name, `bytes ${PROBE / 2}-${PROBE - 1} were asked for, others came`);
  }
  return {
    name,
    size,
    read,
    readInto: async (offset, target, signal) => target.set(await read(offset, target.length, signal)),
    close: async () => {},
  };
}

/** Throws InputError unless the answer is a 206 with bytes `from` to `to`. Returns the length of the file where it is said. */
function checkAnswer(response: Response, from: number, to: number, where: string): number | undefined {
  const { status, statusText, headers } = response;
  if (status === 200)
    throw new InputError('the server does not support range requests', {
      where,
      why: 'it answered 200 with the whole file instead of 206 with the bytes asked for',
      remedy: FROM_DISK,
    });
  if (status !== 206)
    throw new InputError('the server refused the request', { where, why: `HTTP ${status} ${statusText}`.trim() });
  const wrong = (why: string): InputError => otherBytes(where, `bytes ${from}-${to} were asked for, ${why}`);
  const text = headers.get('content-range');
  if (text === null) {
    // Other origins hide it from a page unless they name it in Access-Control-Expose-Headers.
    if (response.type === 'cors') return undefined;
    throw wrong('the answer has no Content-Range');
  }
  const range = parseContentRange(text);
  if (range?.first !== from || range.last !== to) throw wrong(`Content-Range is ${text.slice(0, 80) || 'empty'}`);
  return range.total;
}

/** The length that HEAD tells, unless it is that of a compressed form. */
async function sizeByHead(requests: Requests, signal?: AbortSignal): Promise<number | undefined> {
  const { response, exchange } = await requests.send({ method: 'HEAD' }, signal);
  exchange.done();
  const length = Number(response.headers.get('content-length') ?? Number.NaN);
  const packed = (response.headers.get('content-encoding') ?? 'identity') !== 'identity';
  return response.ok && Number.isSafeInteger(length) && !packed ? length : undefined;
}

const versionOf = ({ headers }: Response): string => headers.get('etag') ?? headers.get('last-modified') ?? '';
