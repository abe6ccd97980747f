import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startViewer, type ViewerServer } from '../../../cli/view/server.js';
import { createRandom } from '../../../core/cluster/random.js';
import { makeResult } from './result.js';

let folders: { parent: string; dir: string };
let server: ViewerServer;
let port: number;

beforeAll(async () => {
  folders = await makeResult();
  for (const name of ['plugin', 'base', 'outside']) await mkdir(join(folders.parent, name));
  await writeFile(join(folders.parent, 'base/image.dzi'), '<Image/>');
  await writeFile(join(folders.parent, 'outside/secret.txt'), 'secret');
  // Links out of the folders that are served: a folder, and one that leads through another.
  await symlink(join(folders.parent, 'outside'), join(folders.dir, 'masks'));
  await symlink('/etc', join(folders.dir, 'etc'));
  await mkdir(join(folders.parent, 'base/image_files'));
  await symlink(join(folders.parent, 'outside'), join(folders.parent, 'base/image_files/0'));
  server = await startViewer({ dir: folders.dir, plugin: join(folders.parent, 'plugin'), base: join(folders.parent, 'base') });
  port = Number(new URL(server.url).port);
});
afterAll(async () => {
  await server.close();
  await rm(folders.parent, { recursive: true });
});

/** Sends these very bytes and returns all that comes back until the server closes. */
function send(text: string, host = '127.0.0.1'): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host, timeout: 2000 });
    const parts: Buffer[] = [];
    socket.on('data', part => parts.push(part));
    socket.on('timeout', () => socket.destroy());
    socket.on('close', () => resolve(Buffer.concat(parts).toString('latin1')));
    socket.on('error', err => ((err as NodeJS.ErrnoException).code === 'ECONNRESET' ? undefined : reject(err)));
    // Not end(): to half a connection Node's server does not answer.
    socket.write(Buffer.from(text, 'latin1'));
  });
}
const request = (line: string, headers: readonly string[] = [`Host: 127.0.0.1:${port}`]) =>
  send(`${line} HTTP/1.1\r\n${[...headers, 'Connection: close'].join('\r\n')}\r\n\r\n`);
const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);

it('answers on the loopback interface only', async () => {
  expect(statusOf(await request('GET /'))).toBe(200);
  const others = Object.values(networkInterfaces()).flatMap(list =>
    (list ?? []).filter(({ internal, family }) => !internal && family === 'IPv4'),
  );
  for (const { address } of others)
    await expect(send('GET / HTTP/1.1\r\n\r\n', address)).rejects.toThrow(/ECONNREFUSED|EHOSTUNREACH|ETIMEDOUT/);
});

it.each([
  '/result/masks/secret.txt',
  '/result/etc/passwd',
  '/result/%2e%2e/outside/secret.txt',
  '/result/%252e%252e/outside/secret.txt',
  '/result/.%2e/outside/secret.txt',
  '/result/..%00/outside/secret.txt',
  '/result/%5c..%5coutside%5csecret.txt',
  '/result\\..\\outside\\secret.txt',
  '/base/image_files/0/secret.txt',
  '/base/image_files/..%2f..%2foutside/secret.txt',
  '/base/%2e%2e/outside/secret.txt',
  '/cube/../outside/secret.txt',
  '/plugin/%2e%2e/outside/secret.txt',
  '//etc/passwd',
  '/%2fetc/passwd',
  '/result/%c0%ae%c0%ae/outside/secret.txt',
  `http://127.0.0.1/result/../outside/secret.txt`,
])('no path leads out: %s', async path => {
  const answer = await request(`GET ${path}`);
  expect([400, 404]).toContain(statusOf(answer));
  expect(answer).not.toMatch(/secret|root:/);
});

it('answers to its own host name only, and to one of them', async () => {
  const refused = [
    'localhost',
    'evil.example',
    `127.0.0.1:${port}.evil.example`,
    `LOCALHOST.:${port}`,
    `[::1]:${port}`,
    `0.0.0.0:${port}`,
  ];
  for (const host of refused) expect(statusOf(await request('GET /result/segmentation.json', [`Host: ${host}`]))).toBe(421);
  for (const headers of [[], [`Host: 127.0.0.1:${port}`, 'Host: evil.example']])
    expect([400, 421]).toContain(statusOf(await request('GET /result/segmentation.json', headers)));
  const old = await send('GET /result/segmentation.json HTTP/1.0\r\n\r\n');
  expect(statusOf(old)).toBe(421);
});

it.each(['POST', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE', 'PROPFIND'])('does not take %s', async method => {
  const answer = await request(`${method} /result/segmentation.json`);
  expect(statusOf(answer)).toBe(405);
  expect(answer).toMatch(/\r\nallow: GET, HEAD, PUT\r\n/i);
  expect(answer).not.toMatch(/access-control/i);
});

it('tunnels nothing, and lives on after garbage', async () => {
  expect(await request('CONNECT example.org:80')).not.toMatch(/^HTTP\/1\.1 2/);
  const before = await readFile(join(folders.dir, 'segmentation.json'), 'utf8');
  const random = createRandom(11);
  const pieces = [
    '/',
    '..',
    '%2e',
    '%2f',
    '%5c',
    '\\',
    '%00',
    'result',
    'base',
    'cube',
    'outside',
    'secret.txt',
    '?',
    '#',
    ':',
    '%',
    '\xff',
    'é',
    'a',
  ];
  const methods = ['GET', 'HEAD', 'PUT', 'GET ', 'get', 'BREW'];
  const any = <T>(list: readonly T[]): T => list[Math.floor(random.uniform() * list.length)];
  for (let i = 0; i < 150; i++) {
    const path = Array.from({ length: 1 + Math.floor(random.uniform() * 8) }, () => any(pieces)).join('');
    const range = random.uniform() < 0.3 ? [`Range: bytes=${any(['0-', '-1', '9-2', '1e9-', '0-0,1-1', '-'])}`] : [];
    const answer = await request(`${any(methods)} ${any(['/', ''])}${path}`, [`Host: 127.0.0.1:${port}`, ...range]);
    expect(answer).not.toMatch(/secret\b(?!\.txt)|root:|^HTTP\/1\.1 5/);
  }
  expect(await readFile(join(folders.dir, 'segmentation.json'), 'utf8')).toBe(before);
  expect(statusOf(await request('GET /'))).toBe(200);
});
