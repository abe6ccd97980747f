import { decode } from 'fast-png';
import { zlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { labelPng, maskPng, readLabelPng, readRgbPng, rgbaPng, rgbPng } from '../../../formats/png/index.js';

const small = { width: 13, height: 5, data: Uint8Array.from({ length: 65 }, (_, i) => i % 7) };
const large = { width: 4, height: 3, data: Uint16Array.of(0, 1, 255, 256, 65535, 5, 6, 7, 8, 9, 10, 11) };

/** CRC-32 of PNG chunks, written out bit by bit. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let k = 0; k < 8; k++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** A PNG from its parts, by hand. */
function handmade(width: number, height: number, depth: number, colour: number, pixels: Uint8Array): Uint8Array {
  const chunk = (type: string, data: Uint8Array) => {
    const out = new Uint8Array(12 + data.length);
    const view = new DataView(out.buffer);
    view.setUint32(0, data.length);
    out.set(new TextEncoder().encode(type), 4);
    out.set(data, 8);
    view.setUint32(8 + data.length, crc32(out.subarray(4, 8 + data.length)));
    return out;
  };
  const head = new Uint8Array(13);
  new DataView(head.buffer).setUint32(0, width);
  new DataView(head.buffer).setUint32(4, height);
  head[8] = depth;
  head[9] = colour;
  const parts = [
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10),
    chunk('IHDR', head),
    chunk('IDAT', zlibSync(pixels)),
    chunk('IEND', new Uint8Array(0)),
  ];
  return Uint8Array.from(parts.flatMap(p => [...p]));
}

describe('PNG', () => {
  it('label maps of 8 and 16 bits come back the same, the same bytes every time', () => {
    for (const map of [small, large]) {
      expect(readLabelPng(labelPng(map))).toEqual(map);
      expect(labelPng(map)).toEqual(labelPng(map));
    }
    expect([...labelPng(large).subarray(16, 26)]).toEqual([0, 0, 0, 4, 0, 0, 0, 3, 16, 0]);
  });

  it('undoes the filters other writers use', () => {
    // Rows filtered with none, sub, up, average and Paeth; the labels are 1 2 3 in every row.
    const rows = [0, 1, 2, 3, 1, 1, 1, 1, 2, 0, 0, 0, 3, 1, 1, 1, 4, 0, 0, 0];
    expect([...readLabelPng(handmade(3, 5, 8, 0, Uint8Array.from(rows))).data]).toEqual([
      1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3,
    ]);
  });

  it('masks are one bit a pixel, colours come back', () => {
    const mask = decode(maskPng(small, 3));
    expect(mask).toMatchObject({ width: 13, height: 5, depth: 1, channels: 1 });
    const bit = (x: number, y: number) => (mask.data[y * 2 + (x >> 3)] >> (7 - (x & 7))) & 1;
    for (let y = 0; y < 5; y++) for (let x = 0; x < 13; x++) expect(bit(x, y)).toBe(small.data[y * 13 + x] === 3 ? 1 : 0);
    const rgba = Uint8Array.from({ length: 24 }, (_, i) => i * 10);
    expect(decode(rgbaPng(3, 2, rgba)).data).toEqual(rgba);
    expect(decode(rgbPng(4, 2, rgba))).toMatchObject({ channels: 3, data: rgba });
  });

  it('refuses what is not a label map, is damaged, or inflates beyond its size', () => {
    expect(() => readLabelPng(new Uint8Array(50), 'x.png')).toThrow(/not a PNG \[x.png\]/);
    expect(() => readLabelPng(rgbPng(4, 2, new Uint8Array(24)))).toThrow(/not a label PNG.*colour type 2/);
    expect(() => readLabelPng(labelPng(small).subarray(0, 60))).toThrow(/truncated PNG/);
    expect(() => readLabelPng(handmade(100000, 100000, 8, 0, new Uint8Array(5)))).toThrow(/label map too large.*100000 x 100000/);
    expect(() => readLabelPng(handmade(2, 2, 8, 0, new Uint8Array(1 << 20)))).toThrow(/more than 6 bytes/);
    expect(() => readLabelPng(handmade(2, 2, 8, 0, new Uint8Array(5)))).toThrow(/5 bytes of pixels, expected 6/);
    const damaged = labelPng(small);
    damaged[45] ^= 0x55;
    expect(() => readLabelPng(damaged)).toThrow(/cannot decode the PNG/);
  });
});

describe('images in colour', () => {
  const rgb = { width: 5, height: 3, data: Uint8Array.from({ length: 45 }, (_, i) => i * 5) };

  it('come back, with what is transparent on white', () => {
    expect(readRgbPng(rgbPng(5, 3, rgb.data))).toEqual(rgb);
    const rgba = Uint8Array.of(10, 20, 30, 255, 10, 20, 30, 0, 100, 0, 0, 51);
    expect([...readRgbPng(rgbaPng(3, 1, rgba)).data]).toEqual([10, 20, 30, 255, 255, 255, 224, 204, 204]);
  });

  it('may be grey, of 16 bits or of one', () => {
    expect([...readRgbPng(labelPng({ width: 2, height: 1, data: Uint8Array.of(7, 200) })).data]).toEqual([
      7, 7, 7, 200, 200, 200,
    ]);
    expect([...readRgbPng(labelPng({ width: 2, height: 1, data: Uint16Array.of(0, 65535) })).data]).toEqual([
      0, 0, 0, 255, 255, 255,
    ]);
    const bits = readRgbPng(handmade(10, 2, 1, 0, Uint8Array.of(0, 0b10000001, 0b01000000, 0, 0, 0b11000000)));
    expect([...bits.data.filter((_, i) => i % 3 === 0)].map(v => v / 255)).toEqual([
      1, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1,
    ]);
  });

  it('are refused when damaged or too large', () => {
    expect(() => readRgbPng(new Uint8Array(50))).toThrow(/not a PNG/);
    expect(() => readRgbPng(rgbPng(5, 3, rgb.data), 'a.png', 10)).toThrow(/5 x 3 pixels, the limit is 10/);
    const bytes = rgbPng(5, 3, rgb.data);
    expect(() => readRgbPng(bytes.subarray(0, bytes.length - 20))).toThrow(/cannot decode/);
  });
});
