import { zlibSync } from 'fflate';
import type { Tile } from './types.js';

/** zlib-compresses bytes; a program in Node may hand in its own, which is faster and runs beside. */
export type Deflate = (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>;

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

function crc32(bytes: Uint8Array): number {
  let c = 0xffffffff;
  for (const byte of bytes) c = CRC[(c ^ byte) & 255] ^ (c >>> 8);
  return ~c >>> 0;
}

function chunk(type: string, body: Uint8Array): Uint8Array {
  const out = new Uint8Array(body.length + 12);
  const view = new DataView(out.buffer);
  view.setUint32(0, body.length);
  for (let i = 0; i < 4; i++) out[4 + i] = type.charCodeAt(i);
  out.set(body, 8);
  view.setUint32(8 + body.length, crc32(out.subarray(4, 8 + body.length)));
  return out;
}

/** Rows as PNG has them before compression: a filter byte, then big-endian samples. Photos use the Up filter, which suits them. */
function scanlines({ width, height, channels, data }: Tile): Uint8Array {
  const size = data.BYTES_PER_ELEMENT;
  const line = width * channels;
  const out = new Uint8Array(height * (1 + line * size));
  const up = channels > 1;
  for (let y = 0, o = 0; y < height; y++) {
    const from = y * line;
    out[o++] = up ? 2 : 0;
    if (size === 2) {
      for (let i = from; i < from + line; i++) {
        out[o++] = data[i] >> 8;
        out[o++] = data[i];
      }
    } else if (up) {
      for (let i = from; i < from + line; i++) out[o++] = data[i] - (y > 0 ? data[i - line] : 0);
    } else {
      out.set(data.subarray(from, from + line), o);
      o += line;
    }
  }
  return out;
}

/** A tile as PNG: greyscale of 8 or 16 bits (ids stay ids), or RGB. */
export async function encodePngTile(tile: Tile, deflate: Deflate = bytes => zlibSync(bytes, { level: 6 })): Promise<Uint8Array> {
  const head = new Uint8Array(13);
  const view = new DataView(head.buffer);
  view.setUint32(0, tile.width);
  view.setUint32(4, tile.height);
  head[8] = 8 * tile.data.BYTES_PER_ELEMENT;
  head[9] = tile.channels === 3 ? 2 : 0;
  const parts = [
    Uint8Array.from(SIGNATURE),
    chunk('IHDR', head),
    chunk('IDAT', await deflate(scanlines(tile))),
    chunk('IEND', new Uint8Array(0)),
  ];
  const out = new Uint8Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Encodes label tiles, of which most in a large map hold a single id: those are compressed once and kept. */
export function labelTileEncoder(deflate?: Deflate): (tile: Tile) => Promise<Uint8Array> {
  const kept = new Map<string, Promise<Uint8Array>>();
  return tile => {
    const { data, width, height } = tile;
    const [first] = data;
    if (!isUniform(data)) return encodePngTile(tile, deflate);
    const key = `${width} ${height} ${first}`;
    const held = kept.get(key) ?? encodePngTile(tile, deflate);
    // As many as one-byte ids: a bound, whatever the map.
    if (kept.size < 256) kept.set(key, held);
    return held;
  };
}

function isUniform(data: Uint8Array | Uint16Array): boolean {
  const [first] = data;
  for (let i = 1; i < data.length; i++) if (data[i] !== first) return false;
  return true;
}
