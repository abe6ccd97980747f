import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join, resolve } from 'node:path';
import { InputError, UsageError } from '../../core/cube/errors.js';
import { readingFailure } from '../reason.js';
import { documentLimit, readRegularFile, readRegularText } from '../regular.js';
import { shippedNames } from '../shipped.js';
import { findBase } from './base.js';
import { encoderFile } from './encoders.js';
import { fileAt, fileInside, type ServedFile, sendFile } from './files.js';
import { openSeadragonFolder, pluginFolder } from './modules.js';
import { pageCss, pageHtml, pageJs } from './page.js';
import { etagOf, sameToken, saveEdits } from './save.js';

/** What to show, and where. */
export interface ViewerOptions {
  /** A folder that `segment` left. */
  readonly dir: string;
  /** A base image as `findBase` takes it; default: the result's own preview. */
  readonly base?: string;
  /** Folders of other results over the same base image, each registered to it, to compare with. */
  readonly others?: readonly string[];
  /** 0 (default) takes a free one. */
  readonly port?: number;
  /** The cube that was segmented, for spectra of single pixels: a path, or an http(s) address that allows this page to read it. */
  readonly cube?: string;
  /** The plugin's folder of ES modules; default: this package's. */
  readonly plugin?: string;
}

/** A running viewer. */
export interface ViewerServer {
  /** Address of the page, with the token that allows saving. */
  readonly url: string;
  close(): Promise<void>;
}

const SIDECAR = 'segmentation.json';
const SECURITY = {
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
};

/**
 * Serves a result folder and a page that shows it, on 127.0.0.1 only. Requests for another host name are refused (DNS rebinding), no other
 * site can read or write (no CORS headers; saving needs the token and this origin), and no path leads out of the folder. Throws InputError
 * for a folder that is no result or a base image that cannot be used, UsageError without OpenSeadragon or for a port that is taken.
 */
