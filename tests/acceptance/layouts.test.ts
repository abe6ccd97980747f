import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SampleSource } from '../../core/cube/types.js';
import { withAxis } from '../../core/cube/with-axis.js';
import type { Encoder } from '../../core/encoder/types.js';
import { evaluate } from '../../core/evaluate/index.js';
import { platform } from '../../core/platform/node.js';
import type { Segmentation } from '../../core/segmentation.js';
import { axisToJson, openSampleSource, readAxisSidecar } from '../../formats/index.js';
import { plainFits, readPlainImage, reordered } from '../helpers/fits-copies.js';
import { type TiffLayout, writeTiff } from '../helpers/tiff-writer.js';
import { path, resultOf, shippedEncoder } from './segmenting.js';

const MUSE = path('samples/data/muse.fits');
const PYTHON = '/usr/bin/python3';

const data = readPlainImage(MUSE, 'DATA');
const stat = readPlainImage(MUSE, 'STAT');
const [width, height, bands] = data.shape;

/** Copies of the cube as FITS, by file name. */
const fitsCopies: Readonly<Record<string, () => Uint8Array>> = {
  'plain.fits': () => plainFits([data, stat], -32),
  'float64.fits': () => plainFits([data, stat], -64),
  'spectral_first.fits': () => plainFits([reordered(data, [3, 1, 2]), reordered(stat, [3, 1, 2])], -32),
  'spectral_middle.fits': () => plainFits([reordered(data, [1, 3, 2]), reordered(stat, [1, 3, 2])], -32),
  'float64_spectral_first.fits.gz': () => gzipSync(plainFits([reordered(data, [3, 1, 2])], -64), { level: 1 }),
};

const OME = `<?xml version="1.0" encoding="UTF-8"?><OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06"><Image ID="Image:0"><Pixels ID="Pixels:0" DimensionOrder="XYCZT" Type="float" SizeX="${width}" SizeY="${height}" SizeC="${bands}" SizeZ="1" SizeT="1"><TiffData IFD="0" PlaneCount="${bands}"/></Pixels></Image></OME>`;

/** Copies as float32 TIFF: the layouts of shared/FORMATS.md. */
const tiffCopies: Readonly<Record<string, TiffLayout>> = {
  'chunky_strips.tif': { planar: 1, rowsPerStrip: 4 },
  'planar_strips.tif': { planar: 2, rowsPerStrip: 7 },
  'planar_tiles.tif': { planar: 2, tile: 16 },
  'chunky_tiles_deflate.tif': { planar: 1, tile: 16, deflate: true },
  'pages.tif': { planar: 'pages' },
  'pages_ome.tif': { planar: 'pages', description: OME },
  'bigtiff_planar.tif': { planar: 2, rowsPerStrip: 8, big: true },
  'deflate_predictor3_planar.tif': { planar: 2, rowsPerStrip: 5, deflate: true, predictor: 3 },
  'deflate_predictor3_chunky.tif': { planar: 1, rowsPerStrip: 6, deflate: true, predictor: 3 },
};

/** What tifffile and GDAL write, by make_layouts.py. */
const foreignCopies = [
  'tifffile_ome.tif',
  'tifffile_imagej.tif',
  'tifffile_chunky_strips.tif',
  'tifffile_planar_strips.tif',
  'gdal_zstd_planar.tif',
  'gdal_lerc_planar.tif',
  'gdal_deflate_predictor3_planar.tif',
];

function missingPrograms(): string | undefined {
  if (!existsSync(PYTHON)) return `no ${PYTHON}`;
  if (spawnSync(PYTHON, ['-c', 'import astropy, tifffile, numpy']).status !== 0)
    return 'python3 lacks astropy, tifffile or numpy';
  const drivers = spawnSync('gdalinfo', ['--format', 'GTiff'], { encoding: 'utf8' });
  if (drivers.error) return 'no GDAL';
  return /ZSTD/.test(drivers.stdout) && /LERC/.test(drivers.stdout) ? undefined : 'GDAL lacks ZSTD or LERC';
}

const missing = missingPrograms();
const skipped = missing ? ` (skipped: ${missing})` : '';

let folder: string;
let encoder: Encoder;
let sidecar: Uint8Array;
let reference: Segmentation;

async function open(file: string): Promise<SampleSource> {
  const source = await openSampleSource(await platform.openFile(file));
  return file.endsWith('.tif') ? withAxis(source, readAxisSidecar(sidecar, 'axis.json', source.shape.bands)) : source;
}

const run = async (source: SampleSource): Promise<Segmentation> =>
  resultOf(source, { encoder, engine: 'wasm', seed: 0, kMin: 2, kMax: 5 });

