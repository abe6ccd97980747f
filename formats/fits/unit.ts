import { BLOCK, CARD } from './card.js';
import { encodeChecksum, sum32 } from './checksum.js';
import { formatCard } from './write-card.js';

/** Samples in the type that BITPIX names. */
export type FitsData = Uint8Array | Int16Array | Int32Array | BigInt64Array | Float32Array | Float64Array;

/** What the header of an image HDU says first. */
export interface ImageUnit {
  /** EXTNAME; required for extensions by courtesy, not by the standard. */
  readonly name?: string;
  /** XTENSION (default IMAGE); a BINTABLE has BITPIX 8, the shape [bytes a row, rows], no name, and TFIELDS as its first card. */
  readonly xtension?: 'IMAGE' | 'BINTABLE';
  readonly bitpix: number;
  /** NAXIS1, NAXIS2 ... */
  readonly shape: readonly number[];
  /** Cards of 80 characters after the mandatory ones, without END. */
  readonly header: readonly string[];
}

/** The BITPIX of samples. */
export function bitpixOf(data: FitsData): number {
  if (data instanceof Uint8Array) return 8;
  if (data instanceof Int16Array) return 16;
  if (data instanceof Int32Array) return 32;
  if (data instanceof BigInt64Array) return 64;
  return data instanceof Float32Array ? -32 : -64;
}

/** Bytes up to the end of a block of 2880. */
export const padded = (length: number): number => Math.ceil(length / BLOCK) * BLOCK;

/** Writes samples big-endian. */
export function writeSamples(data: FitsData, target: Uint8Array): void {
  const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const size = data.BYTES_PER_ELEMENT;
  for (let i = 0; i < raw.length; i += size) for (let j = 0; j < size; j++) target[i + j] = raw[i + size - 1 - j];
}

/** Bytes of the header that `headerBytes` writes. */
export const headerLength = (unit: ImageUnit, index: number, alone: boolean): number =>
  // DATASUM, CHECKSUM and END follow the cards.
  padded((cardsOf(unit, index, alone).length + 3) * CARD);

/**
 * The header of HDU `index` with DATASUM and CHECKSUM for data that sum to `dataSum` (see `sum32`). `alone` when the file has no other. Throws
 * RangeError for a card that has not 80 characters.
 */
export function headerBytes(unit: ImageUnit, index: number, alone: boolean, dataSum: number): Uint8Array {
  const cards = cardsOf(unit, index, alone);
  const header = new Uint8Array(padded((cards.length + 3) * CARD));
  const withSum = (checksum: string): string[] => [
    ...cards,
    formatCard('DATASUM', `${dataSum}`, 'data unit checksum'),
    formatCard('CHECKSUM', checksum, 'HDU checksum'),
    'END'.padEnd(CARD),
  ];
  writeText(withSum('0'.repeat(16)), header);
  writeText(withSum(encodeChecksum(sum32(header, dataSum))), header);
  return header;
}

function writeText(cards: readonly string[], target: Uint8Array): void {
  target.fill(32);
  for (const [i, card] of cards.entries()) {
    if (card.length !== CARD) throw new RangeError(`a FITS card has 80 characters: ${card}`);
    for (let j = 0; j < CARD; j++) target[i * CARD + j] = card.charCodeAt(j);
  }
}

function cardsOf({ name, xtension = 'IMAGE', bitpix, shape, header }: ImageUnit, index: number, alone: boolean): string[] {
  return [
    index === 0
      ? formatCard('SIMPLE', true, 'conforms to the FITS standard')
      : formatCard('XTENSION', xtension, xtension === 'IMAGE' ? 'image extension' : 'binary table'),
    formatCard('BITPIX', bitpix, 'bits per sample, negative for floating point'),
    formatCard('NAXIS', shape.length, 'number of axes'),
    ...shape.map((n, i) => formatCard(`NAXIS${i + 1}`, n)),
    ...(index > 0 ? [formatCard('PCOUNT', 0), formatCard('GCOUNT', 1)] : []),
    ...(index === 0 && !alone ? [formatCard('EXTEND', true)] : []),
    ...(name ? [formatCard('EXTNAME', name)] : []),
    ...header,
  ];
}

/** Headers and data one after the other. */
export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const file = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    file.set(part, at);
    at += part.length;
  }
  return file;
}
