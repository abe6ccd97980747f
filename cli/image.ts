import { InputError } from '../core/cube/errors.js';
import type { RgbImage } from '../core/synth/index.js';
import { readPhotoPng } from '../formats/index.js';
import { readingFailure } from './reason.js';
import { assetLimit, readRegular } from './regular.js';
import { decodeJpeg } from './tiles/jpeg.js';

/** Reads a PNG or JPEG as a colour image. Throws InputError. */
export async function readRgbImage(path: string): Promise<RgbImage> {
  const bytes = await readRegular(path, assetLimit).catch(err => {
    throw new InputError('cannot read the image', { where: path, why: readingFailure(err), cause: err });
  });
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return decodeJpeg(bytes, path);
  const { width, height, channels, data } = readPhotoPng(bytes, path);
  const rgb = channels === 3 ? data : Uint8Array.from({ length: 3 * data.length }, (_, i) => data[Math.floor(i / 3)]);
  return { width, height, data: rgb };
}

/**
 * Reads a picture of what a cube shows: its first row belongs to the cube's first row. It may have more or fewer pixels, but its sides
 * differ in proportion by 2 % at most. Throws InputError.
 */
export async function readPictureOf(path: string, shape: { readonly width: number; readonly height: number }): Promise<RgbImage> {
  const image = await readRgbImage(path);
  if (Math.abs((image.width * shape.height) / (image.height * shape.width) - 1) > 0.02) {
    throw new InputError('the picture has another shape than the cube', {
      where: path,
      why: `${image.width} x ${image.height}, the cube is ${shape.width} x ${shape.height}`,
    });
  }
  return image;
}
