import { BLOCK } from './card.js';
import { sum32 } from './checksum.js';
import { bitpixOf, type FitsData, headerBytes, headerLength, type ImageUnit, padded, writeSamples } from './unit.js';

/** Where bytes go, in any order: a file opened for writing. The buffer may be used again when the promise has settled. */
export interface ByteSink {
  write(offset: number, bytes: Uint8Array): Promise<void>;
}

/** A FITS file under way. */
export interface FitsStream {
  /** Bytes of the whole file. */
  readonly size: number;
  /** Writes samples of HDU `hdu` from sample `start` on. Every sample is written once, in any order; one call at a time. */
  write(hdu: number, start: number, data: FitsData): Promise<void>;
  /** Writes padding and headers with DATASUM and CHECKSUM. Throws RangeError when an HDU lacks samples. */
  finish(): Promise<void>;
}

/**
 * Writes image HDUs piece by piece, so that no more than a piece is held: sizes are known beforehand, and a ones' complement sum does not mind
 * the order. The file has the bytes that `writeFits` gives. Throws RangeError for samples of another type or beyond the shape.
 */
export function streamFits(sink: ByteSink, hdus: readonly ImageUnit[]): FitsStream {
  let size = 0;
  const units = hdus.map((unit, index) => {
    const count = unit.shape.length === 0 ? 0 : unit.shape.reduce((product, n) => product * n, 1);
    const length = (count * Math.abs(unit.bitpix)) / 8;
    const header = size;
    const data = header + headerLength(unit, index, hdus.length === 1);
    size = data + padded(length);
    return { unit, count, length, header, data, written: 0, sum: 0 };
  });
  // Words are summed where they lie: a piece is kept at its place within one.
  let buffer = new Uint8Array(0);
  return {
    size,
    async write(hdu, start, data) {
      const at = units[hdu];
      if (bitpixOf(data) !== at.unit.bitpix)
        throw new RangeError(`samples of BITPIX ${bitpixOf(data)} for one of ${at.unit.bitpix}`);
      if (start < 0 || start + data.length > at.count)
        throw new RangeError(`samples ${start} to ${start + data.length} of ${at.count}`);
      const offset = start * data.BYTES_PER_ELEMENT;
      const phase = offset % 4;
      const words = Math.ceil((phase + data.byteLength) / 4) * 4;
      if (buffer.length < words) buffer = new Uint8Array(words);
      const piece = buffer.subarray(0, words);
      piece.fill(0, 0, phase);
      piece.fill(0, phase + data.byteLength);
      writeSamples(data, piece.subarray(phase));
      at.sum = sum32(piece, at.sum);
      at.written += data.length;
      await sink.write(at.data + offset, piece.subarray(phase, phase + data.byteLength));
    },
    async finish() {
      for (const [index, { unit, count, length, header, data, written, sum }] of units.entries()) {
        if (written !== count) throw new RangeError(`HDU ${index} has ${written} of ${count} samples`);
        const rest = (BLOCK - (length % BLOCK)) % BLOCK;
        if (rest > 0) await sink.write(data + length, new Uint8Array(rest));
        await sink.write(header, headerBytes(unit, index, hdus.length === 1, sum));
      }
    },
  };
}
