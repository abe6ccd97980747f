import { convertIndexedToRgb, decode } from 'fast-png';
import { InputError } from '../../core/cube/errors.js';
import { inflatedSize, readPngHeader } from './decode.js';

/** A picture: `data` is [height * width * channels] bytes, grey or sRGB. */
export interface PhotoPng {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
}

const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/**
 * Decodes any PNG of 8 or 16 bits a sample, or with a palette, to grey or RGB bytes; what is transparent becomes white. At most
 * `maxPixels` pixels, and not a byte more than the header says is inflated. Throws InputError.
 */
export function readPhotoPng(bytes: Uint8Array, name: string, maxPixels = 2 ** 28): PhotoPng {
  const fail = (why: string, cause?: unknown) =>
    new InputError('cannot read the PNG', { where: name, why, remedy: 'Write it as a PNG of 8 bits, or as TIFF.', cause });
  const { width, height, depth, colour, interlace, data: chunks } = readPngHeader(bytes, name);
  const samples = CHANNELS[colour];
  if (!samples || (depth < 8 && colour !== 3)) throw fail(`colour type ${colour}, ${depth} bits`);
  if (width < 1 || height < 1 || width * height > maxPixels)
    throw fail(`${width} x ${height} pixels, the limit is ${maxPixels}; a tiled TIFF has none`);
  const expected = height * (1 + Math.ceil((width * depth * samples) / 8));
  try {
    // Interlaced images have up to seven passes with a filter byte per row each.
    const most = interlace ? 2 * expected + 64 : expected;
    const size = inflatedSize(chunks, most);
    if (!interlace && size !== expected) throw new Error(`${size} bytes of pixels, expected ${expected}`);
    const image = decode(bytes, { checkCrc: true });
    const pixels = image.palette ? convertIndexedToRgb(image) : image.data;
    const found = image.palette ? image.palette[0].length : image.channels;
    return { width, height, channels: found < 3 ? 1 : 3, data: onWhite(pixels, found, image.depth === 16 ? 8 : 0) };
  } catch (err) {
    throw fail((err as Error).message, err);
  }
}

/** Bytes without alpha, over white; samples of 16 bits lose `shift`. */
function onWhite(data: ArrayLike<number>, channels: number, shift: number): Uint8Array {
  const colours = channels < 3 ? 1 : 3;
  const alpha = channels > colours;
  const pixels = data.length / channels;
  const out = new Uint8Array(pixels * colours);
  for (let p = 0; p < pixels; p++) {
    const opacity = alpha ? (data[p * channels + colours] >> shift) / 255 : 1;
    for (let c = 0; c < colours; c++)
      out[p * colours + c] = Math.round(255 + ((data[p * channels + c] >> shift) - 255) * opacity);
  }
  return out;
}
