import type { ByteSource } from '../../core/platform/types.js';
import { isGzip } from '../bytes/index.js';
import { BLOCK } from './card.js';
import { fitsFault } from './faults.js';
import { describeHdu, type Hdu, hduLabel } from './hdu.js';
import { scanHeader } from './scan-header.js';

/** Every HDU of a file, and its card-level faults in one line each. */
export interface FitsFile {
  readonly hdus: readonly Hdu[];
  readonly warnings: readonly string[];
}

const ascii = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

/**
 * Walks the HDUs of an (unpacked) FITS file by their computed sizes. Throws InputError for anything whose structure cannot be
 * trusted, with HDU number, byte offset, keyword, expected and found; card-level faults become warnings.
 */
export async function scanFits(source: ByteSource, signal?: AbortSignal): Promise<FitsFile> {
  const head = await source.read(0, Math.min(source.size, 9), signal);
  if (ascii(head) !== 'SIMPLE  =') {
    const remedy = isGzip(head) ? 'It is gzip-compressed: unpack it first.' : 'Is this another format?';
    throw fitsFault('not a FITS file', {
      name: source.name,
      offset: 0,
      expected: 'SIMPLE  =',
      found: source.size ? 'other bytes' : 'an empty file',
      remedy,
    });
  }
  if (source.size < BLOCK) {
    throw fitsFault('the FITS file is truncated', {
      name: source.name,
      expected: `at least ${BLOCK} bytes`,
      found: `${source.size}`,
    });
  }
  const hdus: Hdu[] = [];
  const warnings: string[] = [];
  let offset = 0;
  while (offset < source.size) {
    if (offset > 0 && (source.size - offset < BLOCK || ascii(await source.read(offset, 8, signal)) !== 'XTENSION')) {
      warnings.push(`${source.size - offset} bytes after the last HDU are not read`);
      break;
    }
    const scanned = await scanHeader(source, offset, hdus.length, signal);
    const { hdu, warnings: found } = describeHdu(source, hdus.length, offset, scanned.dataOffset, scanned.header);
    warnings.push(...[...scanned.warnings, ...found].map(line => `${hduLabel(hdu)}: ${line}`));
    hdus.push(hdu);
    offset = hdu.dataOffset + Math.ceil(hdu.dataBytes / BLOCK) * BLOCK;
  }
  return { hdus, warnings };
}
