import type { SpatialFrame } from '../../core/cube/types.js';
import type { Affine } from '../../core/labels/types.js';
import { TAG } from '../tiff/tags.js';

/** Where a GeoTIFF lies: pixel (x, y), corners whole, to coordinates of a reference system, whose EPSG number is known or not. */
export interface MapPlace {
  readonly matrix: Affine;
  readonly epsg?: number;
}

const PROJECTED = 3072;
const GEOGRAPHIC = 2048;
const RASTER_TYPE = 1025;
const PIXEL_IS_POINT = 2;
const USER_DEFINED = 32767;

/** The affine map of a GeoTIFF frame (ModelTransformation, or ModelPixelScale with a tie point); undefined for any other frame. */
export function mapPlace(frame: SpatialFrame): MapPlace | undefined {
  if (frame.kind !== 'geotiff') return undefined;
  const bytes = (id: number) => frame.tags.find(tag => tag.id === id)?.bytes.slice().buffer;
  const doubles = (id: number) => {
    const found = bytes(id);
    return found && new Float64Array(found);
  };
  const keys = new Map<number, number>();
  const directory = bytes(TAG.GeoKeyDirectory);
  if (directory) {
    const words = new Uint16Array(directory);
    for (let i = 4; i + 3 < words.length; i += 4) if (words[i + 1] === 0) keys.set(words[i], words[i + 3]);
  }
  const t = doubles(TAG.ModelTransformation);
  const scale = doubles(TAG.ModelPixelScale);
  const tie = doubles(TAG.ModelTiepoint);
  let matrix: [number, number, number, number, number, number];
  if (t && t.length >= 8) matrix = [t[0], t[4], t[1], t[5], t[3], t[7]];
  else if (scale && tie && tie.length >= 6) {
    const [sx, sy] = scale;
    matrix = [sx, 0, 0, -sy, tie[3] - tie[0] * sx, tie[4] + tie[1] * sy];
  } else return undefined;
  if (keys.get(RASTER_TYPE) === PIXEL_IS_POINT) {
    const [a, b, c, d, e, f] = matrix;
    matrix = [a, b, c, d, e - (a + c) / 2, f - (b + d) / 2];
  }
  const epsg = keys.get(PROJECTED) ?? keys.get(GEOGRAPHIC);
  return { matrix, ...(epsg !== undefined && epsg !== USER_DEFINED && epsg > 0 && { epsg }) };
}
