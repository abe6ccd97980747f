import type { ByteSource } from '../../../core/platform/types.js';
import { type Column, tableColumns } from '../columns.js';
import { type Fault, fitsFault } from '../faults.js';
import type { Hdu } from '../hdu.js';
import { MOST_EXPANSION } from './gzip.js';
import { isRiceSize } from './rice.js';
import type { Tiling } from './tiling.js';

const ALGORITHMS = ['RICE_1', 'GZIP_1', 'GZIP_2', 'HCOMPRESS_1', 'PLIO_1', 'NOCOMPRESS'] as const;
const DITHERS = ['NO_DITHER', 'SUBTRACTIVE_DITHER_1', 'SUBTRACTIVE_DITHER_2'] as const;

/** Largest tile that is decoded: it has to be in memory at once. */
const MAX_TILE_BYTES = 2 ** 28;
/** Bytes that samples may take without data to justify them: a few bytes stand for an empty tile of any size. */
export const FREE_BYTES = 2 ** 26;

/** What the header of a tile-compressed image says. */
export interface TileDescription extends Tiling {
  readonly algorithm: (typeof ALGORITHMS)[number];
  /** ZBITPIX. */
  readonly bitpix: number;
  /** RICE_1: samples of a block, and bytes of a sample. */
  readonly blockSize: number;
  readonly bytePix: number;
  /** HCOMPRESS_1: smooth what lossy compression left blocky. */
  readonly smooth: boolean;
  readonly dither: (typeof DITHERS)[number];
  readonly ditherSeed: number;
  /** ZSCALE, ZZERO and ZBLANK of all tiles, where they are keywords. */
  readonly scale?: number;
  readonly zero?: number;
  readonly blank?: number;
  readonly columns: Readonly<Record<string, Column>>;
  readonly rowBytes: number;
  /** Byte offset of the heap in the data unit. */
  readonly heap: number;
}

/** The values of ZNAMEi / ZVALi. */
function parameters({ header }: Hdu): Map<string, number> {
  const found = new Map<string, number>();
  for (let i = 1; header.get(`ZNAME${i}`); i++) {
    const value = header.number(`ZVAL${i}`);
    if (value !== undefined) found.set((header.string(`ZNAME${i}`) ?? '').toUpperCase(), value);
  }
  return found;
}

/**
 * Reads the keywords of a tile-compressed image (FITS standard 4.0, section 10.1) and checks them against the table. Throws InputError for
 * unknown algorithms, impossible tiles, too few rows, tiles over 256 MiB, and for NULL_PIXEL_MASK, which is not decoded.
 */
export function describeTiles(source: Pick<ByteSource, 'name'>, hdu: Hdu): TileDescription {
  const { header, shape, bitpix } = hdu;
  const fail = (keyword: string, expected: string, found: string, more: Partial<Fault> = {}): never => {
    throw fitsFault('this tile-compressed FITS image cannot be read', {
      ...{ name: source.name, hdu: hdu.index, offset: hdu.headerOffset, keyword, expected, found },
      ...more,
    });
  };
  const said = (header.string('ZCMPTYPE') ?? '').toUpperCase();
  const algorithm =
    ALGORITHMS.find(name => name === (said === 'RICE_ONE' ? 'RICE_1' : said)) ??
    fail('ZCMPTYPE', ALGORITHMS.join(', '), said || 'nothing');
  const tile = shape.map((n, i) => {
    const length = header.number(`ZTILE${i + 1}`) ?? (i === 0 ? n : 1);
    return Number.isInteger(length) && length > 0
      ? Math.min(length, n)
      : fail(`ZTILE${i + 1}`, 'a whole number of at least 1', `${length}`);
  });
  const tileBytes = tile.reduce((product, n) => product * n, Math.abs(bitpix) / 8);
  if (tileBytes > MAX_TILE_BYTES) {
    fail(tile.map((n, i) => `ZTILE${i + 1} = ${n}`).join(', '), `tiles of at most ${MAX_TILE_BYTES} bytes`, `${tileBytes}`, {
      remedy: 'Unpack the file (funpack FILE), or compress it in smaller tiles.',
    });
  }
  const floatBytes = shape.reduce((product, n) => product * n, Float32Array.BYTES_PER_ELEMENT);
  const most = FREE_BYTES + MOST_EXPANSION * hdu.dataBytes;
  if (floatBytes > most) {
    const found = shape.map((n, i) => `ZNAXIS${i + 1} = ${n}`).join(', ');
    fail(found, `an image of at most ${most} bytes as floats for ${hdu.dataBytes} bytes of data`, `${floatBytes}`);
  }
  const columns = Object.fromEntries(tableColumns(header).map(column => [column.name, column]));
  const [rowBytes = 0, rows = 0] = [header.number('NAXIS1'), header.number('NAXIS2')];
  const counts = shape.map((n, i) => Math.ceil(n / tile[i]));
  const tiles = counts.reduce((product, n) => product * n, 1);
  if (tiles > rows) fail('NAXIS2', `${tiles} rows, one a tile`, `${rows}`);
  if (!columns.COMPRESSED_DATA && !columns.GZIP_COMPRESSED_DATA && !columns.UNCOMPRESSED_DATA)
    fail('TTYPEn', 'a column COMPRESSED_DATA', Object.keys(columns).join(', ') || 'nothing');
  if (Object.values(columns).some(({ offset, bytes }) => offset + bytes > rowBytes))
    fail('NAXIS1', 'a row that holds its columns', `${rowBytes}`);
  if (header.get('ZMASKCMP') || columns.NULL_PIXEL_MASK)
    fail('ZMASKCMP', 'no mask of missing pixels', header.string('ZMASKCMP') ?? 'NULL_PIXEL_MASK', {
      remedy: 'Unpack the file first, with a program that knows the mask: funpack and astropy overlook it.',
    });

  const named = parameters(hdu);
  const [blockSize, bytePix] = [named.get('BLOCKSIZE') ?? 32, named.get('BYTEPIX') ?? 4];
  if (algorithm === 'RICE_1' && !(Number.isInteger(blockSize) && blockSize > 0))
    fail('BLOCKSIZE', 'a whole number of at least 1', `${blockSize}`);
  if (algorithm === 'RICE_1' && !isRiceSize(bytePix)) fail('BYTEPIX', '1, 2 or 4', `${bytePix}`);
  const quantiz = (header.string('ZQUANTIZ') ?? 'NO_DITHER').toUpperCase();
  const dither =
    quantiz === 'NONE' || quantiz === ''
      ? 'NO_DITHER'
      : (DITHERS.find(name => name === quantiz) ?? fail('ZQUANTIZ', DITHERS.join(', '), quantiz));
  const ditherSeed = header.number('ZDITHER0') ?? 1;
  if (dither !== 'NO_DITHER' && !(Number.isInteger(ditherSeed) && ditherSeed >= 1 && ditherSeed <= 10_000))
    fail('ZDITHER0', 'a whole number from 1 to 10000', `${ditherSeed}`);
  return {
    ...{ shape, tile, counts, algorithm, bitpix, blockSize, bytePix, dither, ditherSeed, columns, rowBytes },
    smooth: (named.get('SMOOTH') ?? 0) !== 0,
    scale: header.number('ZSCALE'),
    zero: header.number('ZZERO'),
    blank: header.number('ZBLANK'),
    heap: header.number('THEAP') ?? rowBytes * rows,
  };
}
