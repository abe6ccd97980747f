import { expect, test } from 'vitest';
import { memorySource, openSampleSource } from '../../formats/index.js';

const [width, height, bands] = [9, 7, 12];
const count = width * height * bands;
/** Between 1 and 2, another for every sample. */
const structure = (i: number): number => 1 + ((i * 7919) % count) / count;

function envi(of: (i: number) => number) {
  const data = new Uint8Array(Float64Array.from({ length: count }, (_, i) => of(i)).buffer);
  const header = `ENVI
samples = ${width}
lines = ${height}
bands = ${bands}
header offset = 0
data type = 5
interleave = bip
byte order = 0
`;
  const files: Record<string, Uint8Array> = { 'c.dat': data, 'c.hdr': new TextEncoder().encode(header) };
  const beside = async (name: string) => (files[name] ? memorySource(files[name], name) : undefined);
  return openSampleSource(memorySource(files['c.hdr'], 'c.hdr'), { beside });
}

/** A little-endian chunky float64 TIFF of one strip a row. */
function tiff(of: (i: number) => number) {
  const row = width * bands * 8;
  const entries: [tag: number, type: number, values: number[]][] = [
    [256, 4, [width]],
    [257, 4, [height]],
    [258, 3, Array.from({ length: bands }, () => 64)],
    [259, 3, [1]],
    [262, 3, [1]],
    [273, 4, Array.from({ length: height }, (_, y) => 4096 + y * row)],
    [277, 3, [bands]],
    [278, 4, [1]],
    [279, 4, Array.from({ length: height }, () => row)],
    [284, 3, [1]],
    [339, 3, Array.from({ length: bands }, () => 3)],
  ];
  const file = Buffer.alloc(4096 + height * row);
  file.write('II*\0', 'latin1');
  file.writeUInt32LE(8, 4);
  file.writeUInt16LE(entries.length, 8);
  let extra = 1024;
  for (const [i, [tag, type, values]] of entries.entries()) {
    const at = 10 + 12 * i;
    const size = type === 3 ? 2 : 4;
    file.writeUInt16LE(tag, at);
    file.writeUInt16LE(type, at + 2);
    file.writeUInt32LE(values.length, at + 4);
    const inside = values.length * size <= 4;
    const to = inside ? at + 8 : extra;
    if (!inside) {
      file.writeUInt32LE(extra, at + 8);
      extra += Math.ceil((values.length * size) / 4) * 4;
    }
    for (const [n, value] of values.entries()) file.writeUIntLE(value, to + n * size, size);
  }
  for (let i = 0; i < count; i++) file.writeDoubleLE(of(i), 4096 + 8 * i);
  return openSampleSource(memorySource(file, 'c.tif'));
}

test.each([
  ['ENVI', envi],
  ['TIFF', tiff],
] as const)('%s: float64 that float32 cannot hold keeps its structure, the rest stays as it is', async (_, open) => {
  for (const [size, pedestal] of [
    [1e250, 0],
    [0.001, 5e5],
  ]) {
    const cube = await open(i => pedestal + size * structure(i));
    expect(cube.warnings.filter(line => /every sample/.test(line))).toHaveLength(1);
    const { scale, offset } = cube.narrowing!;
    const spectrum = await cube.spectrum(4, 3);
    for (const [band, value] of spectrum.entries()) {
      const wanted = size * structure((3 * width + 4) * bands + band);
      expect(Math.abs((value * scale + (offset - pedestal)) / wanted - 1)).toBeLessThan(1e-5);
    }
    const plane = await cube.plane(2);
    expect(new Set(plane).size).toBe(width * height);
    await cube.close();
  }
  const plain = await open(i => 100 * structure(i));
  expect([plain.narrowing, plain.warnings.join()]).toEqual([undefined, expect.not.stringMatching(/float32/)]);
  expect((await plain.spectrum(0, 0))[1]).toBe(Math.fround(100 * structure(1)));
});
