import { convertIndexedToRgb, type DecodedPng, decode } from 'fast-png';
import { InputError } from '../../core/cube/errors.js';

/** A colour image: [height * width * 3] bytes. */
export interface RgbPixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * Decodes a PNG of any kind (grey, colour, palette; 1 to 16 bits) as sRGB bytes; what is transparent lies on white. At most `maxPixels` pixels,
 * checked before anything is inflated. Throws InputError.
 */
export function readRgbPng(bytes: Uint8Array, name = 'image.png', maxPixels = 2 ** 26): RgbPixels {
  const failure = (what: string, why: string, cause?: unknown) =>
    new InputError(what, { where: name, why, remedy: 'Save the image as a PNG again.', cause });
  if (bytes.length < 33 || SIGNATURE.some((b, i) => bytes[i] !== b)) throw failure('not a PNG', 'the signature is missing');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  if (width < 1 || height < 1 || width * height > maxPixels)
    throw failure('image too large', `${width} x ${height} pixels, the limit is ${maxPixels}`);
  try {
    return { width, height, data: rgbOf(decode(bytes, { checkCrc: true })) };
  } catch (err) {
    throw failure('cannot decode the PNG', (err as Error).message, err);
  }
}

function rgbOf(image: DecodedPng): Uint8Array {
  const { width, height, depth } = image;
  const samples = image.palette ? convertIndexedToRgb(image) : image.data;
  const channels = image.palette ? samples.length / (width * height) : image.channels;
  const highest = image.palette ? 255 : 2 ** depth - 1;
  const packed = depth < 8 && !image.palette;
  const out = new Uint8Array(width * height * 3);
  const row = Math.ceil((width * depth * channels) / 8);
  const grey = channels < 3;
  const value = (p: number, channel: number): number => {
    if (!packed) return samples[p * channels + channel] / highest;
    const bit = (p % width) * depth;
    return ((samples[Math.floor(p / width) * row + (bit >> 3)] >> (8 - depth - (bit & 7))) & highest) / highest;
  };
  for (let p = 0; p < width * height; p++) {
    const opacity = channels === 2 || channels === 4 ? value(p, channels - 1) : 1;
    for (let c = 0; c < 3; c++) out[p * 3 + c] = Math.round(255 * (1 - opacity + opacity * value(p, grey ? 0 : c)));
  }
  return out;
}
