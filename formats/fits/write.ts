import { sum32 } from './checksum.js';
import { bitpixOf, type FitsData, headerBytes, joined, padded, writeSamples } from './unit.js';

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

/**
 * A FITS file of image HDUs, each with DATASUM and CHECKSUM (without dates: the same input gives the same bytes). Throws RangeError
 * when shape and data do not fit or a card has not 80 characters.
 */
export function writeFits(hdus: readonly HduToWrite[]): Uint8Array<ArrayBuffer> {
  const parts = hdus.flatMap(({ name, header, data, shape }, index) => {
    const count = shape.length === 0 ? 0 : shape.reduce((product, n) => product * n, 1);
    if ((data?.length ?? 0) !== count) throw new RangeError(`${data?.length ?? 0} samples for a shape of ${shape.join(' x ')}`);
    const samples = new Uint8Array(padded(data?.byteLength ?? 0));
    if (data) writeSamples(data, samples);
    const unit = { name, header, shape, bitpix: data ? bitpixOf(data) : 8 };
    return [headerBytes(unit, index, hdus.length === 1, sum32(samples)), samples];
  });
  return joined(parts);
}
