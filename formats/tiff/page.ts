import { COMPRESSIONS, PREDICTED } from './compression.js';
import { fieldNumber, fieldNumbers } from './fields.js';
import { type Ifd, type TiffDirectory, tiffError } from './ifd.js';
import { rowBytes, type SampleType } from './samples.js';
import { TAG } from './tags.js';

/** How far a TIFF is trusted before anything is allocated. */
export interface TiffLimits {
  /** Directories in the chain. */
  readonly maxIfds: number;
  /** Decoded bytes of one strip or tile. */
  readonly maxBlockBytes: number;
  /** Decoded samples of one slab before the file is decoded once into a spill instead (bytes as float32). */
  readonly maxSlabBytes: number;
  /** Bytes of that spill. */
  readonly maxSpillBytes: number;
}

/** One full-resolution directory, checked: geometry, sample type, compression and where its strips or tiles are. */
export interface TiffPage {
  readonly ifd: Ifd;
  readonly width: number;
  readonly height: number;
  readonly samples: number;
  /** Samples of a pixel stand together (chunky) or in planes of their own (planar). */
  readonly planar: boolean;
  readonly type: SampleType;
  readonly compression: number;
  readonly predictor: number;
  /** Additional compression inside LERC: 0 none, 1 Deflate, 2 ZSTD. */
  readonly lercInner: number;
  readonly tiled: boolean;
  readonly blockWidth: number;
  readonly blockHeight: number;
  /** [planes * down * across] file positions and lengths; both 0 for a block that is absent (sparse file). */
  readonly offsets: Float64Array;
  readonly counts: Float64Array;
}

const KINDS: Readonly<Record<number, SampleType['kind']>> = { 1: 'u', 2: 'i', 3: 'f', 4: 'u' };

async function sampleType(file: TiffDirectory, ifd: Ifd, samples: number): Promise<SampleType> {
  const fail = (what: string, why: string, tag: number) => tiffError(file.source, what, why, ifd, tag);
  const same = async (tag: number, absent: number): Promise<number> => {
    const count = ifd.entries.get(tag)?.count ?? 1;
    if (count !== 1 && count !== samples) {
      throw fail('field does not fit the samples', `${count} values for ${samples} samples per pixel`, tag);
    }
    const values = (await fieldNumbers(file, ifd, tag)) ?? Float64Array.of(absent);
    const other = values.find(v => v !== values[0]);
    if (other !== undefined) throw fail('bands of mixed sample types', `${values[0]} and ${other}`, tag);
    return values[0];
  };
  const bits = await same(TAG.BitsPerSample, 1);
  const format = await same(TAG.SampleFormat, 1);
  if (format === 5 || format === 6) throw fail('complex samples are not supported', `sample format ${format}`, TAG.SampleFormat);
  const kind = KINDS[format];
  if (!kind) throw fail('unknown sample format', `${format}, expected 1 to 4`, TAG.SampleFormat);
  const fits = { u: (bits >= 1 && bits <= 32) || bits === 64, i: [8, 16, 32, 64].includes(bits), f: [16, 32, 64].includes(bits) };
  if (!Number.isInteger(bits) || !fits[kind]) throw fail('unsupported sample size', `${bits} bits`, TAG.BitsPerSample);
  return { kind, bits };
}

async function coding(file: TiffDirectory, ifd: Ifd, type: SampleType): Promise<[number, number, number]> {
  const compression = await fieldNumber(file, ifd, TAG.Compression, 1);
  if (!COMPRESSIONS.has(compression)) {
    const known = [...new Set(COMPRESSIONS.values())].join(', ');
    const why = `id ${compression}, supported: ${known}`;
    const remedy = 'Rewrite it, e.g. gdal_translate -co COMPRESS=DEFLATE in.tif out.tif.';
    throw tiffError(file.source, 'unsupported TIFF compression', why, ifd, TAG.Compression, undefined, remedy);
  }
  const predictor = PREDICTED.has(compression) ? await fieldNumber(file, ifd, TAG.Predictor, 1) : 1;
  const known = predictor === 1 || (predictor === 2 && [8, 16, 32].includes(type.bits)) || (predictor === 3 && type.kind === 'f');
  if (!known) {
    throw tiffError(file.source, 'unsupported predictor', `${predictor} on ${type.kind}${type.bits}`, ifd, TAG.Predictor);
  }
  if (predictor === 3 && !file.littleEndian) {
    // libtiff writes the byte planes of such files in the other order than it reads them.
    const why = 'predictor 3 in a big-endian file: writers disagree on its byte order';
    const remedy = 'Write it little-endian, or without the predictor.';
    throw tiffError(file.source, 'unsupported predictor', why, ifd, TAG.Predictor, undefined, remedy);
  }
  const lerc = (await fieldNumbers(file, ifd, TAG.LercParameters, 2)) ?? [4, 0];
  if (await fieldNumber(file, ifd, TAG.FillOrder, 1).then(order => order !== 1)) {
    throw tiffError(file.source, 'unsupported bit order', 'fill order is not 1', ifd, TAG.FillOrder);
  }
  return [compression, predictor, lerc[1] ?? 0];
}

