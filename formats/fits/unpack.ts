import { spillFull } from '../../core/platform/spill-room.js';
import type { ByteSource, OnSpill } from '../../core/platform/types.js';
import { gunzipToSpill, isGzip, MAX_SPILL_BYTES, memorySource } from '../bytes/index.js';
import { describeHdu, type Hdu } from './hdu.js';
import { imageData } from './image-data.js';
import { scanHeader } from './scan-header.js';

/** How far and how unpacking goes. */
export interface UnpackOptions {
  /** Default 16 GiB. */
  readonly maxSpillBytes?: number;
  readonly signal?: AbortSignal;
  readonly onSpill?: OnSpill;
}

/** The source itself, or the spill that a gzip source unpacks to (close that, too). Throws InputError when it is too large. */
export async function unpack(
  source: ByteSource,
  { maxSpillBytes = MAX_SPILL_BYTES, signal, onSpill }: UnpackOptions = {},
): Promise<ByteSource> {
  if (source.size < 3 || !isGzip(await source.read(0, 3, signal))) return source;
  return gunzipToSpill(source, maxSpillBytes, { signal, onSpill, leastBytes: primaryBytes });
}

/** Where the primary HDU ends by its header, where `head` holds that. */
async function primaryBytes(head: Uint8Array): Promise<number | undefined> {
  try {
    const source = memorySource(head, '');
    const { header, dataOffset } = await scanHeader(source, 0, 0);
    const { hdu } = describeHdu({ ...source, size: Number.POSITIVE_INFINITY }, 0, 0, dataOffset, header);
    return dataOffset + hdu.dataBytes;
  } catch {
    // What is wrong with it is told when the whole is opened.
    return undefined;
  }
}

/** Throws InputError for a tile-compressed image that unpacks to more than `maxSpillBytes`, before a tile is decoded. */
export function requireRoom(source: ByteSource, hdu: Hdu, maxSpillBytes = MAX_SPILL_BYTES): void {
  if (hdu.kind !== 'compressed') return;
  // A header that makes no sense is told as that.
  const { size } = imageData(source, hdu).bytes;
  if (size > maxSpillBytes) throw spillFull({ bytes: maxSpillBytes }, size, source.name);
}
