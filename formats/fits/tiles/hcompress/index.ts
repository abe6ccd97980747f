import { BitReader } from './bits.js';
import { inverseTransform } from './inverse.js';
import { readQuadrant } from './quadtree.js';

/** Magic, three int32 (rows, columns, scale), the sum of all pixels as int64, and three counts of bit planes. */
const HEADER = 25;
/** What float64 holds exactly. */
const MOST_PLANES = 52;

/**
 * Decodes an H-compressed tile of `columns` x `rows` integers (R. L. White 1992, STScI; FITS standard 4.0, section 10.4.3), smoothed where
 * `smooth` asks for it. Throws RangeError for another size and for damaged data.
 */
export function decodeHcompress(input: Uint8Array, columns: number, rows: number, smooth: boolean): Int32Array {
  if (input.length < HEADER || input[0] !== 0xdd || input[1] !== 0x99) throw new RangeError('no H-compressed data');
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  const [height, width, scale] = [view.getInt32(2), view.getInt32(6), view.getInt32(10)];
  if (height !== rows || width !== columns)
    throw new RangeError(`H-compressed data of ${width} x ${height} for a tile of ${columns} x ${rows}`);
  const planes = input.subarray(22, 25);
  if (planes.some(n => n > MOST_PLANES)) throw new RangeError(`${Math.max(...planes)} bit planes of H-compressed data`);

  const a = new Float64Array(rows * columns);
  const [top, left] = [(rows + 1) >> 1, (columns + 1) >> 1];
  const [bottom, right] = [rows >> 1, columns >> 1];
  const bits = new BitReader(input, HEADER);
  const quadrant = (from: number, rows: number, columns: number, n: number): void =>
    readQuadrant(bits, a, { from, stride: width, rows, columns }, n);
  quadrant(0, top, left, planes[0]);
  quadrant(left, top, right, planes[1]);
  quadrant(columns * top, bottom, left, planes[1]);
  quadrant(columns * top + left, bottom, right, planes[2]);
  if (bits.bits(4) !== 0) throw new RangeError('H-compressed data without their end mark');
  bits.align();
  for (let i = 0; i < a.length; i++) if (a[i] !== 0 && bits.bits(1)) a[i] = -a[i];
  a[0] = Number(view.getBigInt64(14));
  if (scale > 1) for (let i = 0; i < a.length; i++) a[i] *= scale;
  inverseTransform(a, rows, columns, smooth ? scale : 0);
  return Int32Array.from(a);
}
