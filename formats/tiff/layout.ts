import type { Narrowing } from '../../core/cube/narrowing.js';
import type { ByteSource } from '../../core/platform/types.js';
import { EXPANSION } from './compression.js';
import { fieldNumber, fieldText } from './fields.js';
import { type Ifd, type TiffDirectory, tiffError } from './ifd.js';
import { readPage, type TiffLimits, type TiffPage } from './page.js';
import { rowBytes, type SampleType } from './samples.js';
import { TAG } from './tags.js';

/**
 * The samples of a file as one cube. `bip`: one set of blocks, each with all bands of its pixels; `bsq`: a set of blocks per band.
 * Block (plane, row, column) is number `(plane * down + row) * across + column` of offsets and counts.
 */
export interface Layout {
  readonly source: ByteSource;
  readonly littleEndian: boolean;
  readonly width: number;
  readonly height: number;
  readonly bands: number;
  readonly order: 'bip' | 'bsq';
  readonly type: SampleType;
  readonly compression: number;
  readonly predictor: number;
  readonly lercInner: number;
  readonly tiled: boolean;
  readonly blockWidth: number;
  readonly blockHeight: number;
  readonly across: number;
  readonly down: number;
  readonly offsets: Float64Array;
  readonly counts: Float64Array;
  /** Value that stands for missing. */
  readonly nodata?: number;
  /** How float64 samples are made to fit float32. */
  readonly narrowing?: Narrowing;
}

/** Decoded bytes that need no justification by the size of the file. */
const FREE_BYTES = 64 << 20;

/** Decodes the layout of a single directory of one sample: an internal mask. */
function maskLayout(file: TiffDirectory, page: TiffPage): Layout {
  const { width, height, type, compression, predictor, lercInner, tiled, blockWidth, blockHeight, offsets, counts } = page;
  return {
    ...{ source: file.source, littleEndian: file.littleEndian, width, height, bands: 1, order: 'bsq', type },
    ...{ compression, predictor, lercInner, tiled, blockWidth, blockHeight, offsets, counts },
    across: Math.ceil(width / blockWidth),
    down: Math.ceil(height / blockHeight),
  };
}

/**
 * The internal mask of full resolution (GDAL, COG), where there is one of this size; one of another size is said in `warnings`. Its zeros have no data.
 */
export async function readMask(
  file: TiffDirectory,
  limits: TiffLimits,
  { width, height }: { readonly width: number; readonly height: number },
  warnings: string[],
): Promise<Layout | undefined> {
  for (const ifd of file.ifds) {
    const kind = await fieldNumber(file, ifd, TAG.NewSubfileType, 0);
    if ((kind & 4) === 0 || (kind & 1) !== 0) continue;
    const page = await readPage(file, ifd, limits);
    if (page.width === width && page.height === height && page.samples === 1) return maskLayout(file, page);
    warnings.push(`IFD ${ifd.index}: a mask of ${page.width} x ${page.height} does not fit the image, it is left out`);
  }
  return undefined;
}

/** Full-resolution directories: overviews, masks and thumbnails left out. */
async function fullPages(file: TiffDirectory): Promise<readonly Ifd[]> {
  const kept: Ifd[] = [];
  for (const ifd of file.ifds) {
    const kind = await fieldNumber(file, ifd, TAG.NewSubfileType, 0);
    const old = await fieldNumber(file, ifd, TAG.SubfileType, 1);
    if ((kind & 4) !== 0) continue;
    if ((kind & 1) === 0 && old !== 2) kept.push(ifd);
  }
  if (kept.length === 0)
    throw tiffError(file.source, 'no full-resolution image', `${file.ifds.length} reduced or mask pages`, file.ifds[0]);
  return kept;
}

/** Whether the strips of a directory follow each other. */
const inOneRun = ({ offsets, counts }: TiffPage): boolean =>
  offsets.every((offset, i) => i === 0 || offset === offsets[i - 1] + counts[i - 1]);

/** Whether a directory may stand for several planes that follow each other uncompressed: so ImageJ writes stacks beyond 4 GB, and tifffile shaped ones. */
const standsForMany = (file: TiffDirectory, page: TiffPage, pages: readonly number[]): boolean =>
  file.ifds.length === 1 && page.samples === 1 && page.compression === 1 && !page.tiled && inOneRun(page) && pages.length > 0;

/** Throws InputError where the last of these planes ends beyond the file. */
function requirePlanes(file: TiffDirectory, page: TiffPage, pages: readonly number[], size: number): void {
  const planes = Math.max(...pages) + 1;
  const end = page.offsets[0] + planes * size;
  if (end <= file.source.size) return;
  const why = `${planes} planes end at byte ${end}, the file has ${file.source.size}`;
  throw tiffError(file.source, 'image data past the end of the file', why, page.ifd, TAG.ImageDescription);
}

const GEOMETRY = [
  'width',
  'height',
  'samples',
  'compression',
  'predictor',
  'tiled',
  'blockWidth',
  'blockHeight',
  'lercInner',
] as const;

