import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError, UsageError } from '../core/cube/errors.js';
import { formatBytes } from '../core/cube/memory.js';
import type { SpatialFrame } from '../core/cube/types.js';
import type { LabelMap } from '../core/labels/types.js';
import type { ByteSource } from '../core/platform/types.js';
import {
  detectFormat,
  type FitsImageOptions,
  openSampleSource,
  parseCubeName,
  readFitsImage,
  readLabelPng,
} from '../formats/index.js';
import { openBytes } from './beside.js';
import { assetLimit } from './regular.js';

const PNG = [0x89, 0x50, 0x4e, 0x47];

/** What maps of bins write where there is none. */
const NO_BIN = -1;

/**
 * Reads an integer image as a label map: PNG, one-band TIFF, 2-D FITS (one plane of several by a section, `maps.fits[BINID][*,*,1]`, or by `plane`, from
 * 0), or a folder that `segment` left (its labels.png). Values must be whole numbers from 0 to 65535; missing ones become 0, and so does -1, as maps
 * of bins have it: where these also have a bin 0, all numbers grow by 1. Throws InputError.
 */
export async function readLabels(name: string, signal?: AbortSignal, plane?: readonly number[]): Promise<LabelMap> {
  return (await readPlacedLabels(name, signal, plane)).labels;
}

/** As `readLabels`, with where its pixels are in the world, as far as the file says it. */
export async function readPlacedLabels(
  name: string,
  signal?: AbortSignal,
  plane?: readonly number[],
): Promise<{ readonly labels: LabelMap; readonly frame: SpatialFrame }> {
  const folder = await stat(name).then(
    found => found.isDirectory(),
    () => false,
  );
  const { path, hdu, section } = parseCubeName(folder ? join(name, 'labels.png') : name);
  const source = await openBytes(path, signal);
  try {
    const head = await source.read(0, Math.min(4, source.size), signal);
    if (PNG.every((byte, i) => head[i] === byte)) {
      if (source.size > assetLimit)
        throw new InputError('the label map is too large', {
          where: name,
          why: `it has ${formatBytes(source.size)}, more than ${formatBytes(assetLimit)} is not read`,
        });
      return { labels: readLabelPng(await source.read(0, source.size, signal), path), frame: { kind: 'none' } };
    }
    const { width, height, data, frame } = await readPlane(source, { hdu, section, plane }, signal);
    const shift = data.includes(NO_BIN) && data.includes(0) ? 1 : 0;
    const out = new Uint16Array(data.length);
    for (let i = 0; i < data.length; i++) {
      const value = Number.isNaN(data[i]) || data[i] === NO_BIN ? 0 : data[i] + shift;
      if (!Number.isInteger(value) || value < 0 || value > 65535) {
        throw new InputError('this is not a label map', {
          where: name,
          why: `pixel ${i % width},${Math.floor(i / width)} is ${value}`,
          remedy: 'Labels are whole numbers from 0 to 65535, and -1 for none.',
        });
      }
      out[i] = value;
    }
    return { labels: { width, height, data: out }, frame };
  } finally {
    await source.close();
  }
}

/** The plane asked for, else the first plane of an image file. */
async function readPlane(
  source: ByteSource,
  { hdu, section, plane }: Pick<FitsImageOptions, 'hdu' | 'section' | 'plane'>,
  signal?: AbortSignal,
): Promise<{ width: number; height: number; data: Float32Array; frame: SpatialFrame }> {
  const head = await source.read(0, Math.min(16, source.size), signal);
  if (detectFormat(head) === 'FITS') return readFitsImage(source, { hdu, section, plane, signal });
  if (section) throw new UsageError('sections are for FITS', { where: source.name, remedy: 'Name the whole image.' });
  const image = await openSampleSource(source, { hdu, signal });
  const { shape, frame } = image;
  return { width: shape.width, height: shape.height, data: await image.plane(0, signal), frame };
}
