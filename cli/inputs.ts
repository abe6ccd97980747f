import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { InputError, UsageError } from '../core/cube/errors.js';
import type { SampleSource, SpectralAxis } from '../core/cube/types.js';
import { withAxis } from '../core/cube/with-axis.js';
import { parseCubeName } from '../formats/bytes/index.js';
import { detectFormat, openSampleSource } from '../formats/detect.js';
import { isStatedAxis, statedAxis } from '../formats/fits/stated-axis.js';
import { FORMATS } from '../formats/registry.js';
import { readAxisSidecar, sidecarLength } from '../formats/table/index.js';
import { besideOf, isUrl, openBytes, siblingsOf } from './beside.js';
import { type CompanionOptions, ownCompanions, withCompanions } from './companions.js';
import { readingFailure } from './reason.js';
import { documentLimit, readRegular } from './regular.js';
import { isStdin, readStdin } from './stdin.js';
import { unpackingShown } from './unpacking.js';

/** How a cube argument is opened. */
export interface InputOptions {
  /** Spectral axis: TYPE,UNIT,START,STEP, or path of a JSON or CSV file. */
  readonly axis?: string;
  /** Index on each further axis of a cube with more than three. */
  readonly plane?: readonly number[];
  /** Which axis of an array is spectral: index from 0 as numpy counts, or a name. */
  readonly spectralAxis?: string;
  /** How many bands the cube is known to have, where that tells which axis is spectral; else what the file of `axis` has. */
  readonly bands?: number;
  /** Bands stay in the order of the file, because the axis of the run was given from elsewhere. */
  readonly keepOrder?: boolean;
  /** Path of the dataset in an HDF5 file. */
  readonly dataset?: string;
  /** An energy calibration in place of an axis (see parseEnergy). */
  readonly energy?: string;
  /** `header`, or path of an image of seconds, to which spectra are scaled. */
  readonly liveTime?: string;
  /** Bytes that compressed input may unpack to. */
  readonly maxSpill?: number;
  /** Do not show how far unpacking is. */
  readonly quiet?: boolean;
  /** Variance and quality flags, where the file does not say or says it otherwise. */
  readonly companions?: CompanionOptions;
  readonly signal?: AbortSignal;
}

/** Opens `cube.fits`, `cube.fits[DATA][1:200,1:200,*]`, `cube.tif`, `cube.hdr`, `cube.h5`, `map.rpl`, `scan_0000.edf`, a URL or `-`. Throws InputError, UsageError. */
export async function openInput(name: string, options: InputOptions = {}): Promise<SampleSource> {
  const { path, hdu, section } = parseCubeName(name);
  const { plane, dataset, spectralAxis, signal, maxSpill: maxSpillBytes, companions = {} } = options;
  const bytes = await openBytes(path, signal, maxSpillBytes);
  const onSpill = unpackingShown(options.quiet);
  let opened: SampleSource | undefined;
  try {
    const asked = await ownCompanions(companions);
    opened = await openSampleSource(bytes, {
      companions: asked,
      ...{ hdu, section, plane, dataset, spectralAxis, signal, maxSpillBytes, onSpill },
      ...{ beside: besideOf(path, signal), siblings: siblingsOf(path) },
      keepOrder: options.keepOrder || options.axis !== undefined || options.energy !== undefined,
      bands: options.bands ?? (await sidecarBands(options.axis)),
    });
    opened = await withCompanions(opened, companions, {
      file: other => openInput(other, { signal, maxSpill: maxSpillBytes }),
      part: other => openInput(path, { plane, dataset: other, signal, maxSpill: maxSpillBytes }),
    });
    return await prepared(opened, options);
  } catch (err) {
    await (opened ?? bytes).close();
    throw err;
  }
}

/** The cube with the axis and the live times that options ask for. */
async function prepared(source: SampleSource, { axis, energy, liveTime, signal }: InputOptions): Promise<SampleSource> {
  if (axis !== undefined && energy !== undefined)
    throw new UsageError('--axis and --energy both give the spectral axis', { remedy: 'Leave one out.' });
  // What few cubes need is loaded for these.
  const timed =
    liveTime === undefined ? source : await (await import('./live-time.js')).withLiveTimeFrom(source, liveTime, signal);
  if (energy !== undefined) return (await import('./energy.js')).calibrated(timed, energy, signal);
  return axis === undefined ? timed : withAxis(timed, await readSidecar(axis, source.shape.bands));
}