/**
 * Reads and checks one directory: sizes, sample type, compression, block geometry against the offsets, every block inside the file
 * and long enough. Throws InputError (directory, tag, byte, expected and found). Nothing is decoded.
 */
export async function readPage(file: TiffDirectory, ifd: Ifd, limits: TiffLimits): Promise<TiffPage> {
  const fail = (what: string, why: string, tag: number, at?: number) => tiffError(file.source, what, why, ifd, tag, at);
  const positive = async (tag: number, absent: number): Promise<number> => {
    const value = await fieldNumber(file, ifd, tag, absent);
    if (!(value >= 1 && value <= 2 ** 31)) throw fail('bad image geometry', `${value}, expected 1 to 2147483648`, tag);
    return value;
  };
  const width = await positive(TAG.ImageWidth, 0);
  const height = await positive(TAG.ImageLength, 0);
  const samples = await positive(TAG.SamplesPerPixel, 1);
  if (samples > 65535) throw fail('too many samples per pixel', `${samples}, the limit is 65535`, TAG.SamplesPerPixel);
  const arrangement = await fieldNumber(file, ifd, TAG.PlanarConfiguration, 1);
  if (arrangement !== 1 && arrangement !== 2)
    throw fail('unknown planar configuration', `${arrangement}`, TAG.PlanarConfiguration);
  const planar = arrangement === 2 && samples > 1;
  const type = await sampleType(file, ifd, samples);
  const [compression, predictor, lercInner] = await coding(file, ifd, type);

  const tiled = ifd.entries.has(TAG.TileWidth) || ifd.entries.has(TAG.TileOffsets);
  const blockWidth = tiled ? await positive(TAG.TileWidth, 0) : width;
  const strip = tiled ? 0 : await fieldNumber(file, ifd, TAG.RowsPerStrip, height);
  if (!tiled && strip < 1) throw fail('bad image geometry', `${strip} rows per strip`, TAG.RowsPerStrip);
  const blockHeight = tiled ? await positive(TAG.TileLength, 0) : Math.min(strip, height);
  const blockSamples = planar ? 1 : samples;
  const blockRow = rowBytes(blockWidth, blockSamples, type.bits);
  const blockBytes = blockRow * blockHeight;
  const geometry = tiled ? TAG.TileWidth : TAG.RowsPerStrip;
  if (compression !== 1 && blockBytes > limits.maxBlockBytes) {
    const why = `${blockBytes} bytes decoded, the limit is ${limits.maxBlockBytes}`;
    throw fail(`${tiled ? 'tile' : 'strip'} too large`, why, geometry);
  }

  const offsetTag = tiled ? TAG.TileOffsets : TAG.StripOffsets;
  const countTag = tiled ? TAG.TileByteCounts : TAG.StripByteCounts;
  const down = Math.ceil(height / blockHeight);
  const blocks = down * Math.ceil(width / blockWidth) * (planar ? samples : 1);
  const found = ifd.entries.get(offsetTag);
  if (!found) throw fail('no image data', 'the field is absent', offsetTag);
  if (found.count !== blocks)
    throw fail('block count does not fit the image', `expected ${blocks}, found ${found.count}`, offsetTag);
  const given = ifd.entries.get(countTag)?.count;
  const needed = (index: number): number => {
    const y = (Math.floor(index / Math.ceil(width / blockWidth)) % down) * blockHeight;
    return tiled ? blockBytes : blockRow * Math.min(blockHeight, height - y);
  };
  // Byte counts may be left out of old uncompressed files, where the geometry gives them.
  if (given !== blocks && (given !== undefined || compression !== 1)) {
    throw fail('block count does not fit the image', `expected ${blocks}, found ${given ?? 0}`, countTag);
  }
  const offsets = (await fieldNumbers(file, ifd, offsetTag))!;
  const counts = (await fieldNumbers(file, ifd, countTag)) ?? offsets.map((_, i) => needed(i));
  const end = file.source.size;
  for (let i = 0; i < blocks; i++) {
    const [at, length] = [offsets[i], counts[i]];
    if (at === 0 && length === 0) continue;
    const block = `${tiled ? 'tile' : 'strip'} ${i}`;
    if (at < 8 || at + length > end) {
      throw fail(
        'image data past the end of the file',
        `${block}: bytes ${at} to ${at + length}, the file has ${end}`,
        offsetTag,
        at,
      );
    }
    if (length === 0) throw fail('empty image data', `${block} has 0 bytes`, countTag, at);
    if (compression === 1 && length < needed(i)) {
      throw fail('image data too short', `${block}: expected ${needed(i)} bytes, found ${length}`, countTag, at);
    }
    if (compression !== 1 && length > 2 * blockBytes + 65536) {
      throw fail('image data too long', `${block}: ${length} bytes for ${blockBytes} decoded`, countTag, at);
    }
  }
  return {
    ifd,
    width,
    height,
    samples,
    planar,
    type,
    compression,
    predictor,
    lercInner,
    tiled,
    blockWidth,
    blockHeight,
    offsets,
    counts,
  };
}
