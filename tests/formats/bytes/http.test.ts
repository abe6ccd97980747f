import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isCloisonneError } from '../../../core/cube/errors.js';
import type { HttpLimits } from '../../../formats/bytes/http-limits.js';
import { retryAfter } from '../../../formats/bytes/http-request.js';
import { httpSource } from '../../../formats/bytes/index.js';

const bytes = Uint8Array.from({ length: 50_000 }, (_, i) => (i * 7 + (i >> 8)) & 255);
const limits: Partial<HttpLimits> = { backOffMs: 5 };
const BOMB = gzipSync(new Uint8Array(64 << 20));
const AT = 1000;
const LENGTH = 2000;

interface Asked {
  readonly from: number;
  readonly to: number;
  readonly body: Uint8Array;
  /** Of this path, from 1. */
  readonly count: number;
  readonly headers: Record<string, string>;
  readonly response: ServerResponse;
}

/** Sends a body with these headers; the honest answer by default. */
function send({ response, headers, body }: Asked, more: Record<string, string | number> = {}, sent: Uint8Array = body): void {
  response.writeHead(206, { ...headers, 'content-length': sent.length, ...more }).end(sent);
}

/** What is wrong with a server, by path. */
const LIES: Readonly<Record<string, (asked: Asked) => void>> = {
  '/good': send,
  '/shifted': asked => send(asked, { 'content-range': `bytes ${asked.from + 7}-${asked.to + 7}/${bytes.length}` }),
  '/from-zero': asked =>
    send(asked, { 'content-range': `bytes 0-${asked.body.length - 1}/${bytes.length}` }, bytes.slice(0, asked.body.length)),
  '/no-range': asked => {
    delete asked.headers['content-range'];
    send(asked);
  },
  '/nonsense': asked => send(asked, { 'content-range': 'bytes all/of them' }),
  '/multipart': asked => {
    delete asked.headers['content-range'];
    send(asked, { 'content-type': 'multipart/byteranges; boundary=x' });
  },
  '/long': asked => send(asked, {}, new Uint8Array([...asked.body, 1])),
  '/short': asked => send(asked, {}, asked.count > 1 ? asked.body.slice(3) : asked.body),
  '/cut': asked => {
    if (asked.count === 1) return send(asked);
    asked.response.writeHead(206, { ...asked.headers, 'content-length': LENGTH }).write(asked.body.slice(0, 10));
    setTimeout(() => asked.response.destroy(), 20);
  },
  '/size': asked =>
    send(asked, { 'content-range': `bytes ${asked.from}-${asked.to}/${bytes.length + (asked.count > 1 ? 1 : 0)}` }),
  '/etag': asked => send(asked, { etag: `"${asked.count}"` }),
  '/etag-gone': asked => {
    if (asked.count > 1) delete asked.headers.etag;
    send(asked);
  },
  '/whole-late': asked => {
    if (asked.count === 1) return send(asked);
    asked.response.writeHead(200, { etag: '"x"' }).end(bytes);
  },
  '/endless': asked => {
    if (asked.count === 1) return send(asked);
    asked.response.writeHead(206, asked.headers);
    const more = (): void => {
      while (asked.response.write(new Uint8Array(1 << 16)));
      asked.response.once('drain', more);
    };
    more();
  },
  '/bomb': asked => {
    if (asked.count === 1) return send(asked);
    send(asked, { 'content-encoding': 'gzip' }, BOMB);
  },
  '/gzip': asked => send(asked, { 'content-encoding': 'gzip' }, gzipSync(asked.body)),
  '/never': () => {},
  '/stall': asked => {
    if (asked.count === 1) return send(asked);
    asked.response.writeHead(206, { ...asked.headers, 'content-length': LENGTH }).write(asked.body.slice(0, 1));
  },
  '/busy': asked => {
    if (asked.count % 3 === 0) return send(asked);
    asked.response.writeHead(asked.count % 3 === 1 ? 429 : 503, { 'retry-after': '0' }).end('wait');
  },
  '/later': asked => void asked.response.writeHead(429, { 'retry-after': '3600' }).end(),
  '/down': asked => void asked.response.writeHead(503).end(),
  '/reason': asked => {
    asked.response.socket?.end('HTTP/1.1 418 \x1b]0;title\x07\x1b[31mred\x9b2J\r\nContent-Length: 0\r\n\r\n', 'latin1');
  },
};

let server: Server;
let base: string;
const counts = new Map<string, number>();
const times = new Map<string, number[]>();

