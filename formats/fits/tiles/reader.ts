import { type CloisonneError, InputError, isCloisonneError } from '../../../core/cube/errors.js';
import type { ByteSource } from '../../../core/platform/types.js';
import { type Hdu, hduLabel } from '../hdu.js';
import { decodeTile } from './decode-tile.js';
import type { TileDescription } from './description.js';
import { readTileRow, type TileRow } from './row.js';
import { tileSize } from './tiling.js';

/** Neighbours in the heap closer than this are read together, up to this much at once. */
const GAP = 1 << 14;
const READ = 1 << 22;
/** Bytes behind what is read of the heap. */
const ROOM = 8;

/** Tiles whose data lie close to each other, and the part of the heap that holds them. */
interface Group {
  readonly start: number;
  end: number;
  readonly rows: { readonly tile: number; readonly row: TileRow }[];
}

/**
 * Reads and decodes tiles [from, from + count): their rows of the table, then their data in the heap, neighbours together. Each is the
 * big-endian samples of ZBITPIX. Throws InputError, naming the tile, for data that are damaged, missing or outside the heap.
 */
export async function readTiles(
  source: ByteSource,
  hdu: Hdu,
  tiles: TileDescription,
  from: number,
  count: number,
): Promise<Uint8Array[]> {
  const fault = (tile: number, why: string, cause?: unknown): CloisonneError =>
    new InputError('a tile of the compressed FITS image is damaged', {
      where: `${source.name}, ${hduLabel(hdu)}, tile ${tile + 1} (${tileSize(tiles, tile).join(' x ')})`,
      why,
      remedy: 'Copy the file again.',
      cause,
    });
  const table = await source.read(hdu.dataOffset + from * tiles.rowBytes, count * tiles.rowBytes);
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
  const placed: Group['rows'] = [];
  for (let tile = from; tile < from + count; tile++) {
    const row = readTileRow(view, (tile - from) * tiles.rowBytes, tiles);
    if (!row) throw fault(tile, 'it has no data');
    const end = tiles.heap + row.offset + row.length;
    if (!(end <= hdu.dataBytes)) throw fault(tile, `its data end at byte ${end} of a data unit of ${hdu.dataBytes}`);
    placed.push({ tile, row });
  }
  const out = new Array<Uint8Array>(count);
  for (const { start, end, rows } of together(placed)) {
    // A little room behind the data spares the Rice decoder a copy of each tile.
    const bytes = new Uint8Array(end - start + ROOM);
    await source.readInto(hdu.dataOffset + tiles.heap + start, bytes.subarray(0, end - start));
    for (const { tile, row } of rows) {
      try {
        const at = row.offset - start;
        out[tile - from] = decodeTile(tiles, tile, row, bytes.subarray(at, at + row.length));
      } catch (err) {
        throw isCloisonneError(err) ? err : fault(tile, (err as Error).message, err);
      }
    }
  }
  return out;
}

/** Groups of tiles whose data are read in one go. */
function together(placed: Group['rows']): Group[] {
  const groups: Group[] = [];
  for (const one of placed.sort((a, b) => a.row.offset - b.row.offset)) {
    const end = one.row.offset + one.row.length;
    const last = groups[groups.length - 1];
    if (last && one.row.offset - last.end <= GAP && end - last.start <= READ) {
      last.rows.push(one);
      last.end = Math.max(last.end, end);
    } else groups.push({ start: one.row.offset, end, rows: [one] });
  }
  return groups;
}
