import { gunzipSync, unzlibSync } from 'fflate';

/** DEFLATE cannot expand more than this (RFC 1951: a match of 258 bytes in two bits). */
export const MOST_EXPANSION = 1032;

/**
 * Unpacks a gzip (or zlib) tile of one of the `sizes` in bytes, ascending. Throws RangeError when it is none of them or could not be by its
 * length, Error when the data are damaged.
 */
export function inflateTile(input: Uint8Array, sizes: readonly number[]): Uint8Array {
  const possible = sizes.filter(size => size <= (input.length + 1) * MOST_EXPANSION);
  const most = possible[possible.length - 1];
  if (most === undefined) throw new RangeError(`${input.length} bytes of gzip data for ${sizes.join(' or ')}`);
  // One byte more tells what is longer.
  const out = new Uint8Array(most + 1);
  const bytes = input[0] === 0x1f && input[1] === 0x8b ? gunzipSync(input, { out }) : unzlibSync(input, { out });
  if (!possible.includes(bytes.length))
    throw new RangeError(
      `${bytes.length > most ? `more than ${most}` : bytes.length} bytes unpacked where ${sizes.join(' or ')} are expected`,
    );
  return bytes;
}

/** Undoes the shuffle of GZIP_2: all first bytes, all second bytes ... back to samples of `size` bytes. */
export function unshuffle(bytes: Uint8Array, size: number): Uint8Array {
  if (size === 1) return bytes;
  const out = new Uint8Array(bytes.length);
  const count = bytes.length / size;
  for (let b = 0, from = 0; b < size; b++) for (let i = 0, to = b; i < count; i++, to += size) out[to] = bytes[from++];
  return out;
}
