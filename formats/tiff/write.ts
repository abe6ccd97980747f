import { zlibSync } from 'fflate';
import { OutputError } from '../../core/cube/errors.js';
import type { RawTiffTag, SpatialFrame } from '../../core/cube/types.js';
import type { LabelMap } from '../../core/labels/types.js';
import { TAG } from './tags.js';

const SHORT = 3;
const LONG = 4;
const ASCII = 2;

/** What `labelTiff` adds: a line of text, and '#rrggbb' per id (8-bit maps only; ids beyond the list are black). */
export interface LabelTiffOptions {
  readonly description?: string;
  readonly colormap?: readonly string[];
}

/** Uncompressed bytes of a strip, about. */
const STRIP_BYTES = 1 << 18;

function numbers(id: number, type: typeof SHORT | typeof LONG, values: readonly number[]): RawTiffTag {
  const words = type === SHORT ? Uint16Array.from(values) : Uint32Array.from(values);
  return { id, type, count: values.length, bytes: new Uint8Array(words.buffer) };
}

function text(id: number, value: string): RawTiffTag {
  const bytes = new TextEncoder().encode(`${value}\0`);
  return { id, type: ASCII, count: bytes.length, bytes };
}

/** Lays out one classic little-endian TIFF: header, directory, values, strips. Throws OutputError beyond 4 GiB. */
function assemble(fields: readonly RawTiffTag[], strips: readonly Uint8Array[]): Uint8Array {
  const place = [
    numbers(
      TAG.StripOffsets,
      LONG,
      strips.map(() => 0),
    ),
    numbers(
      TAG.StripByteCounts,
      LONG,
      strips.map(s => s.length),
    ),
  ];
  const tags = [...fields, ...place].sort((a, b) => a.id - b.id);
  const even = (n: number) => n + (n & 1);
  const head = 8 + 2 + 12 * tags.length + 4;
  const values = tags.reduce((n, t) => n + (t.bytes.length > 4 ? even(t.bytes.length) : 0), 0);
  const total = strips.reduce((n, s) => n + even(s.length), even(head) + values);
  if (total > 0xffffffff) {
    throw new OutputError('the image does not fit in a TIFF', {
      why: `${total} bytes, a classic TIFF ends at 4294967295`,
      remedy: 'Write FITS, or segment a region.',
    });
  }
  const offsets = new Uint32Array(place[0].bytes.buffer);
  let at = even(head) + values;
  strips.forEach((strip, i) => {
    offsets[i] = at;
    at += even(strip.length);
  });
  const out = new Uint8Array(total);
  const view = new DataView(out.buffer);
  out.set([0x49, 0x49, 42, 0, 8, 0, 0, 0]);
  view.setUint16(8, tags.length, true);
  let value = even(head);
  tags.forEach((tag, i) => {
    const entry = 10 + 12 * i;
    view.setUint16(entry, tag.id, true);
    view.setUint16(entry + 2, tag.type, true);
    view.setUint32(entry + 4, tag.count, true);
    const inside = tag.bytes.length <= 4;
    if (!inside) view.setUint32(entry + 8, value, true);
    out.set(tag.bytes, inside ? entry + 8 : value);
    if (!inside) value += even(tag.bytes.length);
  });
  strips.forEach((strip, i) => void out.set(strip, offsets[i]));
  return out;
}

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
function paletteOf(colors: readonly string[]): number[] {
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
  return assemble(fields, strips);
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
  return assemble(
    fields,
    planes.map(p => new Uint8Array(p.buffer, p.byteOffset, p.byteLength)),
  );
}
