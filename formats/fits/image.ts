import { InputError } from '../../core/cube/errors.js';
import type { SpatialFrame } from '../../core/cube/types.js';
import type { ByteSource } from '../../core/platform/types.js';
import { findHdu, requireImage } from './choose.js';
import { celestialFrame } from './frame.js';
import { hduLabel } from './hdu.js';
import { ImageReader } from './image-reader.js';
import type { OpenFitsOptions } from './open.js';
import { readScaling } from './scaling.js';
import { scanFits } from './scan.js';
import { requireRoom, unpack } from './unpack.js';

/** A two-dimensional FITS image: label map, truth, mask. */
export interface FitsImage {
  readonly width: number;
  readonly height: number;
  /** [height * width] physical values, NaN for BLANK, NaN and Inf. */
  readonly data: Float32Array;
  readonly frame: SpatialFrame;
  readonly warnings: readonly string[];
}

/** Options of readFitsImage. */
export type FitsImageOptions = Pick<OpenFitsOptions, 'hdu' | 'signal' | 'maxSpillBytes' | 'onSpill'>;

/**
 * Reads a two-dimensional image (axes of length 1 do not count) from a FITS (or .fits.gz) source, which stays open. Default: the first
 * image with two axes. Throws InputError when there is none.
 */
export async function readFitsImage(source: ByteSource, options: FitsImageOptions = {}): Promise<FitsImage> {
  const bytes = await unpack(source, options);
  try {
    return await readImage(bytes, options);
  } finally {
    if (bytes !== source) await bytes.close();
  }
}

async function readImage(source: ByteSource, options: FitsImageOptions): Promise<FitsImage> {
  const { hdus, warnings: scanned } = await scanFits(source, options.signal);
  const wide = (shape: readonly number[]): number => shape.filter(n => n > 1).length;
  const hdu =
    options.hdu !== undefined ? findHdu(source, hdus, options.hdu) : hdus.find(h => h.kind !== 'bintable' && wide(h.shape) === 2);
  if (!hdu) throw new InputError('the file holds no two-dimensional image', { where: source.name });
  requireImage(source, hdu);
  const axes = hdu.shape.map((n, i) => ({ n, axis: i + 1 })).filter(({ n }) => n > 1);
  if (axes.length > 2 || hdu.shape.length < 2 || hdu.shape.includes(0)) {
    throw new InputError('this HDU is no two-dimensional image', {
      where: `${source.name}, ${hduLabel(hdu)}`,
      why: `its shape is ${hdu.shape.join(' x ')}`,
    });
  }
  const [x, y] = axes.length === 2 ? axes.map(({ axis }) => axis) : [1, 2];
  const [width, height] = [hdu.shape[x - 1], hdu.shape[y - 1]];
  const layout = {
    axes: [
      { role: 'band', axis: hdu.shape.length + 1, stride: width * height, length: 1 },
      { role: 'y', axis: y, stride: width, length: height },
      { role: 'x', axis: x, stride: 1, length: width },
    ],
    base: 0,
  } as const;
  requireRoom(source, hdu, options.maxSpillBytes);
  const { scaling, warnings } = readScaling(source, hdu);
  const lines = [...scanned, ...warnings];
  const reader = new ImageReader(source, hdu, layout, scaling, () => void lines.push('64-bit integers beyond 2^53 are rounded'));
  const data = await reader.window({ x: [0, width], y: [0, height], band: [0, 1] }, options.signal);
  const { frame, warnings: framed } = celestialFrame(hdu, hdus[0], x, y);
  return { width, height, data, frame, warnings: [...lines, ...framed] };
}
