import { fromArrayBuffer } from 'geotiff';
import { expect, test } from 'vitest';
import type { SpatialFrame } from '../../../core/cube/types.js';
import { majorityLevel } from '../../../core/labels/majority.js';
import type { LabelMap } from '../../../core/labels/types.js';
import { platform } from '../../../core/platform/node.js';
import { labelCog, mapPlace, memorySource, openSampleSource } from '../../../formats/index.js';

/** Rings around a corner, with grains. */
function rings(width: number, height: number, wide = false): LabelMap {
  const data = wide ? new Uint16Array(width * height) : new Uint8Array(width * height);
  for (let i = 0; i < data.length; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    data[i] = (Math.imul(i, 2654435761) >>> 0) % 11 === 0 ? 0 : 1 + (Math.floor(Math.hypot(x, y) / 40) % (wide ? 300 : 5));
  }
  return { width, height, data };
}

const colormap = ['#000000', '#e69f00', '#56b4e9', '#009e73', '#f0e442', '#0072b2'];
const read = async (bytes: Uint8Array) => fromArrayBuffer(bytes.slice().buffer as ArrayBuffer);

test('geotiff reads the map, its overviews by majority and the palette', async () => {
  const map = rings(300, 190);
  const tiff = await read(labelCog(map, { kind: 'none' }, { colormap, description: 'rings' }, 64));
  expect(await tiff.getImageCount()).toBe(4);
  for (let level = 0; level < 4; level++) {
    const image = await tiff.getImage(level);
    const part = majorityLevel(map, level);
    expect([image.getWidth(), image.getHeight(), image.getTileWidth(), image.getTileHeight()]).toEqual([
      part.width,
      part.height,
      64,
      64,
    ]);
    const [data] = await image.readRasters();
    expect(Buffer.compare(Buffer.from(data as Uint8Array), Buffer.from(part.data))).toBe(0);
    expect(image.fileDirectory.getValue('NewSubfileType') ?? 0).toBe(level > 0 ? 1 : 0);
    expect(image.getGDALNoData()).toBe(0);
  }
  const table = (await (await tiff.getImage(0)).fileDirectory.loadValue('ColorMap')) as Uint16Array;
  expect([0, 256, 512].map(i => table[i + 3] / 257)).toEqual([0, 0x9e, 0x73]);
});

test('directories stand before the pixels, those of small overviews first, each block between its size and its end', async () => {
  const bytes = labelCog(rings(300, 190), { kind: 'none' }, { colormap }, 64);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const ghost = new TextDecoder().decode(bytes.subarray(8, 51));
  expect(ghost).toMatch(/^GDAL_STRUCTURAL_METADATA_SIZE=000140 bytes\n$/);
  expect(view.getUint32(4, true)).toBe(51 + 140 + 1);
  const tiff = await read(bytes);
  const starts: number[] = [];
  for (let level = 0; level < 4; level++) {
    const directory = (await tiff.getImage(level)).fileDirectory;
    const offsets = [...((await directory.loadValue('TileOffsets')) as ArrayLike<number> as Uint32Array)];
    const counts = [...((await directory.loadValue('TileByteCounts')) as ArrayLike<number> as Uint32Array)];
    expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
    offsets.forEach((at, i) => {
      expect(view.getUint32(at - 4, true)).toBe(counts[i]);
      expect([...bytes.subarray(at + counts[i], at + counts[i] + 4)]).toEqual([
        ...bytes.subarray(at + counts[i] - 4, at + counts[i]),
      ]);
    });
    starts.push(offsets[0]);
  }
  expect(starts).toEqual([...starts].sort((a, b) => b - a));
});

test('maps of 16 bits, and the place on Earth byte for byte', async () => {
  const source = await openSampleSource(await platform.openFile('samples/data/landsat.tif'));
  await source.close();
  const map = rings(100, 70, true);
  const bytes = labelCog(map, source.frame, {}, 64);
  const again = await openSampleSource(memorySource(bytes, 'cog.tif'));
  expect(again.frame).toEqual(source.frame);
  expect([...(await again.plane(0))].map(v => (Number.isNaN(v) ? 0 : v))).toEqual([...map.data]);
  // gdalinfo samples/data/landsat.tif: origin and pixel size.
  const image = await (await read(bytes)).getImage(0);
  expect([image.getOrigin().slice(0, 2), image.getResolution().slice(0, 2)]).toEqual([
    [288776.25000080315, 9120760.750028737],
    [28.49999999927454, -28.49999999927454],
  ]);
});

test('the affine map of a frame: scale with a tie point, a matrix, pixels as points', () => {
  const doubles = (id: number, values: number[]) => ({
    id,
    type: 12,
    count: values.length,
    bytes: new Uint8Array(Float64Array.from(values).buffer),
  });
  const keys = (...entries: number[][]) => {
    const words = Uint16Array.from([1, 1, 0, entries.length, ...entries.flatMap(([key, value]) => [key, 0, 1, value])]);
    return { id: 34735, type: 3, count: words.length, bytes: new Uint8Array(words.buffer) };
  };
  const frame = (...tags: ReturnType<typeof doubles>[]): SpatialFrame => ({ kind: 'geotiff', tags });
  const tied = [doubles(33550, [30, 20, 0]), doubles(33922, [2, 1, 0, 500000, 4000000, 0])];
  expect(mapPlace(frame(...tied, keys([3072, 32633])))).toEqual({ matrix: [30, 0, 0, -20, 499940, 4000020], epsg: 32633 });
  expect(mapPlace(frame(...tied, keys([1025, 2], [2048, 4326])))).toEqual({
    matrix: [30, 0, 0, -20, 499925, 4000030],
    epsg: 4326,
  });
  const turned = doubles(34264, [0, 5, 0, 100, 7, 0, 0, 200, 0, 0, 0, 0, 0, 0, 0, 1]);
  expect(mapPlace(frame(turned, keys([3072, 32767])))).toEqual({ matrix: [0, 7, 5, 0, 100, 200] });
  expect(mapPlace({ kind: 'none' })).toBeUndefined();
});
