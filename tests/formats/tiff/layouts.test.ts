import { readFileSync } from 'node:fs';
import { fromArrayBuffer } from 'geotiff';
import { describe, expect, it } from 'vitest';
import { expected, fixture, numbers, open, readCube } from './helpers.js';

const [bands, height, width] = expected.shape;
const files = Object.entries(expected.files);

describe('every layout gives numpy its numbers back', () => {
  it.each(files)('%s', async (name, { like }) => {
    const want = numbers(like);
    const source = await open(name);
    expect(source.shape).toEqual({ width, height, bands });
    expect(source.format).toBe('TIFF');
    expect(height % source.rowAlign === 0 || source.rowAlign <= height).toBe(true);
    // A slab of the file's own height, of one row, of a height that fits nothing, and the whole.
    for (const rows of [source.rowAlign, 1, 5, height]) expect(await readCube(source, rows)).toEqual(want);
    for (const band of [0, 2, bands - 1]) {
      expect(await source.plane(band)).toEqual(want.slice(band * height * width, (band + 1) * height * width));
    }
    for (const [x, y] of [
      [0, 0],
      [4, 3],
      [11, 8],
    ]) {
      expect(await source.spectrum(x, y)).toEqual(
        Float32Array.from({ length: bands }, (_, b) => want[(b * height + y) * width + x]),
      );
    }
    expect(source.stagingBytes(source.rowAlign)).toBeGreaterThan(0);
    await source.close();
  });

  it('also when strips are decoded once into a spill', async () => {
    for (const name of ['gdal_deflate_p3_band.tif', 'chunky_tiles_deflate.tif', 'gdal_lerc_band.tif', 'gdal_u16_lzw_p2.tif']) {
      const source = await open(name, { limits: { maxSlabBytes: 1 } });
      expect(source.rowAlign).toBe(1);
      const want = numbers(expected.files[name].like);
      for (const rows of [1, 4, height]) expect(await readCube(source, rows)).toEqual(want);
      expect(await source.plane(3)).toEqual(want.slice(3 * height * width, 4 * height * width));
      expect((await source.spectrum(4, 3)).length).toBe(bands);
      await source.close();
    }
  });

  it('names the stored sample type', async () => {
    const types = {
      'u8_chunky.tif': 'u8',
      'i8_planar.tif': 'i8',
      'gdal_nbits12_band.tif': 'u16',
      'u32_planar.tif': 'u32',
      'i32_planar.tif': 'i32',
      'i64_planar.tif': 'i64',
      'pages.tif': 'f32',
      'f64_chunky.tif': 'f64',
    };
    for (const [name, dtype] of Object.entries(types)) {
      const source = await open(name);
      expect([name, source.dtype]).toEqual([name, dtype]);
      await source.close();
    }
  });
});

/**
 * Not comparable with geotiff 3.0.5: pages (it gives the first), nodata (it gives the value), 64-bit integers (it refuses), and what it
 * reads wrong in silence: LERC masks, predictor 2 on big-endian words, packed chunky samples.
 */
const GEOTIFF_CANNOT = /pages|ome|imagej|nodata|[iu]64|lerc|_big\.tif|nbits12_pixel/;

describe('geotiff reads the same', () => {
  it.each(files.filter(([name]) => !GEOTIFF_CANNOT.test(name)))('%s', async (name, { like }) => {
    const bytes = readFileSync(fixture(name));
    const image = await (
      await fromArrayBuffer(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
    ).getImage();
    const rasters = (await image.readRasters()) as unknown as ArrayLike<number>[];
    const want = numbers(like);
    for (let b = 0; b < bands; b++) {
      expect(Float32Array.from(rasters[b], Number)).toEqual(want.slice(b * height * width, (b + 1) * height * width));
    }
  });
});
