import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { isCloisonneError } from '../../../core/cube/errors.js';
import type { ByteSource } from '../../../core/platform/types.js';
import {
  blobSource,
  byteChunks,
  gunzipToSpill,
  httpSource,
  isGzip,
  memorySource,
  parseCubeName,
} from '../../../formats/bytes/index.js';

const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => (i * 7 + (i >> 8)) & 255);

/** A server of `bytes`: `mode` is what is wrong with it. */
function server(mode: 'good' | 'whole' | 'missing' | 'changing' | 'short' | 'hidden' | 'flaky' | 'down' = 'good') {
  let requests = 0;
  const fetch = async (_url: unknown, init: RequestInit = {}): Promise<Response> => {
    requests++;
    init.signal?.throwIfAborted();
    if (mode === 'down') throw new TypeError('fetch failed');
    if (mode === 'flaky' && requests % 2 === 1) return new Response(null, { status: 503 });
    if (mode === 'missing') return new Response('gone', { status: 404, statusText: 'Not Found' });
    if (mode === 'whole') return new Response(bytes, { status: 200 });
    if (init.method === 'HEAD') return new Response(null, { status: 200, headers: { 'content-length': `${bytes.length}` } });
    const [, from, to] = /bytes=(\d+)-(\d+)/.exec(new Headers(init.headers).get('range')!)!.map(Number);
    const part = bytes.slice(from, mode === 'short' && from > 0 ? to : to + 1);
    const headers: Record<string, string> = { etag: mode === 'changing' && from > 0 ? '"b"' : '"a"' };
    if (mode !== 'hidden') headers['content-range'] = `bytes ${from}-${to}/${bytes.length}`;
    const response = new Response(part, { status: 206, headers });
    // What a page sees of another origin.
    return mode === 'hidden' ? Object.defineProperty(response, 'type', { value: 'cors' }) : response;
  };
  return fetch as typeof globalThis.fetch;
}

const sources: [string, () => Promise<ByteSource>][] = [
  ['memory', async () => memorySource(bytes, 'm')],
  ['blob', async () => blobSource(new Blob([bytes]), 'b')],
  ['http', () => httpSource('http://x/y.fits', { fetch: server() })],
  ['http without Content-Range', () => httpSource('http://x/y.fits', { fetch: server('hidden') })],
  ['http after 503', () => httpSource('http://x/y.fits', { fetch: server('flaky'), limits: { backOffMs: 1 } })],
];

test.each(sources)('%s: reads ranges, refuses what lies outside, obeys its signal', async (_, make) => {
  const source = await make();
  expect(source.size).toBe(bytes.length);
  expect(await source.read(1234, 5000)).toEqual(bytes.slice(1234, 6234));
  const target = new Uint8Array(100);
  await source.readInto(99_900, target);
  expect(target).toEqual(bytes.slice(99_900));
  expect(await source.read(5, 0)).toHaveLength(0);
  for (const [offset, length] of [
    [99_999, 2],
    [-1, 1],
    [200_000, 1],
  ]) {
    await expect(source.read(offset, length)).rejects.toThrow(/past the end/);
  }
  const error = await source.read(0, 10, AbortSignal.abort()).catch(err => err);
  expect(isCloisonneError(error, 'InterruptedError')).toBe(true);
  await source.close();
});

test('memory reads are copies', async () => {
  const source = memorySource(bytes, 'm');
  (await source.read(0, 4)).fill(99);
  expect(await source.read(0, 4)).toEqual(bytes.slice(0, 4));
});

test.each([
  ['whole', /does not support range requests.*Download/],
  ['missing', /HTTP 404 Not Found/],
  ['down', /cannot reach the server.*fetch failed/],
] as const)('a server that is %s is one clear InputError', async (mode, message) => {
  const error = await httpSource('http://x/y.fits', { fetch: server(mode), limits: { backOffMs: 1 } }).catch(err => err);
  expect(isCloisonneError(error, 'InputError')).toBe(true);
  expect(error.message).toMatch(message);
});

test('a file that changes and a transfer that breaks off are found', async () => {
  const changing = await httpSource('http://x/y', { fetch: server('changing') });
  await expect(changing.read(5, 5)).rejects.toThrow(/changed on the server/);
  const short = await httpSource('http://x/y', { fetch: server('short') });
  await expect(short.read(5, 5)).rejects.toThrow(/broke off.*4 bytes came, 5/);
});

test('gzip is inflated into a spill, bounded', async () => {
  const packed = memorySource(new Uint8Array(gzipSync(bytes)), 'y.gz');
  expect(isGzip(await packed.read(0, 3))).toBe(true);
  const spill = await gunzipToSpill(packed, bytes.length);
  expect([spill.name, spill.size]).toEqual(['y.gz', bytes.length]);
  expect(await spill.read(70_000, 100)).toEqual(bytes.slice(70_000, 70_100));
  await spill.close();
  await expect(gunzipToSpill(packed, bytes.length - 1)).rejects.toThrow(/100000 bytes, the limit is 99999/);

  // A trailer that lies, a truncated and a damaged file.
  const lying = new Uint8Array(gzipSync(bytes));
  lying.set([1, 0, 0, 0], lying.length - 4);
  await expect(gunzipToSpill(memorySource(lying, 'l.gz'), 50_000)).rejects.toThrow(/unpacks to more|unpack gzip/);
  const cut = new Uint8Array(gzipSync(bytes)).slice(0, 500);
  await expect(gunzipToSpill(memorySource(cut, 'c.gz'), 2 ** 33)).rejects.toThrow(/unpack gzip/);
  await expect(gunzipToSpill(packed, bytes.length, { signal: AbortSignal.abort() })).rejects.toThrow(/interrupted/);
});

test('chunks cover a source', async () => {
  let total = 0;
  for await (const chunk of byteChunks(memorySource(new Uint8Array(2_500_000), 'm'))) total += chunk.length;
  expect(total).toBe(2_500_000);
});

test('cube names', () => {
  expect(parseCubeName('cube.fits')).toEqual({ path: 'cube.fits' });
  expect(parseCubeName('a/cube.fits[DATA]')).toEqual({ path: 'a/cube.fits', hdu: 'DATA' });
  expect(parseCubeName('cube.fits[ 1 ]')).toEqual({ path: 'cube.fits', hdu: 1 });
  expect(parseCubeName('https://x/c.fits.gz[SCI,2]')).toEqual({ path: 'https://x/c.fits.gz', hdu: 'SCI,2' });
  expect(parseCubeName('a[1].fits')).toEqual({ path: 'a[1].fits' });
  expect(() => parseCubeName('cube.fits[]')).toThrow(/empty brackets/);
});
