import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { InputError } from '../../core/cube/errors.js';
import type { SampleSource } from '../../core/cube/types.js';
import {
  detectFormat,
  openSampleSource,
  parseCubeName,
  type RasterSource,
  readPhotoPng,
  type Strip,
} from '../../formats/index.js';
import { openBytes } from '../beside.js';
import { readLabels } from '../labels.js';
import { decodeJpeg } from './jpeg.js';

/** An image opened for cutting; `close` when done. */
export interface OpenRaster {
  readonly source: RasterSource;
  close(): Promise<void>;
}

/** Rows read at once where the file does not say. */
const STRIP_ROWS = 64;

/**
 * Opens a picture (JPEG, PNG, or TIFF with 1, 3 or 4 bands of 8 or 16 bits) or a label map (with `labels`, a FITS image, or a folder that
 * `segment` left). TIFFs are read strip by strip, what else there is as a whole. Throws InputError.
 */
export async function openRaster(name: string, labels: boolean, signal?: AbortSignal): Promise<OpenRaster> {
  const isFolder = await stat(name).then(
    found => found.isDirectory(),
    () => false,
  );
  if (isFolder) return whole(await labelMap(name, signal));
  const { path } = parseCubeName(name);
  const bytes = await openBytes(path, signal);
  let kept = false;
  try {
    const head = await bytes.read(0, Math.min(16, bytes.size), signal);
    const format = detectFormat(head);
    if (format === 'TIFF') {
      const cube = await openSampleSource(bytes, { signal });
      const source = tiffRaster(cube, labels);
      kept = true;
      return { source, close: () => cube.close() };
    }
    if (labels || format === 'FITS') return whole(await labelMap(name, signal));
    const all = () => bytes.read(0, bytes.size, signal);
    if (head[0] === 0xff && head[1] === 0xd8)
      return whole(inMemory(path, 'photo', { channels: 3, ...decodeJpeg(await all(), path) }));
    if (head[0] === 0x89 && head[1] === 0x50) return whole(inMemory(path, 'photo', readPhotoPng(await all(), path)));
    throw new InputError('not an image', {
      where: path,
      why: 'it is neither JPEG, PNG, TIFF nor FITS',
      remedy: 'Convert it to one of these.',
    });
  } finally {
    if (!kept) await bytes.close();
  }
}

const whole = (source: RasterSource): OpenRaster => ({ source, close: async () => {} });

type Image = Pick<RasterSource, 'width' | 'height' | 'channels'> & { readonly data: Uint8Array | Uint16Array };

function inMemory(path: string, kind: RasterSource['kind'], { data, ...size }: Image): RasterSource {
  return {
    ...{ name: path, kind, ...size, bits: data instanceof Uint16Array ? 16 : 8 },
    strips: () => [{ rows: size.height, data }],
  };
}

async function labelMap(name: string, signal?: AbortSignal): Promise<RasterSource> {
  const { width, height, data } = await readLabels(name, signal);
  let largest = 0;
  for (const id of data) if (id > largest) largest = id;
  return inMemory(name, 'labels', { width, height, channels: 1, data: largest < 256 ? Uint8Array.from(data) : data });
}

function tiffRaster(cube: SampleSource, labels: boolean): RasterSource {
  const { shape, dtype, name } = cube;
  const { width, height, bands } = shape;
  const channels = labels || bands < 3 ? 1 : 3;
  if (!['u8', 'u16'].includes(dtype) || (labels ? bands !== 1 : ![1, 2, 3, 4].includes(bands))) {
    const wanted = labels ? 'one band' : '1, 3 or 4 bands';
    const remedy = labels
      ? 'Labels are whole numbers from 0 to 65535.'
      : 'Stretch it to 8 bits first; cubes are shown by segment and view.';
    throw new InputError(`cannot cut ${labels ? 'labels' : 'a picture'} from this TIFF`, {
      where: name,
      why: `${bands} bands of ${dtype}, expected ${wanted} of u8 or u16`,
      remedy,
    });
  }
  const bits = labels && dtype === 'u16' ? 16 : 8;
  // A picture of 16 bits keeps its upper eight.
  const scale = !labels && dtype === 'u16' ? 1 / 256 : 1;
  return {
    ...{ name: basename(name), kind: labels ? 'labels' : 'photo', width, height, channels, bits },
    async *strips(signal): AsyncGenerator<Strip> {
      const step = cube.rowAlign * Math.max(1, Math.floor(STRIP_ROWS / cube.rowAlign));
      const buffer = bits === 16 ? new Uint16Array(step * width) : new Uint8Array(step * width * channels);
      for (let y = 0; y < height; y += step) {
        const rows = Math.min(step, height - y);
        for await (const piece of cube.samples(y, rows, signal)) {
          for (let c = 0; c < channels; c++) {
            const band = c - piece.band;
            if (band < 0 || band >= piece.bands) continue;
            const pixels = piece.rows * width;
            const [from, stride] = piece.order === 'bip' ? [band, piece.bands] : [band * pixels, 1];
            const to = (piece.y0 - y) * width * channels + c;
            copyBand(piece.data, from, stride, pixels, scale, buffer, to, channels);
          }
        }
        yield { rows, data: buffer.subarray(0, rows * width * channels) };
      }
    },
  };
}

/** Every `stride`th float from `from` on as an integer; missing samples are NaN, which is stored as 0. */
function copyBand(
  data: Float32Array,
  from: number,
  stride: number,
  count: number,
  scale: number,
  out: Uint8Array | Uint16Array,
  to: number,
  step: number,
): void {
  for (let p = 0, i = from, o = to; p < count; p++, i += stride, o += step) out[o] = data[i] * scale;
}
