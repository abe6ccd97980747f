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
import { isStdin, readStdin } from './stdin.js';

const isUrl = (path: string): boolean => /^https?:\/\//i.test(path);

/** A file, an http(s) URL with range support, or `-` for what is piped in, as bytes. */
export async function openBytes(path: string, signal?: AbortSignal): Promise<ByteSource> {
  if (isStdin(path)) return (await readStdin(signal)).source;
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

/** Opens `cube.fits`, `cube.fits[DATA]`, `cube.fits[DATA][1:200,1:200,*]`, `cube.tif`, a URL or `-`. Throws InputError, UsageError. */
export async function openInput(name: string, options: InputOptions = {}): Promise<SampleSource> {
  const { path, hdu, section } = parseCubeName(name);
  const bytes = await openBytes(path, options.signal);
  try {
    const source = await openSampleSource(bytes, { hdu, section, plane: options.plane, signal: options.signal });
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

/**
 * What identifies an input in a run's recipe without reading it: path, size and time of change of a file; the URL itself;
 * the SHA-256 of what was piped in.
 */
export async function inputIdentity(name: string): Promise<string> {
  const { path } = parseCubeName(name);
  if (isUrl(path)) return name;
  if (isStdin(path)) return `${name} ${(await readStdin()).sha256}`;
  const { size, mtimeMs } = await stat(path);
  return `${name} ${size} ${mtimeMs}`;
}

/** Size in bytes of a local input file, or of what was piped in; undefined for a URL. */
export async function inputBytes(name: string): Promise<number | undefined> {
  const { path } = parseCubeName(name);
  if (isStdin(path)) return (await readStdin()).source.size;
  return isUrl(path) ? undefined : (await stat(path)).size;
}

/** SHA-256 of a local input file or of what was piped in, for provenance; undefined for a URL. */
export async function inputSha256(name: string): Promise<string | undefined> {
  const { path } = parseCubeName(name);
  if (isUrl(path)) return undefined;
  if (isStdin(path)) return (await readStdin()).sha256;
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
