/**
 * TIFF LZW (codes of 9 to 12 bits, most significant bit first, early change) into exactly `out`; what would go beyond it is dropped.
 * Returns the bytes written. Throws Error for codes that cannot be and for the bit-reversed LZW of old writers.
 */
export function decodeLzw(input: Uint8Array, out: Uint8Array): number {
  if (input.length > 1 && input[0] === 0 && (input[1] & 1) === 1) throw new Error('old-style (bit-reversed) LZW');
  // A string of the table is a stretch of the output: where the previous one stands, one byte longer.
  const start = new Uint32Array(4097);
  const length = new Uint32Array(4097);
  let next = 258;
  let width = 9;
  let bits = 0;
  let held = 0;
  let at = 0;
  let o = 0;
  let previous = -1;
  let previousStart = 0;
  for (;;) {
    while (held < width) {
      if (at >= input.length) return o;
      bits = ((bits << 8) | input[at++]) & 0xffffff;
      held += 8;
    }
    held -= width;
    const code = (bits >> held) & ((1 << width) - 1);
    if (code === 257 || o >= out.length) return o;
    if (code === 256) {
      next = 258;
      width = 9;
      previous = -1;
      continue;
    }
    const here = o;
    if (code < 256) out[o++] = code;
    else if (previous >= 0 && code <= next) {
      // `code === next` is the string being defined right now: it overlaps itself by one byte.
      const [s, n] = code < next ? [start[code], length[code]] : [previousStart, lengthOf(previous, length) + 1];
      const end = Math.min(o + n, out.length);
      for (let p = s; o < end; ) out[o++] = out[p++];
    } else throw new Error(`LZW code ${code} is not in the table of ${next}`);
    if (previous >= 0 && next < 4096) {
      start[next] = previousStart;
      length[next] = lengthOf(previous, length) + 1;
      next++;
    }
    previous = code;
    previousStart = here;
    if (next + 1 >= 1 << width && width < 12) width++;
  }
}

function lengthOf(code: number, length: Uint32Array): number {
  return code < 256 ? 1 : length[code];
}