async function readSidecar(path: string, bands: number): Promise<SpectralAxis> {
  if (isStatedAxis(path) && !(await stat(path).catch(() => undefined))?.isFile()) return statedAxis(path, bands);
  const bytes = await readRegular(path, documentLimit).catch(err => {
    throw new InputError('cannot read the spectral axis', { where: path, why: readingFailure(err), cause: err });
  });
  return readAxisSidecar(bytes, path, bands);
}

/** How many values an axis file has: that may tell which axis of an array it belongs to. Undefined where it can be of any length, or is no file. */
async function sidecarBands(path: string | undefined): Promise<number | undefined> {
  const bytes = path === undefined ? undefined : await readRegular(path, documentLimit).catch(() => undefined);
  return bytes && sidecarLength(bytes);
}

/** First bytes that tell a format. */
const HEAD = 512;

/**
 * All files of a local input: a header and its data, a series. Its own path alone where it is one file, or cannot be opened, or is none: a URL, a pipe. Nothing
 * is read but headers.
 */
export async function inputFiles(name: string): Promise<readonly string[]> {
  const { path } = parseCubeName(name);
  if (isUrl(path) || isStdin(path) || !(await stat(path).catch(() => undefined))?.isFile()) return [path];
  try {
    const bytes = await openBytes(path);
    const head = await bytes.read(0, Math.min(bytes.size, HEAD)).finally(() => bytes.close());
    const name = detectFormat(head);
    if (FORMATS.some(format => format.alone && format.name === name)) return [path];
    const source = await openInput(path);
    await source.close();
    return source.files ?? [path];
  } catch {
    return [path];
  }
}

const factsOf = async (name: string, files?: readonly string[]) =>
  Promise.all((files ?? (await inputFiles(name))).map(file => stat(file)));

/**
 * What identifies an input in a run's recipe without reading it: path, size and time of change of its files (a header and its data, a
 * series; looked for where `files` are not given); the URL itself; the SHA-256 of what was piped in.
 */
export async function inputIdentity(name: string, files?: readonly string[]): Promise<string> {
  const { path } = parseCubeName(name);
  if (isUrl(path)) return name;
  if (isStdin(path)) return `${name} ${(await readStdin()).sha256}`;
  return [name, ...(await factsOf(name, files)).map(({ size, mtimeMs }) => `${size} ${mtimeMs}`)].join(' ');
}

/** When a file of a local input was last changed, in milliseconds since 1970; 0 for a URL and for what was piped in. */
export async function inputModified(name: string, files?: readonly string[]): Promise<number> {
  const { path } = parseCubeName(name);
  if (isUrl(path) || isStdin(path)) return 0;
  return Math.max(...(await factsOf(name, files)).map(({ mtimeMs }) => mtimeMs));
}

/** Size in bytes of a local input with all its files, or of what was piped in; undefined for a URL. */
export async function inputBytes(name: string, files?: readonly string[]): Promise<number | undefined> {
  const { path } = parseCubeName(name);
  if (isStdin(path)) return (await readStdin()).source.size;
  if (isUrl(path)) return undefined;
  return (await factsOf(name, files)).reduce((sum, { size }) => sum + size, 0);
}

/** Throws InputError when an input is not what it was when `identity` was taken (`inputIdentity`, with the same files). */
export async function requireUnchanged(name: string, identity: string, files?: readonly string[]): Promise<void> {
  const now = await inputIdentity(name, files).catch(() => 'gone');
  if (now === identity) return;
  throw new InputError('the cube changed while it was read', {
    where: name,
    why: now === 'gone' ? 'it is gone' : 'size or time of change differ',
    remedy: 'Run again when it is whole.',
  });
}

/** SHA-256 of a local input, of its files one after the other, or of what was piped in, for provenance; undefined for a URL. */
export async function inputSha256(name: string, files?: readonly string[]): Promise<string | undefined> {
  const { path } = parseCubeName(name);
  if (isUrl(path)) return undefined;
  if (isStdin(path)) return (await readStdin()).sha256;
  const hash = createHash('sha256');
  for (const file of files ?? (await inputFiles(name)))
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
