/** Pixels of a level: ids or 8-bit samples, or 16-bit means in units of 1/256. */
export type Pixels = Uint8Array | Uint16Array;

/**
 * Halves `rows` rows of `width` labels: each pixel the most frequent of its four, of equally frequent ones the first in reading order
 * (so that no id is favoured). Writes ceil(width / 2) * ceil(rows / 2) ids to `out` from `at` on.
 */
export function halveByMode(source: Pixels, width: number, rows: number, out: Pixels, at: number): void {
  const pairs = width >> 1;
  let o = at;
  for (let y = 0; y < rows; y += 2) {
    let i = y * width;
    // An edge of odd length has two pixels: of two, the first.
    if (y + 1 === rows) {
      for (let x = 0; x < width; x += 2) out[o++] = source[i + x];
      return;
    }
    for (let x = 0; x < pairs; x++, i += 2) {
      const a = source[i];
      const b = source[i + 1];
      const c = source[i + width];
      const d = source[i + width + 1];
      out[o++] = a === b || a === c || a === d ? a : b === c || b === d ? b : c === d ? c : a;
    }
    if (width & 1) out[o++] = source[i];
  }
}

/**
 * Halves `rows` rows by the mean of four samples (two or one on edges of odd length), channel by channel. `source` are bytes, or means in
 * units of 1/256 as this function writes them: rounding to bytes once, at the end, keeps deep levels from drifting.
 */
export function halveByMean(source: Pixels, width: number, rows: number, channels: number, out: Uint16Array, at: number): void {
  // Four bytes of 255 times 64 are 255 * 256.
  const [unit, half, shift] = source instanceof Uint8Array ? [64, 0, 0] : [1, 2, 2];
  const stride = width * channels;
  let o = at;
  for (let y = 0; y < rows; y += 2) {
    const down = y + 1 < rows ? stride : 0;
    for (let x = 0; x < width; x += 2) {
      const right = x + 1 < width ? channels : 0;
      let i = y * stride + x * channels;
      for (let c = 0; c < channels; c++, i++) {
        out[o++] = ((source[i] + source[i + right] + source[i + down] + source[i + down + right]) * unit + half) >> shift;
      }
    }
  }
}
