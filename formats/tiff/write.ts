import { zlibSync } from 'fflate';
import type { RawTiffTag, SpatialFrame } from '../../core/cube/types.js';
import type { LabelMap } from '../../core/labels/types.js';
import { assemble, LONG, numbers, SHORT, text } from './assemble.js';
import { TAG } from './tags.js';

/** What `labelTiff` adds: a line of text, and '#rrggbb' per id (8-bit maps only; ids beyond the list are black). */
export interface LabelTiffOptions {
  readonly description?: string;
  readonly colormap?: readonly string[];
}

/** Uncompressed bytes of a strip, about. */
const STRIP_BYTES = 1 << 18;

function common(width: number, height: number, rowsPerStrip: number, frame: SpatialFrame, description: string): RawTiffTag[] {
  return [
    numbers(TAG.ImageWidth, LONG, [width]),
    numbers(TAG.ImageLength, LONG, [height]),
    ...(description ? [text(TAG.ImageDescription, description)] : []),
    numbers(TAG.RowsPerStrip, LONG, [rowsPerStrip]),
    text(TAG.Software, 'cloisonne'),
    ...(frame.kind === 'geotiff' ? frame.tags : []),
  ];
}

/** TIFF's palette: 256 reds, then greens, then blues, 16 bits each. */
export function paletteOf(colors: readonly string[]): number[] {
  const out = new Array<number>(768).fill(0);
  colors.slice(0, 256).forEach((color, id) => {
    const rgb = Number.parseInt(color.slice(1, 7), 16);
    for (let c = 0; c < 3; c++) out[256 * c + id] = ((rgb >> (16 - 8 * c)) & 255) * 257;
  });
  return out;
}

/**
 * A label map as a one-band TIFF (8 or 16 bits, Deflate, strips): 0 is GDAL_NODATA, the GeoTIFF fields of `frame` byte for byte, and a
 * palette where one is given. Same labels, same bytes. Throws OutputError beyond 4 GiB.
 */
export function labelTiff({ width, height, data }: LabelMap, frame: SpatialFrame, options: LabelTiffOptions = {}): Uint8Array {
  const { description = '', colormap } = options;
  const size = data.BYTES_PER_ELEMENT;
  const rows = Math.min(height, Math.max(1, Math.floor(STRIP_BYTES / (width * size))));
  const strips: Uint8Array[] = [];
  for (let y = 0; y < height; y += rows) {
    const part = data.subarray(y * width, Math.min(height, y + rows) * width);
    strips.push(zlibSync(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), { level: 6 }));
  }
  const palette = colormap && size === 1 ? [numbers(TAG.ColorMap, SHORT, paletteOf(colormap))] : [];
  const fields = [
    ...common(width, height, rows, frame, description),
    numbers(TAG.BitsPerSample, SHORT, [8 * size]),
    numbers(TAG.Compression, SHORT, [8]),
    numbers(TAG.Photometric, SHORT, [palette.length > 0 ? 3 : 1]),
    numbers(TAG.SamplesPerPixel, SHORT, [1]),
    numbers(TAG.PlanarConfiguration, SHORT, [1]),
    numbers(TAG.SampleFormat, SHORT, [1]),
    ...palette,
    text(TAG.GDAL_NODATA, '0'),
  ];
  return assemble([{ fields, blocks: strips }]);
}

/** GDAL unescapes the text of an item twice, so it is escaped twice. */
function escapeXml(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/**
 * Float32 planes, [height * width] each, as one planar TIFF of as many bands, uncompressed, one strip a band, missing values NaN. `names`
 * stand as band descriptions in GDAL_METADATA. Throws RangeError for planes of another size, OutputError beyond 4 GiB.
 */
export function stackTiff(
  shape: { readonly width: number; readonly height: number },
  planes: readonly Float32Array[],
  names: readonly string[],
  frame: SpatialFrame,
  description = '',
): Uint8Array {
  const { width, height } = shape;
  const bands = planes.length;
  const odd = planes.findIndex(p => p.length !== width * height);
  if (bands === 0 || odd >= 0) throw new RangeError(`plane ${odd} is not ${width} x ${height}`);
  const items = names
    .slice(0, bands)
    .map((n, i) => `  <Item name="DESCRIPTION" sample="${i}" role="description">${escapeXml(escapeXml(n))}</Item>\n`);
  const each = (value: number) => new Array<number>(bands).fill(value);
  const fields = [
    ...common(width, height, height, frame, description),
    numbers(TAG.BitsPerSample, SHORT, each(32)),
    numbers(TAG.Compression, SHORT, [1]),
    numbers(TAG.Photometric, SHORT, [1]),
    numbers(TAG.SamplesPerPixel, SHORT, [bands]),
    numbers(TAG.PlanarConfiguration, SHORT, [bands > 1 ? 2 : 1]),
    ...(bands > 1 ? [numbers(TAG.ExtraSamples, SHORT, each(0).slice(1))] : []),
    numbers(TAG.SampleFormat, SHORT, each(3)),
    ...(items.length > 0 ? [text(TAG.GDAL_METADATA, `<GDALMetadata>\n${items.join('')}</GDALMetadata>\n`)] : []),
    text(TAG.GDAL_NODATA, 'nan'),
  ];
  return assemble([{ fields, blocks: planes.map(p => new Uint8Array(p.buffer, p.byteOffset, p.byteLength)) }]);
}