beforeAll(async () => {
  server = createServer((request: IncomingMessage, response) => {
    const path = request.url ?? '/';
    counts.set(path, (counts.get(path) ?? 0) + 1);
    times.set(path, [...(times.get(path) ?? []), performance.now()]);
    const [from, to] = /bytes=(\d+)-(\d+)/
      .exec(request.headers.range ?? '')
      ?.slice(1)
      .map(Number) ?? [0, bytes.length - 1];
    const headers = { etag: '"x"', 'content-range': `bytes ${from}-${to}/${bytes.length}` };
    LIES[path]({ from, to, body: bytes.slice(from, to + 1), count: counts.get(path) ?? 0, headers, response });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function readFrom(path: string, more: Partial<HttpLimits> = {}): Promise<Uint8Array> {
  counts.delete(path);
  times.delete(path);
  const source = await httpSource(base + path, { limits: { ...limits, ...more } });
  return source.read(AT, LENGTH);
}

test.each(['/good', '/gzip', '/busy'])('%s gives the bytes asked for', async path => {
  expect(await readFrom(path)).toEqual(bytes.slice(AT, AT + LENGTH));
});

test.each([
  ['/shifted', /sends other bytes than it was asked for .*bytes 0-0 were asked for, Content-Range is bytes 7-7\/50000/],
  ['/from-zero', /bytes 1000-2999 were asked for, Content-Range is bytes 0-1999\/50000/],
  ['/no-range', /sends other bytes .*has no Content-Range/],
  ['/multipart', /sends other bytes .*has no Content-Range/],
  ['/nonsense', /Content-Range is bytes all\/of them/],
  ['/long', /sends more than it was asked for .*byte 0\]: 1 bytes were asked for, at least 2 came/],
  ['/short', /transfer broke off .*byte 1000\]: 1997 bytes came, 2000 were asked for/],
  ['/cut', /transfer broke off .*byte 1000\]: terminated/],
  ['/size', /changed on the server .*it had 50000 bytes and has 50001/],
  ['/etag', /changed on the server .*another version/],
  ['/etag-gone', /changed on the server .*another version/],
  ['/whole-late', /does not support range requests/],
  ['/endless', /sends more than it was asked for .*byte 1000/],
  ['/bomb', /sends more than it was asked for .*byte 1000/],
  ['/never', /the server does not answer .*no byte came for 0\.3 seconds/],
  ['/stall', /the server stopped answering .*no byte came for 0\.3 seconds/],
  ['/later', /the server is busy .*HTTP 429, it wants to be asked again in 3600 seconds/],
  ['/down', /refused the request .*HTTP 503 Service Unavailable/],
])('%s is one InputError', async (path, message) => {
  const soon = path === '/never' || path === '/stall' ? { connectMs: 300, idleMs: 300 } : {};
  const error = await readFrom(path, soon).catch(err => err);
  expect(error.message).toMatch(message);
  expect(isCloisonneError(error, 'InputError')).toBe(true);
});

test('a body is dropped where it passes what was asked for', async () => {
  const before = process.memoryUsage().arrayBuffers;
  await readFrom('/bomb').catch(() => undefined);
  await readFrom('/endless').catch(() => undefined);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(160 << 20);
  expect(counts.get('/endless')).toBe(2);
});

test('what a server says cannot steer the terminal', async () => {
  const error = await readFrom('/reason').catch(err => err);
  expect(error.message).toContain('HTTP 418 ]0;title[31mred');
  expect(error.message).not.toMatch(/\p{Cc}/u);
});

test('a busy server is asked again after pauses that grow, and that it asks for', async () => {
  await readFrom('/down', { tries: 4, backOffMs: 40 }).catch(() => undefined);
  const at = times.get('/down') ?? [];
  const pauses = at.slice(1).map((time, i) => time - at[i]);
  expect(pauses).toHaveLength(3);
  for (const [i, pause] of pauses.entries()) expect(pause).toBeGreaterThan(40 * 2 ** i - 5);
  expect(retryAfter('7', 0)).toBe(7000);
  expect(retryAfter('Thu, 01 Jan 1970 00:01:00 GMT', 15_000)).toBe(45_000);
  expect(retryAfter('Thu, 01 Jan 1970 00:00:00 GMT', 15_000)).toBe(0);
  expect([retryAfter(null, 0), retryAfter('soon', 0), retryAfter('-5', 0)]).toEqual([undefined, undefined, undefined]);
});

test('a signal ends waiting for a server, its body and its pause', async () => {
  for (const [path, more] of [
    ['/never', { connectMs: 60_000 }],
    ['/stall', { idleMs: 60_000 }],
    ['/down', { backOffMs: 60_000 }],
  ] as const) {
    counts.delete(path);
    const source = httpSource(base + path, { limits: { ...limits, ...more }, signal: AbortSignal.timeout(150) });
    const error = await source.then(it => it.read(AT, LENGTH, AbortSignal.timeout(150))).catch(err => err);
    expect(isCloisonneError(error, 'InterruptedError'), path).toBe(true);
  }
});

test('where a page cannot see the range, it is tried out', async () => {
  const hidden = (lie: boolean) => async (_: unknown, init: RequestInit) => {
    if (init.method === 'HEAD') return new Response(null, { headers: { 'content-length': `${bytes.length}` } });
    const [from, to] = /(\d+)-(\d+)/.exec(new Headers(init.headers).get('range')!)!.slice(1).map(Number);
    const response = new Response(lie ? bytes.slice(0, to - from + 1) : bytes.slice(from, to + 1), { status: 206 });
    return Object.defineProperty(response, 'type', { value: 'cors' });
  };
  const good = await httpSource('http://x/y', { fetch: hidden(false) as typeof fetch });
  expect(await good.read(AT, LENGTH)).toEqual(bytes.slice(AT, AT + LENGTH));
  await expect(httpSource('http://x/y', { fetch: hidden(true) as typeof fetch })).rejects.toThrow(/sends other bytes/);
});
