import type { ByteSource } from '../../core/platform/types.js';
import type { Hdu } from './hdu.js';
import { TiledSource } from './tiles/index.js';

/** The samples of an image HDU as one run of big-endian bytes. */
export interface ImageData {
  readonly bytes: ByteSource;
  /** Where they start. */
  readonly offset: number;
  /** Present when they are decoded from tiles. */
  readonly tiles?: TiledSource;
}

/** The samples of a plain image where they lie, or of a tile-compressed one as they are decoded. Throws InputError for unreadable tiles. */
export function imageData(source: ByteSource, hdu: Hdu): ImageData {
  if (hdu.kind !== 'compressed') return { bytes: source, offset: hdu.dataOffset };
  const tiles = TiledSource.of(source, hdu);
  return { bytes: tiles, offset: 0, tiles };
}
