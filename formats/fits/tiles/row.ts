import { type Column, ELEMENT_BYTES, readNumber } from '../columns.js';
import type { TileDescription } from './description.js';

/** Where the bytes of a tile lie and how they are to be taken. */
export interface TileRow {
  /** `compressed` by the image's algorithm, `gzip` of the samples as they are, or `plain` samples. */
  readonly form: 'compressed' | 'gzip' | 'plain';
  /** From the start of the heap. */
  readonly offset: number;
  readonly length: number;
  readonly scale?: number;
  readonly zero?: number;
  readonly blank?: number;
}

/** Count of elements and offset in the heap. */
function descriptor(view: DataView, column: Column | undefined, row: number): { count: number; offset: number } {
  if (!column || column.repeat === 0) return { count: 0, offset: 0 };
  const at = row + column.offset;
  if (column.type === 'P') return { count: view.getUint32(at), offset: view.getUint32(at + 4) };
  if (column.type === 'Q') return { count: Number(view.getBigUint64(at)), offset: Number(view.getBigUint64(at + 8)) };
  return { count: 0, offset: 0 };
}

const FORMS = [
  ['COMPRESSED_DATA', 'compressed'],
  ['GZIP_COMPRESSED_DATA', 'gzip'],
  ['UNCOMPRESSED_DATA', 'plain'],
] as const;

/**
 * Reads one row of the table, at byte `row` of `view`: the first of COMPRESSED_DATA, GZIP_COMPRESSED_DATA and UNCOMPRESSED_DATA that is not
 * empty, and the tile's own ZSCALE, ZZERO and ZBLANK, else those of the header. Undefined when all three are empty.
 */
export function readTileRow(view: DataView, row: number, tiles: TileDescription): TileRow | undefined {
  const { columns } = tiles;
  const own = (name: string, missing?: number): number | undefined => {
    const column = columns[name];
    return column?.repeat ? readNumber(view, column.type, row + column.offset) : missing;
  };
  for (const [name, form] of FORMS) {
    const { count, offset } = descriptor(view, columns[name], row);
    if (count === 0) continue;
    const elementBytes = ELEMENT_BYTES[columns[name].pointed] ?? 1;
    return {
      form,
      offset,
      length: count * elementBytes,
      scale: own('ZSCALE', tiles.scale),
      zero: own('ZZERO', tiles.zero),
      blank: own('ZBLANK', tiles.blank),
    };
  }
  return undefined;
}
