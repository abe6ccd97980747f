import type { BitReader } from './bits.js';

/** A quadrant of the coefficients: its first element, the length of a row of the whole array, and its rows and columns. */
export interface Quadrant {
  readonly from: number;
  readonly stride: number;
  readonly rows: number;
  readonly columns: number;
}

const half = (n: number): number => (n + 1) >> 1;

/** Where pixel (row, column) of a 2 x 2 block stands in its 4-bit code. */
const bitOf = (row: number, column: number): number => 3 - 2 * (row & 1) - (column & 1);

/**
 * Adds the bit planes of one quadrant to `out`, the highest first: each either four pixels a nybble, or a tree of 4-bit codes in which a zero
 * stands for an empty quarter. Throws RangeError for damaged data.
 */
export function readQuadrant(input: BitReader, out: Float64Array, quadrant: Quadrant, planes: number): void {
  const { rows, columns } = quadrant;
  const levels = Math.ceil(Math.log2(Math.max(rows, columns, 1)));
  const size = Math.max(1, half(rows) * half(columns));
  let codes = new Uint8Array(size);
  let finer = new Uint8Array(size);
  for (let plane = planes - 1; plane >= 0; plane--) {
    const kind = input.bits(4);
    if (kind !== 0 && kind !== 15) throw new RangeError(`the code ${kind} before a bit plane of H-compressed data`);
    if (kind === 0) for (let i = 0; i < half(rows) * half(columns); i++) codes[i] = input.bits(4);
    else {
      codes[0] = input.huffman();
      for (let level = 1; level < levels; level++) {
        expand(input, codes, finer, Math.max(1, rows / 2 ** (levels - level)), Math.max(1, columns / 2 ** (levels - level)));
        [codes, finer] = [finer, codes];
      }
    }
    insert(codes, out, quadrant, 2 ** plane);
  }
}

/** One level down: every set bit of a code becomes a code of its own, read from the last to the first. */
function expand(input: BitReader, codes: Uint8Array, finer: Uint8Array, rows: number, columns: number): void {
  const [height, width] = [Math.ceil(rows), Math.ceil(columns)];
  const parents = half(width);
  for (let i = height - 1; i >= 0; i--) {
    for (let j = width - 1; j >= 0; j--) {
      const set = (codes[(i >> 1) * parents + (j >> 1)] >> bitOf(i, j)) & 1;
      finer[i * width + j] = set ? input.huffman() : 0;
    }
  }
}

function insert(codes: Uint8Array, out: Float64Array, { from, stride, rows, columns }: Quadrant, value: number): void {
  const parents = half(columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      if ((codes[(i >> 1) * parents + (j >> 1)] >> bitOf(i, j)) & 1) out[from + i * stride + j] += value;
    }
  }
}
