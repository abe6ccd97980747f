import type { ByteSource } from '../../core/platform/types.js';
import { sum32 } from './checksum.js';
import { hduLabel } from './hdu.js';
import { scanFits } from './scan.js';
import { padded } from './unit.js';

/** Sums the data units of a FITS file while its bytes go by from the first to the last. */
export interface DataSums {
  /** Takes the next bytes; every piece but the last has a length that is a multiple of 4. */
  add(bytes: Uint8Array): void;
  /** DATASUM (FITS standard 4.0, section 4.4.2.7) of every HDU with data, by `HDU 1 (DATA)`; what is missing of a last block counts as zeros. */
  finish(): Record<string, string>;
}

/** Sums for a file of these HDUs. Throws InputError for a file whose structure cannot be trusted. */
export async function dataSums(source: ByteSource, signal?: AbortSignal): Promise<DataSums> {
  const { hdus } = await scanFits(source, signal);
  const units = hdus
    .filter(({ dataBytes }) => dataBytes > 0)
    .map(hdu => ({ label: hduLabel(hdu), from: hdu.dataOffset, to: hdu.dataOffset + padded(hdu.dataBytes), sum: 0 }));
  let at = 0;
  return {
    add(bytes) {
      for (const unit of units) {
        const from = Math.max(unit.from, at) - at;
        const to = Math.min(unit.to, at + bytes.length) - at;
        if (from < to) unit.sum = sum32(wholeWords(bytes.subarray(from, to)), unit.sum);
      }
      at += bytes.length;
    },
    finish: () => Object.fromEntries(units.map(({ label, sum }) => [label, String(sum)])),
  };
}

function wholeWords(bytes: Uint8Array): Uint8Array {
  if (bytes.length % 4 === 0) return bytes;
  const words = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
  words.set(bytes);
  return words;
}
