import type { FitsHeader } from './header.js';

/** Bytes of one element of a binary table's column, by the letter of TFORM; `X` is bits. */
export const ELEMENT_BYTES: Readonly<Record<string, number>> = {
  L: 1,
  A: 1,
  B: 1,
  I: 2,
  J: 4,
  E: 4,
  K: 8,
  D: 8,
  P: 8,
  C: 8,
  Q: 16,
  M: 16,
};

/** A column of a binary table. */
export interface Column {
  /** TTYPE in upper case, or ''. */
  readonly name: string;
  /** Letter of TFORM; `P` and `Q` are descriptors of arrays in the heap. */
  readonly type: string;
  readonly repeat: number;
  /** Letter of the elements that a descriptor points at, or ''. */
  readonly pointed: string;
  /** Bytes from the start of a row, and bytes in it. */
  readonly offset: number;
  readonly bytes: number;
  /** 1 for the first column: the n of TFORMn. */
  readonly number: number;
}

/** The columns of a binary table in order, up to the first whose TFORM is not known (nothing after it can be placed). */
export function tableColumns(header: FitsHeader): Column[] {
  const columns: Column[] = [];
  let offset = 0;
  for (let i = 1; i <= (header.number('TFIELDS') ?? 0); i++) {
    const match = /^(\d*)([LXABIJKEDCMPQ])([A-Z]?)/.exec((header.string(`TFORM${i}`) ?? '').toUpperCase());
    if (!match) break;
    const repeat = match[1] === '' ? 1 : Number(match[1]);
    const bytes = match[2] === 'X' ? Math.ceil(repeat / 8) : repeat * ELEMENT_BYTES[match[2]];
    columns.push({
      name: (header.string(`TTYPE${i}`) ?? '').toUpperCase(),
      type: match[2],
      repeat,
      pointed: match[3],
      offset,
      bytes,
      number: i,
    });
    offset += bytes;
  }
  return columns;
}

/** One number of a binary table, big-endian: B, I, J, K (rounded beyond 2^53), E or D. */
export function readNumber(view: DataView, type: string, at: number): number {
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
}
