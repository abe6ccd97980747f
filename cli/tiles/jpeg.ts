import jpeg from 'jpeg-js';
import { InputError } from '../../core/cube/errors.js';
import type { Tile } from '../../formats/index.js';

const MOST_MEGAPIXELS = 200;

/** Decodes a JPEG (baseline or progressive) to RGB bytes, [height * width * 3]; the whole image is in memory. Throws InputError. */
export function decodeJpeg(bytes: Uint8Array, name: string): { width: number; height: number; data: Uint8Array } {
  try {
    const options = {
      useTArray: true,
      formatAsRGBA: false,
      tolerantDecoding: false,
      maxResolutionInMP: MOST_MEGAPIXELS,
    } as const;
    return jpeg.decode(bytes, { ...options, maxMemoryUsageInMB: 4096 });
  } catch (err) {
    const why = (err as Error).message;
    const remedy = /limit/.test(why)
      ? 'Convert it to a tiled TIFF: vips tiffsave in.jpg out.tif --tile --compression deflate.'
      : 'The file is damaged or of an unusual kind; write it again.';
    throw new InputError('cannot read the JPEG', { where: name, why, remedy, cause: err });
  }
}

/** A photo tile as baseline JPEG of the given quality (1 to 100), without chroma subsampling. */
export function encodeJpegTile({ width, height, channels, data }: Tile, quality: number): Uint8Array {
  const rgba = new Uint8Array(width * height * 4);
  for (let p = 0; p < width * height; p++) {
    for (let c = 0; c < 3; c++) rgba[4 * p + c] = data[p * channels + (channels === 3 ? c : 0)];
    rgba[4 * p + 3] = 255;
  }
  return jpeg.encode({ width, height, data: rgba }, quality).data;
}
