import type { ByteSource } from '../../core/platform/types.js';
import type { Hdu } from './hdu.js';
import { readScaling } from './scaling.js';

const IMAGE_TYPES: Readonly<Record<number, string>> = { 8: 'B', 16: 'I', 32: 'J', 64: 'K', [-32]: 'E', [-64]: 'D' };
const BYTES: Readonly<Record<string, number>> = { L: 1, A: 1, B: 1, I: 2, J: 4, E: 4, K: 8, D: 8, P: 8, C: 8, Q: 16, M: 16 };

/** A table so wide that one column of it spans more is no wavelength table. */
const MAX_BYTES = 1 << 26;

/** A run of numbers in a data unit. */
interface Run {
  readonly offset: number;
  readonly step: number;
  readonly type: string;
  readonly unit: string;
  readonly scale: number;
  readonly zero: number;
}

const isNumeric = (type: string): boolean => 'BIJKED'.includes(type);

function columnRun(hdu: Hdu, count: number, wanted?: string): Run | undefined {
  const { header, shape, dataOffset } = hdu;
  const [rowBytes, rows] = shape;
  const runs: (Run & { name: string })[] = [];
  let at = 0;
  for (let i = 1; i <= (header.number('TFIELDS') ?? 0); i++) {
    const match = /^(\d*)([LXABIJKEDCMPQ])/.exec(header.string(`TFORM${i}`) ?? '');
    if (!match) return undefined;
    const repeat = match[1] === '' ? 1 : Number(match[1]);
    const type = match[2];
    const bytes = type === 'X' ? Math.ceil(repeat / 8) : repeat * BYTES[type];
    const vector = repeat === count && rows >= 1;
    if (isNumeric(type) && (vector || (repeat === 1 && rows === count)) && at + bytes <= rowBytes) {
      runs.push({
        name: (header.string(`TTYPE${i}`) ?? '').toUpperCase(),
        offset: dataOffset + at,
        step: vector ? BYTES[type] : rowBytes,
        type,
        unit: header.string(`TUNIT${i}`) ?? '',
        scale: header.number(`TSCAL${i}`) ?? 1,
        zero: header.number(`TZERO${i}`) ?? 0,
      });
    }
    at += bytes;
  }
  if (wanted !== undefined) return runs.find(run => run.name === wanted.toUpperCase());
  return runs.find(run => /^(WAVE|LAMBDA|LAM|WLEN|COORDS?)/.test(run.name)) ?? (runs.length === 1 ? runs[0] : undefined);
}

function imageRun(source: ByteSource, hdu: Hdu, count: number): Run | undefined {
  if (hdu.shape.reduce((product, n) => product * n, 1) !== count) return undefined;
  const { scale, zero } = readScaling(source, hdu).scaling;
  return {
    offset: hdu.dataOffset,
    step: Math.abs(hdu.bitpix) / 8,
    type: IMAGE_TYPES[hdu.bitpix],
    unit: hdu.header.string('BUNIT') ?? '',
    scale,
    zero,
  };
}

const get = (view: DataView, type: string, at: number): number => {
  switch (type) {
    case 'B':
      return view.getUint8(at);
    case 'I':
      return view.getInt16(at);
    case 'J':
      return view.getInt32(at);
    case 'K':
      return Number(view.getBigInt64(at));
    case 'E':
      return view.getFloat32(at);
    default:
      return view.getFloat64(at);
  }
};

/**
 * `count` numbers in float64 from a one-dimensional image, or from a binary table: one vector cell (first row) or one scalar column.
 * The column is the one called `column`, else one named like a wavelength, else the only one that fits. Undefined when none fits.
 */
export async function readVector(
  source: ByteSource,
  hdu: Hdu,
  count: number,
  column?: string,
  signal?: AbortSignal,
): Promise<{ values: Float64Array; unit: string } | undefined> {
  const run =
    hdu.kind === 'image' ? imageRun(source, hdu, count) : hdu.kind === 'bintable' ? columnRun(hdu, count, column) : undefined;
  if (!run) return undefined;
  const length = (count - 1) * run.step + BYTES[run.type];
  if (length > MAX_BYTES) return undefined;
  const bytes = await source.read(run.offset, length, signal);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = Float64Array.from({ length: count }, (_, i) => get(view, run.type, i * run.step) * run.scale + run.zero);
  return { values, unit: run.unit };
}
