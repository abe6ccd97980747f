import { readFile } from 'node:fs/promises';
import { InputError } from '../core/cube/errors.js';
import type { RgbImage } from '../core/synth/index.js';
import { readPhotoPng } from '../formats/index.js';
import { readingFailure } from './reason.js';
import { decodeJpeg } from './tiles/jpeg.js';

/** Reads a PNG or JPEG as a colour image. Throws InputError. */
export async function readRgbImage(path: string): Promise<RgbImage> {
  const bytes = await readFile(path).catch(err => {
    throw new InputError('cannot read the image', { where: path, why: readingFailure(err), cause: err });
  });
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return decodeJpeg(bytes, path);
  const { width, height, channels, data } = readPhotoPng(bytes, path);
  const rgb = channels === 3 ? data : Uint8Array.from({ length: 3 * data.length }, (_, i) => data[Math.floor(i / 3)]);
  return { width, height, data: rgb };
}
