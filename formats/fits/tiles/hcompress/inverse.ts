import { smoothLevel } from './smooth.js';

/** Rounds to a multiple of `bit` (a power of two), halves away from 0. */
const rounded = (h: number, bit: number): number => {
  const up = bit / 2;
  return Math.floor((h + (h >= 0 || bit === 1 ? up : up - 1)) / bit) * bit;
};
/** The bit of that value in two's complement. */
const bitIn = (h: number, bit: number): number => (Math.floor(h / bit) & 1 ? bit : 0);

/** Interleaves the first half and the second half of `n` elements `step` apart. */
function interleave(a: Float64Array, from: number, n: number, step: number, spare: Float64Array): void {
  const first = (n + 1) >> 1;
  for (let i = first; i < n; i++) spare[i - first] = a[from + i * step];
  for (let i = first - 1; i > 0; i--) a[from + 2 * i * step] = a[from + i * step];
  for (let i = 1; i < n; i += 2) a[from + i * step] = spare[i >> 1];
}

/**
 * The inverse H-transform of coefficients [rows][columns], in place: from the mean of all pixels, level by level, each mean and its three
 * differences become four means of half the size (White 1992). Exact for integers up to 2^53. `smoothing` is the scale to smooth with, or 0.
 */
export function inverseTransform(a: Float64Array, rows: number, columns: number, smoothing: number): void {
  const levels = Math.ceil(Math.log2(Math.max(rows, columns)));
  if (levels === 0) return;
  const spare = new Float64Array((Math.max(rows, columns) + 1) >> 1);
  a[0] = rounded(a[0], 2 ** (levels + 1));
  for (let level = levels - 1; level >= 0; level--) {
    const height = Math.ceil(rows / 2 ** level);
    const width = Math.ceil(columns / 2 ** level);
    for (let i = 0; i < height; i++) interleave(a, i * columns, width, 1, spare);
    for (let j = 0; j < width; j++) interleave(a, j, height, columns, spare);
    if (smoothing > 0) smoothLevel(a, height, width, columns, smoothing);
    const bit = 2 ** level;
    const divisor = level === 0 ? 4 : 2;
    for (let i = 0; i < height; i += 2) {
      for (let j = 0; j < width; j += 2) spread(a, i * columns + j, i + 1 < height, j + 1 < width, columns, bit, divisor);
    }
  }
}

/** One mean and its differences (those that lie within the image) to means of the next level. */
function spread(
  a: Float64Array,
  at: number,
  below: boolean,
  right: boolean,
  columns: number,
  bit: number,
  divisor: number,
): void {
  const mean = a[at];
  const down = at + columns;
  if (below && right) {
    let x = rounded(a[down], 2 * bit);
    let y = rounded(a[at + 1], 2 * bit);
    const xy = rounded(a[down + 1], bit);
    const low = bitIn(xy, bit);
    x += x >= 0 ? -low : low;
    y += y >= 0 ? -low : low;
    const high = (bitIn(xy, 2 * bit) + bitIn(x, 2 * bit) + bitIn(y, 2 * bit)) % (4 * bit);
    const h = mean + (mean >= 0 || low !== 0 ? low - high : high);
    a[down + 1] = Math.floor((h + x + y + xy) / divisor);
    a[down] = Math.floor((h + x - y - xy) / divisor);
    a[at + 1] = Math.floor((h - x + y - xy) / divisor);
    a[at] = Math.floor((h - x - y + xy) / divisor);
    return;
  }
  const other = below ? down : right ? at + 1 : at;
  if (other === at) {
    a[at] = Math.floor(mean / divisor);
    return;
  }
  const difference = rounded(a[other], 2 * bit);
  const odd = bitIn(difference, 2 * bit);
  const h = mean >= 0 ? mean - odd : mean + odd;
  a[other] = Math.floor((h + difference) / divisor);
  a[at] = Math.floor((h - difference) / divisor);
}
