import { zlibSync } from 'fflate';
import type { SpatialFrame } from '../../core/cube/types.js';
import { majorityLevel } from '../../core/labels/majority.js';
import type { LabelMap } from '../../core/labels/types.js';
import { assemble, LONG, numbers, SHORT, type TiffPage, text } from './assemble.js';
import { TAG } from './tags.js';
import { type LabelTiffOptions, paletteOf } from './write.js';

/** The tiles of a map, row by row, zlib-compressed; those on the edges are filled up with 0. */
function tilesOf({ width, height, data }: LabelMap, side: number): Uint8Array[] {
  const tiles: Uint8Array[] = [];
  for (let top = 0; top < height; top += side) {
    for (let left = 0; left < width; left += side) {
      const tile = data instanceof Uint16Array ? new Uint16Array(side * side) : new Uint8Array(side * side);
      const columns = Math.min(side, width - left);
      for (let y = 0; y < Math.min(side, height - top); y++) {
        const from = (top + y) * width + left;
        tile.set(data.subarray(from, from + columns), y * side);
      }
      tiles.push(zlibSync(new Uint8Array(tile.buffer), { level: 6 }));
    }
  }
  return tiles;
}

/**
 * A label map as a cloud-optimised GeoTIFF: tiles of `side` pixels, overviews by majority down to one tile, all directories before the pixels
 * and those of the smallest overview first; a palette (8-bit maps), 0 as GDAL_NODATA, the GeoTIFF fields of `frame` byte for byte, which are the
 * only place on Earth it has. Same labels, same bytes. Throws OutputError beyond 4 GiB.
 */
export function labelCog(map: LabelMap, frame: SpatialFrame, options: LabelTiffOptions = {}, side = 512): Uint8Array {
  const { description = '', colormap } = options;
  const size = map.data.BYTES_PER_ELEMENT;
  const palette = colormap && size === 1 ? [numbers(TAG.ColorMap, SHORT, paletteOf(colormap))] : [];
  const page = (level: number): TiffPage => {
    const part = majorityLevel(map, level);
    const fields = [
      ...(level > 0 ? [numbers(TAG.NewSubfileType, LONG, [1])] : []),
      numbers(TAG.ImageWidth, LONG, [part.width]),
      numbers(TAG.ImageLength, LONG, [part.height]),
      numbers(TAG.BitsPerSample, SHORT, [8 * size]),
      numbers(TAG.Compression, SHORT, [8]),
      numbers(TAG.Photometric, SHORT, [palette.length > 0 ? 3 : 1]),
      numbers(TAG.SamplesPerPixel, SHORT, [1]),
      numbers(TAG.PlanarConfiguration, SHORT, [1]),
      numbers(TAG.TileWidth, SHORT, [side]),
      numbers(TAG.TileLength, SHORT, [side]),
      numbers(TAG.SampleFormat, SHORT, [1]),
      ...palette,
      ...(level === 0 && description ? [text(TAG.ImageDescription, description)] : []),
      ...(level === 0 ? [text(TAG.Software, 'cloisonne')] : []),
      ...(level === 0 && frame.kind === 'geotiff' ? frame.tags : []),
      text(TAG.GDAL_NODATA, '0'),
    ];
    return { fields, blocks: tilesOf(part, side), tiled: true };
  };
  const levels = Math.max(0, Math.ceil(Math.log2(Math.max(map.width, map.height) / side)));
  return assemble(
    Array.from({ length: levels + 1 }, (_, level) => page(level)),
    true,
  );
}
