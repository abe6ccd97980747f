import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BIN } from '../../helpers/cli.js';
import { makeResult, sidecar } from './result.js';

let folders: { parent: string; dir: string };
const viewers: { child: ChildProcess; url: URL }[] = [];

/** A viewer in a process of its own. */
async function view(): Promise<{ child: ChildProcess; url: URL }> {
  const child = spawn(process.execPath, [BIN, 'view', folders.dir], { stdio: ['ignore', 'pipe', 'ignore'] });
  for await (const line of createInterface({ input: child.stdout })) return { child, url: new URL(line) };
  throw new Error('the viewer has ended');
}

beforeAll(async () => {
  folders = await makeResult();
  viewers.push(...(await Promise.all([view(), view()])));
}, 60_000);
afterAll(async () => {
  for (const { child } of viewers) child.kill();
  await rm(folders.parent, { recursive: true });
});

const document = () => JSON.parse(readFileSync(join(folders.dir, 'segmentation.json'), 'utf8'));

/** The document with as many edits as tell the writer; the longer ones take longer to write. */
const writtenBy = (writer: number) => ({
  ...sidecar,
  edits: Array.from({ length: 1 + 200 * writer }, (_, i) => ({ kind: 'rename', cluster: 1, name: `writer ${writer} edit ${i}` })),
});

async function put(writer: number, match?: string | null): Promise<{ status: number; etag: string | null }> {
  const { url } = viewers[writer % viewers.length];
  const reply = await fetch(new URL(`result/segmentation.json${url.search}`, url), {
    method: 'PUT',
    headers: { 'content-type': 'application/json', origin: url.origin, ...(match && { 'if-match': match }) },
    body: JSON.stringify(writtenBy(writer)),
  });
  await reply.text();
  return { status: reply.status, etag: reply.headers.get('etag') };
}

async function read(): Promise<string | null> {
  const reply = await fetch(new URL('result/segmentation.json', viewers[0].url));
  await reply.text();
  return reply.headers.get('etag');
}

const writers = [0, 1, 2, 3, 4, 5, 6, 7];

describe('saves at the same time, through two viewers of one result', () => {
  test('that name the version they read: one succeeds and stands in the file, the others are told that theirs is stale', async () => {
    for (let round = 0; round < 10; round++) {
      const version = await read();
      const replies = await Promise.all(writers.map(writer => put(writer, version)));
      expect(replies.map(({ status }) => status).sort()).toEqual([204, ...writers.slice(1).map(() => 412)]);
      const winner = replies.findIndex(({ status }) => status === 204);
      expect(document().edits).toEqual(writtenBy(winner).edits);
      expect(await read()).toBe(replies[winner].etag);
    }
  }, 60_000);

  test('that name none: all succeed, and the file is one of them, whole', async () => {
    for (let round = 0; round < 10; round++) {
      const replies = await Promise.all(writers.map(writer => put(writer)));
      expect(replies.map(({ status }) => status)).toEqual(writers.map(() => 204));
      const { edits } = document();
      expect(edits).toEqual(writtenBy((edits.length - 1) / 200).edits);
    }
    expect(readdirSync(folders.dir).filter(name => /lock|tmp/.test(name))).toEqual([]);
  }, 60_000);

  test('of the same length within a moment have different versions', async () => {
    const first = await put(1);
    const second = await put(1, first.etag);
    expect(second.status).toBe(204);
    const before = await read();
    const text = JSON.stringify(writtenBy(1)).replaceAll('writer 1', 'WRITER 1');
    const { url } = viewers[0];
    const headers = { 'content-type': 'application/json', origin: url.origin };
    const address = new URL(`result/segmentation.json${url.search}`, url);
    expect((await fetch(address, { method: 'PUT', headers, body: text })).status).toBe(204);
    expect((await put(0, before)).status).toBe(412);
  });
});
