import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { platform } from '#platform';
import { InputError } from '../core/cube/errors.js';
import type { SampleSource, SpectralAxis } from '../core/cube/types.js';
import { withAxis } from '../core/cube/with-axis.js';
import type { ByteSource } from '../core/platform/types.js';
import { httpSource, openSampleSource, parseCubeName, readAxisSidecar } from '../formats/index.js';
import { readingFailure } from './reason.js';

const isUrl = (path: string): boolean => /^https?:\/\//i.test(path);

/** A file or an http(s) URL with range support as bytes. */
export function openBytes(path: string, signal?: AbortSignal): Promise<ByteSource> {
  return isUrl(path) ? httpSource(path, { signal }) : platform.openFile(path);
}

/** How a cube argument is opened. */
export interface InputOptions {
  /** Path of a JSON or CSV file with the spectral axis. */
  readonly axis?: string;
  /** Index on each further axis of a cube with more than three. */
  readonly plane?: readonly number[];
  readonly signal?: AbortSignal;
}

/** Opens `cube.fits`, `cube.fits[DATA]`, `cube.tif` or a URL. Throws InputError. */
export async function openInput(name: string, options: InputOptions = {}): Promise<SampleSource> {
  const { path, hdu } = parseCubeName(name);
  const bytes = await openBytes(path, options.signal);
  try {
    const source = await openSampleSource(bytes, { hdu, plane: options.plane, signal: options.signal });
    return options.axis === undefined ? source : withAxis(source, await readSidecar(options.axis, source.shape.bands));
  } catch (err) {
    await bytes.close();
    throw err;
  }
}

async function readSidecar(path: string, bands: number): Promise<SpectralAxis> {
  const bytes = await readFile(path).catch(err => {
    throw new InputError('cannot read the spectral axis', { where: path, why: readingFailure(err), cause: err });
  });
  return readAxisSidecar(bytes, path, bands);
}

/** What identifies an input in a run's recipe without reading it: path, size and time of change of a file; the URL itself. */
export async function inputIdentity(name: string): Promise<string> {
  const { path } = parseCubeName(name);
  if (isUrl(path)) return name;
  const { size, mtimeMs } = await stat(path);
  return `${name} ${size} ${mtimeMs}`;
}

/** When a local input file was last changed, in milliseconds since 1970; 0 for a URL. */
export async function inputModified(name: string): Promise<number> {
  const { path } = parseCubeName(name);
  return isUrl(path) ? 0 : (await stat(path)).mtimeMs;
}

/** Size in bytes of a local input file; undefined for a URL. */
export async function inputBytes(name: string): Promise<number | undefined> {
  const { path } = parseCubeName(name);
  return isUrl(path) ? undefined : (await stat(path)).size;
}

/** Throws InputError when an input is not what it was when `identity` was taken (`inputIdentity`). */
export async function requireUnchanged(name: string, identity: string): Promise<void> {
  const now = await inputIdentity(name).catch(() => 'gone');
  if (now === identity) return;
  throw new InputError('the cube changed while it was read', {
    where: name,
    why: now === 'gone' ? 'it is gone' : 'size or time of change differ',
    remedy: 'Run again when it is whole.',
  });
}

/** SHA-256 of a local input file, for provenance; undefined for a URL. */
export async function inputSha256(name: string): Promise<string | undefined> {
  const { path } = parseCubeName(name);
  if (isUrl(path)) return undefined;
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
