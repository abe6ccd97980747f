/** Compression ids of the TIFF field 259. */
export const COMPRESSION = {
  NONE: 1,
  LZW: 5,
  DEFLATE: 8,
  PACKBITS: 32773,
  LERC: 34887,
  OLD_DEFLATE: 32946,
  ZSTD: 50000,
} as const;

const { NONE, LZW, DEFLATE, PACKBITS, LERC, OLD_DEFLATE, ZSTD } = COMPRESSION;

/** Compression ids that are read, with their names. */
export const COMPRESSIONS: ReadonlyMap<number, string> = new Map([
  [NONE, 'none'],
  [LZW, 'LZW'],
  [DEFLATE, 'Deflate'],
  [OLD_DEFLATE, 'Deflate'],
  [PACKBITS, 'PackBits'],
  [LERC, 'LERC'],
  [ZSTD, 'ZSTD'],
]);

/** Compressions a predictor works with (it is ignored on the others, as in libtiff). */
export const PREDICTED: ReadonlySet<number> = new Set([LZW, DEFLATE, OLD_DEFLATE, ZSTD]);

/** Most decoded bytes a byte of the file can stand for; for ZSTD and LERC a generous figure for constant data. */
export const EXPANSION: ReadonlyMap<number, number> = new Map([
  [NONE, 1],
  [LZW, 1400],
  [DEFLATE, 1032],
  [OLD_DEFLATE, 1032],
  [PACKBITS, 64],
  [LERC, 20000],
  [ZSTD, 20000],
]);