/** All that a layout may not change: labels of every K, latents, confidence and spectra, bit for bit. */
function expectSame(got: Segmentation): void {
  expect(got.labels).toEqual(reference.labels);
  expect(got.k).toBe(reference.k);
  expect(got.sweep.map(({ labels }) => labels)).toEqual(reference.sweep.map(({ labels }) => labels));
  expect(got.latents).toEqual(reference.latents);
  expect(got.confidence).toEqual(reference.confidence);
  expect(got.sweep.map(({ clusters }) => clusters)).toEqual(reference.sweep.map(({ clusters }) => clusters));
}

beforeAll(async () => {
  await mkdir(path('tests/.tmp'), { recursive: true });
  folder = await mkdtemp(path('tests/.tmp/layouts-'));
  const muse = await open(MUSE);
  sidecar = new TextEncoder().encode(JSON.stringify(axisToJson(muse.spectralAxis)));
  encoder = await shippedEncoder('muse-udf-500');
  reference = await run(muse);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('segment gives the same from every copy of the MUSE cube', () => {
  it('has something to compare: four K, each with all its clusters', () => {
    expect(reference.sweep.map(({ k }) => k)).toEqual([2, 3, 4, 5]);
    for (const { k, labels } of reference.sweep) expect(new Set(labels.data).size).toBe(k);
    expect(reference.valid).toBe(width * height);
    expect(reference.engine).toBe('wasm');
    expect(reference.encoderOrigin).toBe('given');
  });

  it.each(Object.entries(fitsCopies))('%s', async (name, make) => {
    const file = join(folder, name);
    await writeFile(file, make());
    const source = await open(file);
    expect(source.shape).toEqual({ width, height, bands });
    const got = await run(source);
    expectSame(got);
    expect(got.axis.kind).toBe(reference.axis.kind);
    expect(got.axis.values).toEqual(reference.axis.values);
    expect(got.frame.kind).toBe('celestial');
  });

  it('the file itself, gzipped', async () => {
    const file = join(folder, 'muse.fits.gz');
    await writeFile(file, gzipSync(await readFile(MUSE), { level: 1 }));
    const got = await run(await open(file));
    expectSame(got);
    expect(got.axis).toEqual(reference.axis);
    expect(got.frame).toEqual(reference.frame);
  });

  it.each(Object.entries(tiffCopies))('%s with a sidecar axis', async (name, layout) => {
    const file = join(folder, name);
    await writeFile(file, writeTiff({ width, height, bands, data: data.samples }, layout));
    const source = await open(file);
    expect(source.shape).toEqual({ width, height, bands });
    const got = await run(source);
    expectSame(got);
    expect(got.axis).toEqual(reference.axis);
  });

  it('16 bits through BSCALE and BZERO agree with ARI >= 0.99', async () => {
    const file = join(folder, 'int16.fits');
    await writeFile(file, plainFits([data, stat], 16));
    const source = await open(file);
    expect(source.dtype).toBe('i16');
    const got = await run(source);
    for (const [i, { k, labels }] of reference.sweep.entries()) {
      expect(got.sweep[i].k).toBe(k);
      expect(evaluate(got.sweep[i].labels.data, labels.data).ari).toBeGreaterThanOrEqual(0.99);
    }
    expect(got.k).toBe(reference.k);
    // Rounded values, so not the very same latents: the comparison above is of different numbers.
    expect(got.latents).not.toEqual(reference.latents);
  });
});

describe(`other programs agree with these copies${skipped}`, () => {
  it.skipIf(missing)('astropy and tifffile read the cube from each copy, and segment from theirs', async () => {
    for (const [name, make] of Object.entries(fitsCopies)) await writeFile(join(folder, name), make());
    await writeFile(join(folder, 'int16.fits'), plainFits([data, stat], 16));
    for (const [name, layout] of Object.entries(tiffCopies))
      await writeFile(join(folder, name), writeTiff({ width, height, bands, data: data.samples }, layout));

    const script = path('tests/fixtures/acceptance/make_layouts.py');
    const { status, stdout, stderr } = spawnSync(PYTHON, [script, MUSE, folder], { encoding: 'utf8' });
    expect(status, stderr).toBe(0);
    const { checked, made } = JSON.parse(stdout) as { checked: Record<string, number>; made: string[] };
    for (const name of [...Object.keys(fitsCopies), ...Object.keys(tiffCopies)]) expect([name, checked[name]]).toEqual([name, 0]);
    expect(checked['int16.fits']).toBeGreaterThan(0);
    expect(made).toEqual(foreignCopies);

    for (const name of foreignCopies) {
      const got = await run(await open(join(folder, name)));
      expectSame(got);
      expect(got.axis).toEqual(reference.axis);
    }
  });
});