function sameAsFirst(file: TiffDirectory, first: TiffPage, page: TiffPage): void {
  const size = (p: TiffPage) => `${p.width} x ${p.height} x ${p.samples}`;
  const type = (p: TiffPage) => `${p.type.kind}${p.type.bits}`;
  const remedy = 'Keep the pages that belong to the cube (tiffsplit, gdal_translate GTIFF_DIR:n:file).';
  if (size(page) !== size(first)) {
    throw tiffError(
      file.source,
      'pages of unequal size',
      `expected ${size(first)}, found ${size(page)}`,
      page.ifd,
      TAG.ImageWidth,
      undefined,
      remedy,
    );
  }
  if (type(page) !== type(first)) {
    const why = `expected ${type(first)}, found ${type(page)}`;
    throw tiffError(file.source, 'pages of unequal sample type', why, page.ifd, TAG.BitsPerSample, undefined, remedy);
  }
  const differs = GEOMETRY.find(key => page[key] !== first[key]);
  if (differs)
    throw tiffError(
      file.source,
      'pages stored differently',
      `${differs}: ${first[differs]} and ${page[differs]}`,
      page.ifd,
      undefined,
      undefined,
      remedy,
    );
}

function concat(parts: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const p of parts) {
    out.set(p, at);
    at += p.length;
  }
  return out;
}

/** The directories of planes by their numbers. Throws InputError where there are fewer. */
function pagesOf(file: TiffDirectory, pages: readonly number[]): Ifd[] {
  return pages.map(page => {
    const ifd = file.ifds[page];
    if (ifd) return ifd;
    const why = `the description speaks of ${Math.max(...pages) + 1} planes and more, the file has ${file.ifds.length} directories`;
    throw tiffError(file.source, 'planes are missing', why, file.ifds[0], TAG.ImageDescription);
  });
}

/**
 * Maps samples per pixel, or pages, to bands and checks the whole: equal pages, a decoded size the file can justify. `pages` are the
 * directories of the bands in their order, where something tells, or planes of the only directory; else all of full resolution.
 * Lines for the user (absent blocks, masks left out) go to `warnings`. Throws InputError.
 */
export async function readLayout(
  file: TiffDirectory,
  limits: TiffLimits,
  warnings: string[],
  pages?: readonly number[],
): Promise<{ layout: Layout; first: TiffPage }> {
  const one = file.ifds.length === 1;
  const ifds = one || !pages ? await fullPages(file) : pagesOf(file, pages);
  const first = await readPage(file, ifds[0], limits);
  let { offsets, counts } = first;
  let bands = first.samples;
  let order: Layout['order'] = first.planar || first.samples === 1 ? 'bsq' : 'bip';
  const size = rowBytes(first.width, 1, first.type.bits) * first.height;
  if (ifds.length > 1 && first.samples > 1) {
    const next = await readPage(file, ifds[1], limits);
    if (next.width === first.width && next.height === first.height) {
      throw tiffError(
        file.source,
        'several pages with several samples each',
        `${ifds.length} pages of ${first.samples} samples`,
        ifds[1],
        TAG.SamplesPerPixel,
        undefined,
        'Which is the spectral axis is not clear: keep one page, or write one band per page.',
      );
    }
    warnings.push(`${ifds.length - 1} further pages of another size left out`);
  } else if (ifds.length > 1) {
    const read = [first];
    for (const ifd of ifds.slice(1)) {
      const page = await readPage(file, ifd, limits);
      sameAsFirst(file, first, page);
      read.push(page);
    }
    offsets = concat(read.map(p => p.offsets));
    counts = concat(read.map(p => p.counts));
    bands = read.length;
    order = 'bsq';
  } else if (pages && standsForMany(file, first, pages)) {
    requirePlanes(file, first, pages, size);
    offsets = concat(pages.map(page => first.offsets.map(offset => offset + page * size)));
    counts = concat(pages.map(() => first.counts));
    bands = pages.length;
  } else if (one && pages && pages.length > 1) {
    const why = `the description speaks of ${Math.max(...pages) + 1} planes and more, the file has one directory`;
    throw tiffError(file.source, 'planes are missing', why, first.ifd, TAG.ImageDescription);
  }
  const total = size * bands;
  const justified = file.source.size * (EXPANSION.get(first.compression) ?? 1) + FREE_BYTES;
  if (total > justified) {
    const why = `${total} bytes decoded from a file of ${file.source.size}`;
    throw tiffError(file.source, 'the image claims more data than the file can hold', why, first.ifd, TAG.ImageWidth);
  }
  const absent = counts.reduce((n, c) => n + (c === 0 ? 1 : 0), 0);
  if (absent > 0) warnings.push(`${absent} of ${counts.length} strips or tiles are absent (sparse file): read as missing`);
  const nodata = (await fieldText(file, first.ifd, TAG.GDAL_NODATA, 64)).trim();
  const { width, height, type, compression, predictor, lercInner, tiled, blockWidth, blockHeight } = first;
  const layout: Layout = {
    source: file.source,
    littleEndian: file.littleEndian,
    width,
    height,
    bands,
    order,
    type,
    compression,
    predictor,
    lercInner,
    tiled,
    blockWidth,
    blockHeight,
    across: Math.ceil(width / blockWidth),
    down: Math.ceil(height / blockHeight),
    offsets,
    counts,
    nodata: nodata === '' || Number.isNaN(Number(nodata)) ? undefined : Number(nodata),
  };
  return { layout, first };
}
