import { BLOCK, CARD } from './card.js';
import { encodeChecksum, sum32 } from './checksum.js';
import { formatCard } from './write-card.js';

/** Samples in the type that BITPIX names. */
export type FitsData = Uint8Array | Int16Array | Int32Array | BigInt64Array | Float32Array | Float64Array;

/** One image HDU to write. */
export interface HduToWrite {
  /** EXTNAME; required for extensions by courtesy, not by the standard. */
  readonly name?: string;
  /** Cards of 80 characters after the mandatory ones, without END. */
  readonly header: readonly string[];
  /** Samples, NAXIS1 fastest; absent for a header alone. */
  readonly data?: FitsData;
  /** NAXIS1, NAXIS2 ... */
  readonly shape: readonly number[];
}

const bitpixOf = (data: FitsData): number => {
  if (data instanceof Uint8Array) return 8;
  if (data instanceof Int16Array) return 16;
  if (data instanceof Int32Array) return 32;
  if (data instanceof BigInt64Array) return 64;
  return data instanceof Float32Array ? -32 : -64;
};

const padded = (length: number): number => Math.ceil(length / BLOCK) * BLOCK;

function writeSamples(data: FitsData, target: Uint8Array): void {
  const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const size = data.BYTES_PER_ELEMENT;
  for (let i = 0; i < raw.length; i += size) for (let j = 0; j < size; j++) target[i + j] = raw[i + size - 1 - j];
}

function writeText(cards: readonly string[], target: Uint8Array): void {
  target.fill(32);
  for (const [i, card] of cards.entries()) {
    if (card.length !== CARD) throw new RangeError(`a FITS card has 80 characters: ${card}`);
    for (let j = 0; j < CARD; j++) target[i * CARD + j] = card.charCodeAt(j);
  }
}

function mandatory({ name, data, shape }: HduToWrite, index: number, alone: boolean): string[] {
  const axes = shape.map((n, i) => formatCard(`NAXIS${i + 1}`, n));
  return [
    index === 0
      ? formatCard('SIMPLE', true, 'conforms to the FITS standard')
      : formatCard('XTENSION', 'IMAGE', 'image extension'),
    formatCard('BITPIX', data ? bitpixOf(data) : 8, 'bits per sample, negative for floating point'),
    formatCard('NAXIS', shape.length, 'number of axes'),
    ...axes,
    ...(index > 0 ? [formatCard('PCOUNT', 0), formatCard('GCOUNT', 1)] : []),
    ...(index === 0 && !alone ? [formatCard('EXTEND', true)] : []),
    ...(name ? [formatCard('EXTNAME', name)] : []),
  ];
}

/**
 * A FITS file of image HDUs, each with DATASUM and CHECKSUM (without dates: the same input gives the same bytes). Throws RangeError
 * when shape and data do not fit or a card has not 80 characters.
 */
export function writeFits(hdus: readonly HduToWrite[]): Uint8Array<ArrayBuffer> {
  const parts = hdus.map((hdu, index) => {
    const count = hdu.shape.length === 0 ? 0 : hdu.shape.reduce((product, n) => product * n, 1);
    if ((hdu.data?.length ?? 0) !== count)
      throw new RangeError(`${hdu.data?.length ?? 0} samples for a shape of ${hdu.shape.join(' x ')}`);
    const cards = [...mandatory(hdu, index, hdus.length === 1), ...hdu.header];
    // DATASUM, CHECKSUM and END follow.
    return { hdu, cards, headerBytes: padded((cards.length + 3) * CARD), dataBytes: padded(hdu.data?.byteLength ?? 0) };
  });
  const file = new Uint8Array(parts.reduce((sum, part) => sum + part.headerBytes + part.dataBytes, 0));
  let at = 0;
  for (const { hdu, cards, headerBytes, dataBytes } of parts) {
    const header = file.subarray(at, at + headerBytes);
    const data = file.subarray(at + headerBytes, at + headerBytes + dataBytes);
    if (hdu.data) writeSamples(hdu.data, data);
    const dataSum = sum32(data);
    const sums = (checksum: string): string[] => [
      ...cards,
      formatCard('DATASUM', `${dataSum}`, 'data unit checksum'),
      formatCard('CHECKSUM', checksum, 'HDU checksum'),
      'END'.padEnd(CARD),
    ];
    writeText(sums('0'.repeat(16)), header);
    writeText(sums(encodeChecksum(sum32(header, dataSum))), header);
    at += headerBytes + dataBytes;
  }
  return file;
}
