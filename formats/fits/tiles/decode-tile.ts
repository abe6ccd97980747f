import { FREE_BYTES, type TileDescription } from './description.js';
import { dequantise } from './dither.js';
import { inflateTile, MOST_EXPANSION, unshuffle } from './gzip.js';
import { decodeHcompress } from './hcompress/index.js';
import { decodePlio } from './plio.js';
import { decodeRice } from './rice.js';
import type { TileRow } from './row.js';
import { tileSize } from './tiling.js';

/** Big-endian integers of 1 (unsigned), 2 or 4 bytes. */
function integersOf(bytes: Uint8Array, size: number): Int32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const get = size === 1 ? view.getUint8 : size === 2 ? view.getInt16 : view.getInt32;
  return Int32Array.from({ length: bytes.length / size }, (_, i) => get.call(view, i * size));
}

/** Integers as big-endian samples of an integer BITPIX. */
function samplesOf(values: Int32Array, bitpix: number): Uint8Array {
  const size = Math.abs(bitpix) / 8;
  const out = new Uint8Array(values.length * size);
  const view = new DataView(out.buffer);
  for (let i = 0; i < values.length; i++) {
    const v = values[i];
    if (bitpix === 32) view.setInt32(i * 4, v);
    else if (bitpix === 16) view.setInt16(i * 2, v);
    else if (bitpix === 8) out[i] = v;
    else view.setBigInt64(i * 8, BigInt(v));
  }
  return out;
}

function exactly(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length !== length) throw new RangeError(`${bytes.length} bytes of samples where ${length} are expected`);
  return bytes;
}

/**
 * Decodes tile `index` into big-endian samples of ZBITPIX, as they would lie in an uncompressed image: integers as they are stored, quantised
 * floats restored, NaN for missing ones. Throws RangeError or Error for damaged data.
 */
export function decodeTile(tiles: TileDescription, index: number, row: TileRow, input: Uint8Array): Uint8Array {
  const { bitpix } = tiles;
  const sampleBytes = Math.abs(bitpix) / 8;
  const extent = tileSize(tiles, index);
  const count = extent.reduce((product, n) => product * n, 1);
  // A copy: the input is part of a larger piece of the heap, which nobody keeps.
  if (row.form === 'plain') return exactly(input, count * sampleBytes).slice();
  if (row.form === 'gzip') return inflateTile(input, [count * sampleBytes]);
  const quantised = bitpix < 0 && row.scale !== undefined;
  // Floats without a scale are stored without loss, and then only these forms can hold them.
  const asIs = bitpix < 0 && !quantised;
  const { algorithm } = tiles;
  if (algorithm === 'GZIP_1' || algorithm === 'GZIP_2' || algorithm === 'NOCOMPRESS') {
    const sizes = quantised ? [1, 2, 4] : asIs ? [sampleBytes] : [1, 2, 4, 8];
    const bytes =
      algorithm === 'NOCOMPRESS'
        ? input.slice()
        : inflateTile(
            input,
            sizes.map(size => size * count),
          );
    const size = bytes.length / count;
    if (!sizes.includes(size)) throw new RangeError(`${bytes.length} bytes for ${count} samples`);
    const ordered = algorithm === 'GZIP_2' ? unshuffle(bytes, size) : bytes;
    if (!quantised && size === sampleBytes) return ordered;
    if (size === 8) throw new RangeError(`samples of 8 bytes for BITPIX ${bitpix}`);
    return restored(integersOf(ordered, size), tiles, index, row, quantised);
  }
  if (asIs) throw new RangeError(`${algorithm} without ZSCALE for floating-point samples`);
  return restored(integers(tiles, extent, count, input), tiles, index, row, quantised);
}

function integers(
  { algorithm, blockSize, bytePix, smooth }: TileDescription,
  extent: readonly number[],
  count: number,
  input: Uint8Array,
): Int32Array {
  // Their shortest streams stand for tiles of any size; eight bytes a sample is what decoding takes.
  if (8 * count > FREE_BYTES + MOST_EXPANSION * input.length)
    throw new RangeError(`${input.length} bytes of ${algorithm} data for ${count} samples`);
  if (algorithm === 'RICE_1') return decodeRice(input, count, blockSize, bytePix);
  if (algorithm === 'PLIO_1') return decodePlio(input, count);
  const plane = extent.slice(2).every(n => n === 1) ? extent : extent.filter(n => n > 1);
  const [columns, rows = 1] = plane;
  if (columns * rows !== count) throw new RangeError(`an H-compressed tile of ${extent.join(' x ')}, which is no image`);
  return decodeHcompress(input, columns, rows, smooth);
}

function restored(
  stored: Int32Array,
  tiles: TileDescription,
  index: number,
  { scale, zero, blank }: TileRow,
  quantised: boolean,
): Uint8Array {
  if (!quantised || scale === undefined) return samplesOf(stored, tiles.bitpix);
  const { dither: method, ditherSeed: seed, bitpix } = tiles;
  return dequantise(stored, index, { method, seed, scale, zero: zero ?? 0, blank }, bitpix);
}
