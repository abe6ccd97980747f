import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { type IncomingHttpHeaders, request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openSeadragonFolder } from '../../../cli/view/modules.js';
import { startViewer, type ViewerServer } from '../../../cli/view/server.js';
import { isCloisonneError } from '../../../core/cube/errors.js';
import { makeResult, sidecar } from './result.js';

let folders: { parent: string; dir: string };
let server: ViewerServer;
let origin: string;
let token: string;

beforeAll(async () => {
  folders = await makeResult();
  await mkdir(join(folders.parent, 'plugin'));
  await writeFile(join(folders.parent, 'plugin/cloisonne-osd.js'), '// plugin');
  await symlink(join(folders.parent, 'secret.txt'), join(folders.dir, 'link.txt'));
  await mkdir(join(folders.dir, 'masks'));
  await writeFile(join(folders.dir, 'masks/one two.txt'), '0123456789');
  server = await startViewer({ dir: folders.dir, plugin: join(folders.parent, 'plugin') });
  ({ origin } = new URL(server.url));
  token = new URL(server.url).searchParams.get('token') ?? '';
});
afterAll(async () => {
  await server.close();
  await rm(folders.parent, { recursive: true });
});

interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** The path as it is, not normalised as fetch would. */
function ask(path: string, init: { method?: string; headers?: Record<string, string>; body?: string } = {}): Promise<Reply> {
  const { method = 'GET', headers = {}, body } = init;
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, method, headers, setHost: headers.host === undefined }, response => {
      const parts: Buffer[] = [];
      response.on('data', part => parts.push(part));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(parts).toString() }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

describe('the viewer', () => {
  it('listens on the loopback interface only', () => {
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{32}$/);
  });

  it('serves other results to compare with, and nothing beside them', async () => {
    const viewer = await startViewer({ dir: folders.dir, others: [folders.dir], plugin: join(folders.parent, 'plugin') });
    const reply = async (path: string) => (await fetch(new URL(path, viewer.url))).status;
    expect((await (await fetch(new URL('session.json', viewer.url))).json()).others).toEqual(['other/0']);
    expect([await reply('other/0/labels.png'), await reply('other/0/segmentation.json')]).toEqual([200, 200]);
    for (const path of [
      'other/0/..%2fsecret.txt',
      'other/0/.hidden',
      'other/0/link.txt',
      'other/1/labels.png',
      'other/x/labels.png',
    ])
      expect([path, await reply(path)]).toEqual([path, 404]);
    await viewer.close();
    const failure = await startViewer({ dir: folders.dir, others: [folders.parent] }).catch(err => err);
    expect(isCloisonneError(failure, 'InputError')).toBe(true);
  });

  it('serves the page, its parts and the result', async () => {
    for (const path of [
      '/',
      '/page.js',
      '/page.css',
      '/plugin/cloisonne-osd.js',
      '/session.json',
      '/encoders/xrf-512/encoder.json',
      '/openseadragon/openseadragon.min.js',
      '/base/preview.png',
    ])
      expect({ path, status: (await ask(path)).status }).toEqual({ path, status: 200 });
    expect((await ask('/result/labels.png')).headers['content-type']).toBe('image/png');
    expect(JSON.parse((await ask('/result/segmentation.json')).text)).toMatchObject(sidecar);
    expect((await ask('/result/masks/one%20two.txt')).text).toBe('0123456789');
  });

  it('keeps the token and the folder out of what it serves, and other sites away', async () => {
    for (const path of ['/', '/page.js', '/session.json']) {
      const { text, headers } = await ask(path);
      expect(text).not.toContain(token);
      expect(text).not.toContain(folders.parent);
      expect(headers['access-control-allow-origin']).toBeUndefined();
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      expect(headers['cross-origin-resource-policy']).toBe('same-origin');
    }
  });

  it('refuses other host names', async () => {
    const { port } = new URL(origin);
    for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1', `127.0.0.1.evil.example:${port}`, ''])
      expect((await ask('/result/segmentation.json', { headers: { host } })).status).toBe(421);
    expect((await ask('/', { headers: { host: `localhost:${port}` } })).status).toBe(200);
  });

  it.each([
    '/result/../secret.txt',
    '/result/..%2fsecret.txt',
    '/result/%2e%2e/secret.txt',
    '/result/masks/../../secret.txt',
    '/result/..%5csecret.txt',
    '/result//etc/passwd',
    '/result/%2fetc%2fpasswd',
    '/result/link.txt',
    '/result/.hidden',
    '/result/masks',
    '/result/labels.png%00.txt',
    '/base/../secret.txt',
    '/base/labels.png',
    '/openseadragon/../../package.json',
    '/encoders/../../package.json',
    '/encoders/xrf-512/../../../package.json',
    '/encoders/xrf-512/..%2fmuse-udf-500%2fencoder.json',
    '/encoders/xrf-512%2f..%2f..%2fencoder.json',
    '/encoders/../encoders/encoder.json',
    '/encoders/xrf-512/card.html',
    '/encoders/xrf-512/',
    '/encoders/xrf-512',
    '/encoders/__proto__/encoder.json',
    '/encoders//encoder.json',
    '/__proto__',
    '/constructor',
  ])('lets no path out: %s', async path => {
    const reply = await ask(path);
    expect(reply.status).toBe(404);
    expect(reply.text).not.toContain('secret');
  });

  it('says what it cannot decode', async () => {
    expect((await ask('/result/%E0%A4%A')).status).toBe(400);
    expect((await ask('/', { method: 'POST' })).status).toBe(405);
  });
});

