import { InputError, UsageError } from '../../core/cube/errors.js';
import type { SpatialFrame } from '../../core/cube/types.js';
import type { ByteSource } from '../../core/platform/types.js';
import { findHdu, requireImage } from './choose.js';
import { celestialFrame } from './frame.js';
import { hduLabel } from './hdu.js';
import { ImageReader } from './image-reader.js';
import type { OpenFitsOptions } from './open.js';
import { readScaling } from './scaling.js';
import { scanFits } from './scan.js';
import { frameInWindow, windowsOf } from './section.js';
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
export type FitsImageOptions = Pick<OpenFitsOptions, 'hdu' | 'section' | 'plane' | 'signal' | 'maxSpillBytes' | 'onSpill'>;

/**
 * Reads a two-dimensional image (axes of length 1 do not count) from a FITS (or .fits.gz) source, which stays open. Default: the first
 * image with two axes. Of an image with more, `section` or `plane` (0-based on each further axis) takes one. Throws InputError when there is none.
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
  const windows = windowsOf(source.name, hdu, options.section);
  const wideAxes = windows.map(({ count }, i) => ({ count, axis: i + 1 })).filter(({ count }) => count > 1);
  const further = wideAxes.slice(2);
  const plane = further.length === options.plane?.length ? options.plane : [];
  if (further.length !== plane.length || hdu.shape.length < 2 || hdu.shape.includes(0)) {
    const all = hdu.shape.map((_, i) => (i < 2 ? '*' : '1')).join(',');
    throw new InputError('this HDU is no two-dimensional image', {
      where: `${source.name}, ${hduLabel(hdu)}`,
      why: `its shape is ${hdu.shape.join(' x ')}`,
      remedy:
        further.length > 0 ? `Name one plane: '${source.name}[${hdu.name || hdu.index}][${all}]', counted from 1.` : undefined,
    });
  }
  const [x, y] = wideAxes.length >= 2 ? wideAxes.map(({ axis }) => axis) : [1, 2];
  const stored = (axis: number): number => hdu.shape.slice(0, axis - 1).reduce((product, n) => product * n, 1);
  const [width, height] = [windows[x - 1].count, windows[y - 1].count];
  const axisOf = (role: 'x' | 'y', axis: number) => {
    const { count, step } = windows[axis - 1];
    return { role, axis, stride: stored(axis) * step, length: count, step } as const;
  };
  let base = windows.reduce((sum, { start }, i) => sum + start * stored(i + 1), 0);
  for (const [i, { axis, count }] of further.entries()) {
    if (!(plane[i] < count))
      throw new UsageError(`there is no plane ${plane[i]}`, {
        where: `${source.name}, ${hduLabel(hdu)}`,
        why: `axis ${axis} has ${count}`,
      });
    base += plane[i] * stored(axis) * windows[axis - 1].step;
  }
  const layout = {
    axes: [
      { role: 'band', axis: hdu.shape.length + 1, stride: hdu.shape.reduce((product, n) => product * n, 1), length: 1 },
      axisOf('y', y),
      axisOf('x', x),
    ],
    base,
  } as const;
  requireRoom(source, hdu, options.maxSpillBytes);
  const { scaling, warnings } = readScaling(source, hdu);
  const lines = [...scanned, ...warnings];
  const reader = new ImageReader(source, hdu, layout, scaling, () => void lines.push('64-bit integers beyond 2^53 are rounded'));
  const data = await reader.window({ x: [0, width], y: [0, height], band: [0, 1] }, options.signal);
  const whole = celestialFrame(hdu, hdus[0], x, y);
  const { frame, warnings: cut } = frameInWindow(whole.frame, windows[x - 1], windows[y - 1]);
  return { width, height, data, frame, warnings: [...lines, ...whole.warnings, ...cut] };
}
