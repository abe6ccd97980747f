import type { RawTiffTag, SpatialFrame } from '../../core/cube/types.js';
import { fieldBytes } from './fields.js';
import type { Ifd, TiffDirectory } from './ifd.js';
import { swapBytes } from './samples.js';
import { TAG, TYPE_SIZE } from './tags.js';

const GEO = [
  TAG.ModelPixelScale,
  TAG.ModelTiepoint,
  TAG.ModelTransformation,
  TAG.GeoKeyDirectory,
  TAG.GeoDoubleParams,
  TAG.GeoAsciiParams,
];

/** The GeoTIFF fields of a directory, byte for byte (little-endian), or frame kind `none`. */
export async function readFrame(file: TiffDirectory, ifd: Ifd): Promise<SpatialFrame> {
  const tags: RawTiffTag[] = [];
  for (const id of GEO) {
    const field = await fieldBytes(file, ifd, id);
    if (!field) continue;
    const { type, count } = ifd.entries.get(id)!;
    const bytes = field.slice();
    if (!file.littleEndian) swapBytes(bytes, TYPE_SIZE[type]);
    tags.push({ id, type, count, bytes });
  }
  return tags.length > 0 ? { kind: 'geotiff', tags } : { kind: 'none' };
}