export async function startViewer({
  dir,
  base: wanted,
  others = [],
  cube,
  port = 0,
  plugin = pluginFolder(),
}: ViewerOptions): Promise<ViewerServer> {
  await readSidecar(dir);
  for (const other of others) await readSidecar(other);
  const osd = openSeadragonFolder();
  const base = await findBase(wanted ?? join(dir, 'preview.png'));
  const cubeOrigin = cube !== undefined && /^https?:\/\//i.test(cube) ? new URL(cube).origin : undefined;
  const cubeFile = cube !== undefined && !cubeOrigin ? await fileAt(cube) : undefined;
  if (cube !== undefined && !cubeOrigin && !cubeFile)
    throw new InputError('cannot use the cube', { where: cube, why: 'no such file', remedy: 'Check the path.' });
  const session = {
    name: basename(resolve(dir)),
    base: { kind: base.kind, url: base.url },
    over: wanted !== undefined,
    others: others.map((_, i) => `other/${i}`),
    encoders: shippedNames(),
    ...(cube !== undefined && { cube: cubeOrigin ? cube : `cube/${encodeURIComponent(basename(cube))}` }),
  };
  const token = randomBytes(24).toString('base64url');
  const policy = contentPolicy([base.origin, cubeOrigin]);
  const texts: Readonly<Record<string, readonly [type: string, text: string]>> = {
    '': ['text/html', pageHtml],
    'page.css': ['text/css', pageCss],
    'page.js': ['text/javascript', pageJs],
    'session.json': ['application/json', JSON.stringify(session)],
  };
  const fileOf = (path: string): Promise<ServedFile | undefined> => {
    const [room, rest] = [path.slice(0, path.indexOf('/')), path.slice(path.indexOf('/') + 1)];
    if (room === 'plugin') return fileInside(plugin, rest);
    if (room === 'cube') return Promise.resolve(cubeFile && rest === basename(cubeFile.path) ? cubeFile : undefined);
    if (room === 'result') return rest === SIDECAR ? documentInside(dir) : fileInside(dir, rest);
    const other = /^other\/(\d{1,3})\/(.*)$/.exec(path);
    if (other && others[Number(other[1])] !== undefined) return fileInside(others[Number(other[1])], other[2]);
    if (room === 'encoders') return encoderFile(rest);
    if (room === 'openseadragon') return fileInside(osd, rest);
    return room === 'base' ? base.file(rest) : Promise.resolve(undefined);
  };
  let hosts: ReadonlySet<string> = new Set();

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const say = (status: number, text: string, headers = {}) =>
      void response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...headers }).end(text);
    for (const [name, value] of Object.entries({ ...SECURITY, 'content-security-policy': policy }))
      response.setHeader(name, value);
    // Two host names would let a proxy and us see different ones (RFC 9112, section 3.2).
    const [host = '', ...more] = request.headersDistinct.host ?? [];
    if (more.length > 0 || !hosts.has(host)) return say(421, 'This server answers to 127.0.0.1 only.');
    const [address, query = ''] = (request.url ?? '/').split('?', 2);
    const path = decoded(address);
    if (path === undefined) return say(400, 'The address cannot be decoded.');
    if (request.method === 'PUT') {
      if (path !== `result/${SIDECAR}`) return say(405, 'Only segmentation.json can be saved.', { allow: 'GET, HEAD' });
      const site = request.headers['sec-fetch-site'] ?? 'same-origin';
      if (request.headers.origin !== `http://${host}` || site !== 'same-origin')
        return say(403, 'Another site cannot save here.');
      if (!sameToken(new URLSearchParams(query).get('token') ?? '', token))
        return say(403, 'The token is missing or wrong; open the printed address.');
      const { status, text, etag } = await saveEdits(dir, request);
      return say(status, text, etag === undefined ? { connection: 'close' } : { etag });
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') return say(405, 'Not allowed.', { allow: 'GET, HEAD, PUT' });
    const page = Object.hasOwn(texts, path) ? texts[path] : undefined;
    if (page) {
      const body = request.method === 'HEAD' ? '' : page[1];
      return void response.writeHead(200, { 'content-type': `${page[0]}; charset=utf-8`, 'cache-control': 'no-store' }).end(body);
    }
    const file = await fileOf(path);
    return file ? sendFile(request, response, file) : say(404, 'There is no such file.');
  };

  const server = createServer((request, response) => {
    answer(request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  await listen(server, port);
  const { port: bound } = server.address() as AddressInfo;
  hosts = new Set([`127.0.0.1:${bound}`, `localhost:${bound}`]);
  return {
    url: `http://127.0.0.1:${bound}/?token=${token}`,
    close: () =>
      new Promise(done => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<void> {
  return new Promise((done, fail) => {
    server.once('error', (err: NodeJS.ErrnoException) => {
      const why =
        err.code === 'EADDRINUSE' ? 'another program uses it' : err.code === 'EACCES' ? 'it needs more rights' : err.message;
      fail(
        new UsageError('cannot serve on this port', {
          where: `127.0.0.1:${port}`,
          why,
          remedy: 'Choose another --port, or leave it out.',
          cause: err,
        }),
      );
    });
    server.listen(port, '127.0.0.1', done);
  });
}

/** The decoded path without its first slash; undefined where it cannot be decoded. */
function decoded(address: string): string | undefined {
  try {
    return decodeURIComponent(address).replace(/^\//, '');
  } catch {
    return undefined;
  }
}

/**
 * The page may load from here, and from where the base image and the cube are; styles of the legend and of OpenSeadragon are set by script, and the
 * worker that segments compiles WebAssembly.
 */
function contentPolicy(origins: readonly (string | undefined)[]): string {
  const here = [...new Set(["'self'", ...origins.filter(origin => origin !== undefined)])].join(' ');
  return `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src ${here} data: blob:; connect-src ${here}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
}

/** segmentation.json with its bytes as they are now, and their ETag. */
async function documentInside(dir: string): Promise<ServedFile | undefined> {
  const file = await fileInside(dir, SIDECAR);
  const found = file && (await readRegularFile(file.path, documentLimit).catch(() => undefined));
  return found && { ...file, body: found.bytes, size: found.bytes.length, etag: etagOf(found) };
}

async function readSidecar(dir: string): Promise<Readonly<Record<string, unknown>>> {
  const path = join(dir, SIDECAR);
  const fail = (why: string, cause?: unknown) =>
    new InputError('this is no result that can be shown', {
      where: path,
      why,
      remedy: 'Give a folder that cloisonne segment left.',
      cause,
    });
  const text = await readRegularText(path).catch(err => {
    throw fail(readingFailure(err), err);
  });
  let document: Record<string, unknown> | null;
  try {
    document = JSON.parse(text);
  } catch (err) {
    throw fail('it is not JSON', err);
  }
  if (document?.format !== 'cloisonne-segmentation') throw fail("it has no `format: 'cloisonne-segmentation'`");
  if (!/^1\./.test(String(document.version))) throw fail(`its version is ${String(document.version)}, this program reads 1.x`);
  return document;
}
