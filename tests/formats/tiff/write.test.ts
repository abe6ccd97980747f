import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromArrayBuffer } from 'geotiff';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SampleSource, SpatialFrame } from '../../../core/cube/types.js';
import { labelTiff, stackTiff } from '../../../formats/tiff/index.js';
import { fixture, open, path } from './helpers.js';

const dir = mkdtempSync(join(tmpdir(), 'cloisonne-tiff-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const [width, height] = [349, 352];
const small = { width, height, data: Uint8Array.from({ length: width * height }, (_, i) => (i * 7 + (i >> 5)) % 6) };
const large = { width: 40, height: 30, data: Uint16Array.from({ length: 1200 }, (_, i) => i % 700) };
const colormap = ['#000000', '#ff0000', '#00ff00', '#0000ff', '#123456', '#abcdef'];
const planes = [0, 1, 2].map(k => Float32Array.from({ length: width * height }, (_, i) => Math.fround(Math.sin(i + k))));
const names = ['latent 1', 'silhouette <-1..1>', 'margin & more'];
let frame: SpatialFrame;
const files: Record<string, Uint8Array> = {};

beforeAll(async () => {
  const landsat = await open(path('samples/data/landsat.tif'));
  frame = landsat.frame;
  await landsat.close();
  files['labels.tif'] = labelTiff(small, frame, { description: 'cloisonne labels, K = 5', colormap });
  files['labels16.tif'] = labelTiff(large, { kind: 'none' });
  files['stack.tif'] = stackTiff({ width, height }, planes, names, frame);
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(dir, name), bytes);
});

async function reopen<T>(name: string, use: (source: SampleSource) => Promise<T>): Promise<T> {
  const source = await open(join(dir, name));
  try {
    return await use(source);
  } finally {
    await source.close();
  }
}

async function viaGeotiff(bytes: Uint8Array) {
  const image = await (await fromArrayBuffer(bytes.slice().buffer)).getImage();
  return { image, rasters: (await image.readRasters()) as unknown as ArrayLike<number>[] };
}

describe('written TIFFs', () => {
  it('labels read back through geotiff, with georeference, palette and nodata', async () => {
    const { image, rasters } = await viaGeotiff(files['labels.tif']);
    expect(rasters).toHaveLength(1);
    expect(rasters[0]).toEqual(small.data);
    expect(image.getOrigin().slice(0, 2)).toEqual([288776.25000080315, 9120760.750028737]);
    expect(image.getGDALNoData()).toBe(0);
    const map = (await image.fileDirectory.loadValue('ColorMap')) as unknown as Uint16Array;
    expect([map[1], map[256 + 2], map[512 + 3], map[4]]).toEqual([65535, 65535, 65535, 0x12 * 257]);
    expect((await viaGeotiff(files['labels16.tif'])).rasters[0]).toEqual(large.data);
  });

  it('a stack reads back through geotiff and through our reader', async () => {
    const { rasters } = await viaGeotiff(files['stack.tif']);
    expect([...rasters]).toEqual(planes);
    await reopen('stack.tif', async source => {
      expect(source.shape).toEqual({ width, height, bands: 3 });
      expect(source.spectralAxis.names).toEqual(names);
      expect(source.frame).toEqual(frame);
      expect(await source.plane(2)).toEqual(planes[2]);
    });
  });

  it('keeps GeoTIFF fields byte for byte, and is the same every time', async () => {
    await reopen('labels.tif', async source => expect(source.frame).toEqual(frame));
    expect(labelTiff(small, frame, { description: 'cloisonne labels, K = 5', colormap })).toEqual(files['labels.tif']);
    expect(files['labels.tif'].length).toBeLessThan(small.data.length / 4);
  });

  it('refuses planes of another size', () => {
    expect(() => stackTiff({ width: 2, height: 2 }, [new Float32Array(4), new Float32Array(5)], [], { kind: 'none' })).toThrow(
      /plane 1 is not 2 x 2/,
    );
  });

  const missing = spawnSync('gdalinfo', ['--version']).error || spawnSync('python3', ['--version']).error;
  it.skipIf(missing)(missing ? 'GDAL reads the same (gdalinfo or python3 is not here)' : 'GDAL reads the same', () => {
    const run = spawnSync('python3', [fixture('check_written.py'), ...Object.keys(files).map(f => join(dir, f))], {
      encoding: 'utf8',
    });
    expect(run.stderr).toBe('');
    const seen = JSON.parse(run.stdout);
    expect(seen['labels.tif']).toMatchObject({
      size: [width, height],
      geoTransform: [288776.25000080315, 28.499999999274539, 0, 9120760.750028737, 0, -28.499999999274539],
      warnings: [],
      bands: [{ type: 'Byte', noDataValue: 0, colorInterpretation: 'Palette', colors: 256 }],
    });
    expect(seen['labels.tif'].epsg).toContain('31985');
    expect(seen['labels16.tif']).toMatchObject({ warnings: [], bands: [{ type: 'UInt16' }] });
    expect(seen['stack.tif'].warnings).toEqual([]);
    expect(seen['stack.tif'].bands.map((b: { description: string }) => b.description)).toEqual(names);
    expect(seen['stack.tif'].image).toMatchObject({ INTERLEAVE: 'BAND' });
  });
});
