import { throwIfAborted, UsageError } from '../core/cube/errors.js';
import type { Affine } from '../core/labels/types.js';
import type { OverlayLayer } from './layer.js';
import { paintLayer } from './paint.js';
import { drawnLayer } from './scene.js';
import type { ExportOptions } from './types.js';

/** Painted at a time, in pixels. */
const stripPixels = 2 ** 20;

/**
 * A PNG of layers in the pixels of the base image, [height, width] given, in strips of rows: however large, only one strip is held
 * uncompressed. Throws UsageError for an empty or far too large picture, InterruptedError when the signal fires.
 */
export async function exportPng(
  layers: readonly { readonly layer: OverlayLayer; readonly ownBase: boolean }[],
  size: { readonly width: number; readonly height: number },
  options: ExportOptions = {},
): Promise<Blob> {
  const { region = { x: 0, y: 0, ...size }, scale = 1, signal, onProgress } = options;
  const [width, height] = [Math.round(region.width * scale), Math.round(region.height * scale)];
  if (!(width > 0 && height > 0 && width < 2 ** 28 && height < 2 ** 31)) {
    throw new UsageError('cannot export the masks', { why: `the picture would have ${width} x ${height} pixels` });
  }
  const toBase: Affine = [region.width / width, 0, 0, region.height / height, region.x, region.y];
  const shown = layers.filter(({ layer, ownBase }) => ownBase && layer.visible);
  const rows = Math.max(1, Math.floor(stripPixels / width));

  async function* strips(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    for (let top = 0; top < height; top += rows) {
      throwIfAborted(signal);
      const window = { left: 0, top, width, height: Math.min(rows, height - top) };
      const picture = new Uint8ClampedArray(width * window.height * 4);
      for (const { layer } of shown) {
        const drawn = drawnLayer(layer, toBase, 1);
        paintLayer(picture, window, { ...drawn, highlighted: 0, white: empty, black: empty }, layer.blend);
      }
      // Each row of a PNG begins with its filter: 0, none.
      const bytes = new Uint8Array((4 * width + 1) * window.height);
      for (let y = 0; y < window.height; y++)
        bytes.set(picture.subarray(4 * width * y, 4 * width * (y + 1)), (4 * width + 1) * y + 1);
      yield bytes;
      onProgress?.((top + window.height) / height);
      // The page stays alive in between.
      await new Promise(resolve => setTimeout(resolve));
    }
  }

  const head = new Uint8Array(13);
  const view = new DataView(head.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  head.set([8, 6], 8);
  const parts: Uint8Array<ArrayBuffer>[] = [Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10), chunk('IHDR', head)];
  for await (const data of deflated(strips())) parts.push(chunk('IDAT', data));
  parts.push(chunk('IEND', new Uint8Array()));
  return new Blob(parts, { type: 'image/png' });
}

const empty = new Int32Array();

/** The bytes through the browser's own zlib. */
async function* deflated(bytes: AsyncGenerator<Uint8Array<ArrayBuffer>>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const { readable, writable } = new CompressionStream('deflate');
  const writer = writable.getWriter();
  const reader = readable.getReader();
  const written = (async () => {
    try {
      for await (const part of bytes) await writer.write(part);
      await writer.close();
    } catch (err) {
      await writer.abort(err);
    }
  })();
  for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value as Uint8Array<ArrayBuffer>;
  await written;
}

const crcTable = Int32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

/** A chunk of a PNG: length, type, data, CRC-32 of type and data. */
function chunk(type: string, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(data.length + 12);
  const view = new DataView(out.buffer);
  view.setUint32(0, data.length);
  for (let i = 0; i < 4; i++) out[4 + i] = type.charCodeAt(i);
  out.set(data, 8);
  let crc = -1;
  for (let i = 4; i < data.length + 8; i++) crc = crcTable[(crc ^ out[i]) & 255] ^ (crc >>> 8);
  view.setInt32(data.length + 8, ~crc);
  return out;
}
