import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { InputError } from '../../core/cube/errors.js';
import { parseEdits, parseRegistration } from '../../core/labels/index.js';
import { documentName, whileLocked } from '../edit/lock.js';
import { writeWhole } from '../output/files.js';
import { documentLimit, type RegularFile, readRegularFile } from '../regular.js';

/** The most a page may send, bytes: several times a result of thousands of bands. */
export const saveLimit = 64 * 2 ** 20;

/** An answer: HTTP status and one line. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  /** Of the version that is on disk from now on, where it was saved. */
  readonly etag?: string;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest();

/** Compares in constant time. */
export const sameToken = (given: string, token: string): boolean => timingSafeEqual(sha256(given), sha256(token));

type Json = Record<string, unknown>;

/** Names a version of a file: two never have the same, however fast they follow each other, and were their bytes the same. */
export const etagOf = ({ bytes, version }: RegularFile): string =>
  `"${createHash('sha256').update(version).update(bytes).digest('base64url')}"`;

/**
 * Takes the edit log and the registration out of a segmentation.json that the page sends and puts them into the one on disk, of which all
 * else stays as it is, also fields of later versions; the file is whole at any moment, and nobody else writes it meanwhile. With If-Match it must be
 * the version the page read.
 */
export async function saveEdits(dir: string, request: IncomingMessage): Promise<Answer> {
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? ''))
    return { status: 415, text: 'application/json is expected' };
  const body = await readBody(request);
  if (body === undefined) return { status: 413, text: `more than ${saveLimit} bytes` };
  try {
    const sent = parse(body, 'the request');
    parseEdits(sent.edits ?? [], 'the request');
    if (sent.registration !== undefined) parseRegistration(sent.registration);
    return await whileLocked(dir, () => replace(join(dir, documentName), sent, request.headers['if-match']));
  } catch (err) {
    const refused = err instanceof InputError;
    return { status: refused ? 400 : 500, text: refused ? err.message : 'segmentation.json cannot be written' };
  }
}

async function replace(path: string, sent: Json, wanted: string | undefined): Promise<Answer> {
  const file = await readRegularFile(path, documentLimit);
  if (wanted !== undefined && wanted !== etagOf(file))
    return { status: 412, text: 'segmentation.json was changed since this page read it' };
  const held = parse(file.bytes.toString('utf8'), documentName);
  const { edits = [], registration = held.registration } = sent;
  await writeWhole(path, Buffer.from(`${JSON.stringify({ ...held, registration, edits }, null, 1)}\n`));
  return { status: 204, text: '', etag: etagOf(await readRegularFile(path, documentLimit)) };
}

function parse(text: string, where: string): Json {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (err) {
    throw new InputError('not JSON', { where, why: (err as Error).message, cause: err });
  }
  if (typeof value !== 'object' || value === null || (value as Json).format !== 'cloisonne-segmentation')
    throw new InputError('not a segmentation', { where, why: "it has no `format: 'cloisonne-segmentation'`" });
  return value as Json;
}

/** The body as text; undefined when it is longer than allowed, of which no more than the limit is kept. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > saveLimit) return undefined;
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    size += (part as Buffer).length;
    if (size > saveLimit) return undefined;
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString('utf8');
}
