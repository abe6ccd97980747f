import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.fits': 'application/fits',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.mjs': 'text/javascript',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.tif': 'image/tiff',
  '.wasm': 'application/wasm',
};

/** One request as the server saw it. */
export interface ServedRequest {
  readonly method: string;
  readonly path: string;
  readonly range: string | undefined;
  readonly status: number;
}

/** A static server on the loopback interface. */
export interface StaticServer {
  /** `http://127.0.0.1:port/`. */
  readonly url: string;
  readonly requests: readonly ServedRequest[];
  close(): Promise<void>;
}

function byteRange(header: string | undefined, size: number): [number, number] | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!match || (!match[1] && !match[2])) return undefined;
  if (!match[1]) return [Math.max(0, size - Number(match[2])), size - 1];
  return [Number(match[1]), match[2] ? Math.min(Number(match[2]), size - 1) : size - 1];
}

/**
 * Serves folders: the first that holds the file wins. `ranges: false` answers every request with the whole file, as a plain server; `headers` go with
 * each answer.
 */
export async function serve(
  dirs: string | readonly string[],
  options: { ranges?: boolean; headers?: Readonly<Record<string, string>> } = {},
): Promise<StaticServer> {
  const ranges = options.ranges ?? true;
  const requests: ServedRequest[] = [];
  const find = async (path: string) => {
    for (const dir of [dirs].flat()) {
      const file = join(dir, normalize(`/${path}`));
      const info = await stat(file).catch(() => undefined);
      if (info?.isFile()) return { file, size: info.size };
    }
    return undefined;
  };
  const server = createServer(async (request, response) => {
    response.setHeaders(new Map(Object.entries(options.headers ?? {})));
    if (request.method === 'OPTIONS') {
      response.writeHead(204).end();
      return;
    }
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    const found = await find(path.endsWith('/') ? `${path}index.html` : path);
    const span = ranges ? byteRange(request.headers.range, found?.size ?? 0) : undefined;
    const status = !found ? 404 : !span ? 200 : span[0] > span[1] ? 416 : 206;
    requests.push({ method: request.method ?? 'GET', path, range: request.headers.range, status });
    if (!found || status === 416) {
      response.writeHead(status, found && { 'content-range': `bytes */${found.size}` }).end();
      return;
    }
    const [start, end] = span ?? [0, found.size - 1];
    response.writeHead(status, {
      'content-type': types[extname(found.file)] ?? 'application/octet-stream',
      'content-length': end - start + 1,
      'cache-control': 'no-store',
      ...(ranges && { 'accept-ranges': 'bytes' }),
      ...(span && { 'content-range': `bytes ${start}-${end}/${found.size}` }),
    });
    if (request.method === 'HEAD' || found.size === 0) response.end();
    else
      createReadStream(found.file, { start, end })
        .on('error', () => response.destroy())
        .pipe(response);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    requests,
    close: () =>
      new Promise(resolve => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
