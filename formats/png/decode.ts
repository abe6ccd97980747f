import { decode } from 'fast-png';
import { Unzlib } from 'fflate';
import { InputError } from '../../core/cube/errors.js';
import type { LabelMap } from '../../core/labels/types.js';

const IHDR = 0x49484452;
const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** What the first chunks of a PNG say, and its compressed pixels. */
export interface PngHeader {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  /** 0 grey, 2 RGB, 3 palette, 4 grey with alpha, 6 RGB with alpha. */
  readonly colour: number;
  readonly interlace: number;
  readonly data: readonly Uint8Array[];
}

function failure(name: string, what: string, why: string, cause?: unknown): InputError {
  return new InputError(what, { where: name, why, remedy: 'Use the labels.png that segment wrote.', cause });
}

/** Walks the chunks, without inflating anything. Throws InputError. */
export function readPngHeader(bytes: Uint8Array, name: string): PngHeader {
  if (bytes.length < 33 || SIGNATURE.some((b, i) => bytes[i] !== b)) throw failure(name, 'not a PNG', 'the signature is missing');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [depth, colour, , , interlace] = bytes.subarray(24, 29);
  if (view.getUint32(8) !== 13 || view.getUint32(12) !== IHDR) throw failure(name, 'not a PNG', 'it does not begin with IHDR');
  const data: Uint8Array[] = [];
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    if (at + 12 + length > bytes.length)
      throw failure(name, 'truncated PNG', `chunk at byte ${at} ends at ${at + 12 + length} of ${bytes.length}`);
    // Decoders take the last header they meet, whose size nobody has looked at.
    if (at > 8 && view.getUint32(at + 4) === IHDR) throw failure(name, 'damaged PNG', `a second IHDR at byte ${at}`);
    if (view.getUint32(at + 4) === 0x49444154) data.push(bytes.subarray(at + 8, at + 8 + length));
    if (view.getUint32(at + 4) === 0x49454e44)
      return { width: view.getUint32(16), height: view.getUint32(20), depth, colour, interlace, data };
    at += 12 + length;
  }
  throw failure(name, 'truncated PNG', 'no IEND chunk');
}

/** Inflated bytes of the data chunks, counted without keeping them; stops as soon as there are more than `most`. */
export function inflatedSize(chunks: readonly Uint8Array[], most: number): number {
  let size = 0;
  const inflate = new Unzlib(part => {
    size += part.length;
    if (size > most) throw new Error(`more than ${most} bytes of pixels`);
  });
  for (const chunk of chunks) for (let at = 0; at < chunk.length; at += 16384) inflate.push(chunk.subarray(at, at + 16384));
  return size;
}

/**
 * Decodes a greyscale PNG of label ids (8 or 16 bits). Sizes are checked before pixels are inflated: at most `maxPixels` pixels, and not
 * a byte more than the header says. Throws InputError.
 */
export function readLabelPng(bytes: Uint8Array, name = 'labels.png', maxPixels = 2 ** 28): LabelMap {
  const { width, height, depth, colour, interlace, data } = readPngHeader(bytes, name);
  if (colour !== 0 || (depth !== 8 && depth !== 16) || interlace !== 0) {
    const found = `colour type ${colour}, ${depth} bits, interlace ${interlace}`;
    throw failure(name, 'not a label PNG', `${found}; expected greyscale of 8 or 16 bits`);
  }
  if (width < 1 || height < 1 || width * height > maxPixels) {
    throw failure(name, 'label map too large', `${width} x ${height} pixels, the limit is ${maxPixels}`);
  }
  const expected = height * (1 + (width * depth) / 8);
  try {
    const size = inflatedSize(data, expected);
    if (size !== expected) throw new Error(`${size} bytes of pixels, expected ${expected}`);
    const image = decode(bytes, { checkCrc: true });
    return { width, height, data: depth === 16 ? (image.data as Uint16Array) : (image.data as Uint8Array) };
  } catch (err) {
    throw failure(name, 'cannot decode the PNG', (err as Error).message, err);
  }
}