describe('ranges', () => {
  const file = '/result/masks/one%20two.txt';

  it.each([
    ['bytes=2-4', 206, '234', 'bytes 2-4/10'],
    ['bytes=7-', 206, '789', 'bytes 7-9/10'],
    ['bytes=-3', 206, '789', 'bytes 7-9/10'],
    ['bytes=8-99', 206, '89', 'bytes 8-9/10'],
    ['bytes=10-12', 416, '', 'bytes */10'],
    ['bytes=4-2', 200, '0123456789', undefined],
    ['items=0-1', 200, '0123456789', undefined],
    ['bytes=0-1,4-5', 200, '0123456789', undefined],
  ])('%s', async (range, status, text, contentRange) => {
    const reply = await ask(file, { headers: { range } });
    expect([reply.status, reply.text, reply.headers['content-range']]).toEqual([status, text, contentRange]);
  });

  it('come with a version, by which a file is asked for again', async () => {
    const { headers } = await ask(file, { method: 'HEAD' });
    expect(headers).toMatchObject({ 'accept-ranges': 'bytes', 'content-length': '10' });
    expect((await ask(file, { headers: { 'if-none-match': headers.etag ?? '' } })).status).toBe(304);
    expect((await ask(file, { headers: { range: 'bytes=0-1', 'if-range': '"other"' } })).status).toBe(200);
  });
});

describe('saving', () => {
  const path = () => `/result/segmentation.json?token=${token}`;
  const edits = [{ kind: 'rename', cluster: 2, name: 'sky' }];
  const put = (body: unknown, headers: Record<string, string> = {}, to = path()) =>
    ask(to, {
      method: 'PUT',
      headers: { origin, 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const held = async () => JSON.parse(await readFile(join(folders.dir, 'segmentation.json'), 'utf8'));
  let before: string;
  beforeEach(async () => {
    before = JSON.stringify(await held());
  });

  it('puts edits and registration in, and leaves the rest as it was', async () => {
    const registration = { kind: 'affine', matrix: [2, 0, 0, 2, 5, 6], points: [], note: 'kept' };
    const reply = await put({ ...sidecar, edits, registration, clusters: [], later: undefined });
    expect(reply.status).toBe(204);
    expect(await held()).toEqual({ ...JSON.parse(before), edits, registration });
    expect((await ask('/result/segmentation.json')).headers.etag).toBe(reply.headers.etag);
  });

  it.each([
    ['without the token', 403, {}, '/result/segmentation.json'],
    ['with a wrong token', 403, {}, '/result/segmentation.json?token=x'],
    ['from another origin', 403, { origin: 'http://evil.example' }, undefined],
    ['from another site of this machine', 403, { origin: 'http://127.0.0.1:1' }, undefined],
    ['without an origin', 403, { origin: '' }, undefined],
    ['as a cross-site request', 403, { 'sec-fetch-site': 'cross-site' }, undefined],
    ['as a form', 415, { 'content-type': 'text/plain' }, undefined],
    ['over another version', 412, { 'if-match': '"other"' }, undefined],
    ['of another file', 405, {}, '/result/labels.png'],
    ['that is too long', 413, { 'content-length': '99999999' }, undefined],
  ] as const)('%s is refused', async (_, status, headers, to) => {
    expect((await put({ ...sidecar, edits }, headers, to)).status).toBe(status);
    expect(JSON.stringify(await held())).toBe(before);
  });

  it.each([
    ['not JSON', '{'],
    ['another document', { edits }],
    ['an unknown edit', { ...sidecar, edits: [{ kind: 'explode' }] }],
    ['a singular registration', { ...sidecar, registration: { kind: 'affine', matrix: [1, 1, 1, 1, 0, 0] } }],
  ])('%s is refused', async (_, body) => {
    expect((await put(body)).status).toBe(400);
    expect(JSON.stringify(await held())).toBe(before);
  });
});

describe('what cannot be shown', () => {
  const start = (options: Partial<Parameters<typeof startViewer>[0]>) =>
    startViewer({ dir: folders.dir, plugin: join(folders.parent, 'plugin'), ...options });
  const refused = async (options: Parameters<typeof start>[0], tag: 'InputError' | 'UsageError', message: RegExp) =>
    expect(start(options)).rejects.toSatisfy(err => isCloisonneError(err, tag) && message.test((err as Error).message));

  it('is named', async () => {
    await refused({ dir: folders.parent }, 'InputError', /no such file/);
    await refused({ base: join(folders.parent, 'none.jpg') }, 'InputError', /no such file/);
    await refused({ cube: join(folders.parent, 'none.fits') }, 'InputError', /cannot use the cube.*no such file/);
    await refused({ base: join(folders.parent, 'secret.txt') }, 'InputError', /cloisonne tiles/);
    await refused({ base: folders.parent }, 'InputError', /image\.dzi/);
    await refused({ port: Number(new URL(origin).port) }, 'UsageError', /another program uses it/);
    const other = join(folders.parent, 'later');
    await mkdir(other);
    await writeFile(join(other, 'segmentation.json'), JSON.stringify({ ...sidecar, version: '2.0' }));
    await refused({ dir: other }, 'InputError', /version is 2\.0/);
  });

  it('without OpenSeadragon says how to add it', () => {
    expect(() => openSeadragonFolder(['file:///nowhere/x.js'])).toThrow(/npm install openseadragon/);
  });
});
