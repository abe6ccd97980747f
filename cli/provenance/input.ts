import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { platform } from '#platform';
import type { ByteSource } from '../../core/platform/types.js';
import { type DataSums, dataSums } from '../../formats/fits/index.js';
import { detectFormat, parseCubeName } from '../../formats/index.js';
import { isUrl } from '../beside.js';
import { inputBytes, inputFiles, inputSha256 } from '../inputs.js';
import { isStdin } from '../stdin.js';

/** What a file was when it was used. */
export interface FileFacts {
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
  /** DATASUM by HDU, where the file is FITS. */
  readonly datasum?: Readonly<Record<string, string>>;
}

/** One input of a run: what it was for, where it was, what it was. */
export interface UsedFile extends Partial<FileFacts> {
  /** `cube`, or the option that named it: `encoder`, `axis`, `mask` ... */
  readonly role: string;
  /** Absolute, with the HDU after it as the caller wrote it; a URL or the name of a shipped encoder as it is. */
  readonly path: string;
}

/** Multiple of 4, as DATASUM needs it. */
const PIECE = 1 << 20;

async function sumsOf(source: ByteSource, signal?: AbortSignal): Promise<DataSums | undefined> {
  const head = await source.read(0, Math.min(source.size, 16), signal);
  return detectFormat(head) === 'FITS' ? dataSums(source, signal).catch(() => undefined) : undefined;
}

/** Reads a file once for its length, SHA-256 and, for FITS, the DATASUM of every HDU. Throws InputError. */
export async function fileFacts(path: string, signal?: AbortSignal): Promise<FileFacts> {
  const source = await platform.openFile(path);
  try {
    const hash = createHash('sha256');
    const sums = await sumsOf(source, signal);
    for (let at = 0; at < source.size; at += PIECE) {
      const piece = await source.read(at, Math.min(PIECE, source.size - at), signal);
      hash.update(piece);
      sums?.add(piece);
    }
    return { bytes: source.size, sha256: hash.digest('hex'), ...(sums && { datasum: sums.finish() }) };
  } finally {
    await source.close();
  }
}

/**
 * Facts of the cube of a run by the name it was given, and of all its files where there are several; of what is no file (a URL, a device), nothing
 * but the name. Throws InputError.
 */
export async function cubeFacts(
  name: string,
  files?: readonly string[],
  signal?: AbortSignal,
): Promise<{ name: string } & Partial<FileFacts>> {
  const { path } = parseCubeName(name);
  const all = files ?? (await inputFiles(name));
  if (isStdin(path) || all.length > 1) return { name, bytes: await inputBytes(name, all), sha256: await inputSha256(name, all) };
  const found = isUrl(path) ? undefined : await stat(path).catch(() => undefined);
  return { name, ...(found?.isFile() && (await fileFacts(path, signal))) };
}

/** Where a name leads, from any working directory. */
export function absoluteName(name: string): string {
  const { path } = parseCubeName(name);
  return isUrl(path) || isStdin(path) ? name : resolve(path) + name.slice(path.length);
}

/** The file that says what an encoder or an earlier result is; undefined for the name of a shipped encoder. */
async function definingFile(role: string, path: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return undefined;
  return found.isDirectory() ? join(path, role === 'encoder' ? 'encoder.json' : 'segmentation.json') : path;
}

/** The file or folder that an option names, for the record. An encoder's is its card, which names its weights. Throws InputError. */
export async function usedFile(role: string, name: string, signal?: AbortSignal): Promise<UsedFile> {
  const file = await definingFile(role, parseCubeName(name).path);
  if (file === undefined) return { role, path: name };
  return { role, path: absoluteName(name), ...(await fileFacts(file, signal)) };
}
