import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, sep } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.csv': 'text/csv; charset=utf-8',
  '.dzi': 'application/xml',
  '.fits': 'application/fits',
  '.html': 'text/html; charset=utf-8',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.tif': 'image/tiff',
  '.tiff': 'image/tiff',
  '.wasm': 'application/wasm',
};

/** A regular file that may be served. */
export interface ServedFile {
  readonly path: string;
  readonly size: number;
  readonly etag: string;
  /** Its contents, where they were read already: those that the ETag is of. */
  readonly body?: Uint8Array;
}

/**
 * The file of this decoded URL path inside `root`, or undefined: for paths that climb, hidden names, backslashes, control characters,
 * folders, and links that lead out of the root.
 */
export async function fileInside(root: string, path: string): Promise<ServedFile | undefined> {
  const segments = path.split('/');
  // Colons and backslashes mean something to Windows.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  if (segments.some(segment => segment === '' || segment.startsWith('.') || /[\\:\x00-\x1f]/.test(segment))) return undefined;
  try {
    const [base, found] = [await realpath(root), await realpath(join(root, ...segments))];
    return found.startsWith(base.endsWith(sep) ? base : base + sep) ? await fileAt(found) : undefined;
  } catch {
    return undefined;
  }
}

/** A regular file by its path, or undefined. */
export async function fileAt(path: string): Promise<ServedFile | undefined> {
  const info = await stat(path).catch(() => undefined);
  return info?.isFile()
    ? { path, size: info.size, etag: `"${info.size.toString(16)}-${Math.round(info.mtimeMs).toString(16)}"` }
    : undefined;
}

/** First and last byte of a single range, `none` when the header asks for none that is understood, `bad` for one outside the file. */
export function byteRange(header: string | undefined, size: number): readonly [number, number] | 'none' | 'bad' {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!match || (!match[1] && !match[2])) return 'none';
  const first = match[1] ? Number(match[1]) : Math.max(0, size - Number(match[2]));
  const last = match[1] && match[2] ? Math.min(Number(match[2]), size - 1) : size - 1;
  if (match[1] && match[2] && Number(match[2]) < first) return 'none';
  return first > last ? 'bad' : [first, last];
}

/** Answers GET and HEAD with a file or one range of it (RFC 9110, section 14). */
export function sendFile(request: IncomingMessage, response: ServerResponse, file: ServedFile): void {
  const { path, size, etag, body } = file;
  const type = TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream';
  const headers = { 'content-type': type, 'accept-ranges': 'bytes', 'cache-control': 'no-cache', etag };
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, headers).end();
    return;
  }
  const unchanged = request.headers['if-range'] === undefined || request.headers['if-range'] === etag;
  const range = unchanged ? byteRange(request.headers.range, size) : 'none';
  if (range === 'bad') {
    response.writeHead(416, { 'content-range': `bytes */${size}` }).end();
    return;
  }
  const [start, end] = range === 'none' ? [0, size - 1] : range;
  const partial = range === 'none' ? {} : { 'content-range': `bytes ${start}-${end}/${size}` };
  response.writeHead(range === 'none' ? 200 : 206, { ...headers, ...partial, 'content-length': end - start + 1 });
  if (request.method === 'HEAD' || size === 0) response.end();
  else if (body) response.end(body.subarray(start, end + 1));
  else
    createReadStream(path, { start, end })
      .on('error', () => response.destroy())
      .pipe(response);
}
