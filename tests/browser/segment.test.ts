import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encoderFileNames, parseEncoder, type Segmentation, type SegmentOptions, segment, silhouettes } from 'cloisonne';
import { memorySource, openSampleSource } from 'cloisonne/formats';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bundle, bundle } from '../helpers/bundle.js';
import { launchChromium } from '../helpers/chromium.js';
import { type StaticServer, serve } from '../helpers/serve.js';
import { root } from '../helpers/unpack.js';
import { blobs } from './blobs.js';
import type { Harness } from './page.js';

declare const harness: Harness;

const cube = 'samples/data/muse.fits';
const wasm = join(root, 'node_modules/@tensorflow/tfjs-backend-wasm/dist');
const options: SegmentOptions = { engine: 'wasm', kMin: 2, kMax: 4, seed: 0, threads: 2 };
const sha256 = (data: ArrayBufferView) =>
  createHash('sha256')
    .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    .digest('hex');

let built: Bundle;
let server: StaticServer;
let plain: StaticServer;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  built = await bundle(join(root, 'tests/browser/page.ts'));
  await writeFile(
    join(built.dir, 'index.html'),
    `<!doctype html><title>cloisonne</title><script type="module" src="./${built.entry}"></script>`,
  );
  server = await serve([built.dir, wasm, root]);
  plain = await serve([built.dir, root], { ranges: false });
  browser = await launchChromium();
  page = await browser.newPage();
  await page.goto(server.url);
  await page.waitForFunction('globalThis.harness !== undefined');
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
  await plain?.close();
  if (built) await rm(built.dir, { recursive: true });
});

const openHere = async () => openSampleSource(memorySource(new Uint8Array(await readFile(join(root, cube))), cube));

/** The folder of the shipped encoder made for the MUSE sample, if it is there. */
async function shippedEncoder(): Promise<string | undefined> {
  const folder = join(root, 'samples/encoders');
  const names = existsSync(folder) ? await readdir(folder) : [];
  const name = names.find(name => /muse-udf/i.test(name) && existsSync(join(folder, name, 'encoder.json')));
  return name && `samples/encoders/${name}`;
}

async function segmentHere(encoder: string | undefined): Promise<Segmentation> {
  const files =
    encoder &&
    (await Promise.all(encoderFileNames.map(async name => [name, new Uint8Array(await readFile(join(root, encoder, name)))])));
  const shipped = files ? [await parseEncoder(Object.fromEntries(files), encoder)] : [];
  for await (const event of segment(await openHere(), { ...options, shipped }))
    if (event.type === 'result') return event.segmentation;
  throw new Error('segment ended without a result');
}

test.each(['blob', 'http'] as const)('a cube opened by %s in a page is the cube Node reads', async how => {
  const source = await openHere();
  const { width, height, bands } = source.shape;
  const found = await page.evaluate(([url, way]) => harness.inspect(url, way), [cube, how] as const);
  expect(found).toEqual({
    ...{ shape: source.shape, dtype: source.dtype, unit: source.unit, kind: source.spectralAxis.kind },
    plane: sha256(await source.plane(bands >> 1)),
    spectrum: sha256(await source.spectrum(width >> 1, height >> 1)),
  });
  if (how === 'http') {
    const ranges = server.requests.filter(request => request.path === `/${cube}` && request.status === 206);
    expect(ranges.length).toBeGreaterThan(1);
  }
});

test.each(['blob', 'http'] as const)('an HDF5 cube opened by %s in a page is the cube Node reads', async how => {
  const hdf5 = 'tests/fixtures/hdf5/img.h5';
  const source = await openSampleSource(memorySource(new Uint8Array(await readFile(join(root, hdf5))), hdf5));
  const found = await page.evaluate(([url, way]) => harness.inspect(url, way), [hdf5, how] as const);
  expect(found).toMatchObject({
    ...{ shape: source.shape, dtype: 'u16', kind: 'energy' },
    plane: sha256(await source.plane(3)),
    spectrum: sha256(await source.spectrum(2, 2)),
  });
  await source.close();
});

test('a server without ranges is refused in one clear line', async () => {
  const other = await browser.newPage();
  await other.goto(plain.url);
  await other.waitForFunction('globalThis.harness !== undefined');
  const message = await other.evaluate(
    url => harness.inspect(url, 'http').then(JSON.stringify, err => `${err.name}: ${err.message}`),
    cube,
  );
  expect(message).toMatch(/^InputError: the server does not support range requests \[.*muse\.fits\]: [^\n]+$/);
  await other.close();
});

test('labels by engine wasm are the same bytes in Chromium and in Node, for every K', async () => {
  const encoder = await shippedEncoder();
  const here = await segmentHere(encoder);
  const there = await page.evaluate(([url, folder, opts]) => harness.segment(url, 'blob', folder, opts), [
    cube,
    encoder,
    options,
  ] as const);
  expect(there.engine).toBe('wasm');
  expect(there.encoderOrigin).toBe(encoder ? 'shipped' : 'fitted');
  expect(there.latents).toBe(sha256(here.latents));
  expect(there.sweep).toEqual(here.sweep.map(one => [one.k, one.silhouetteMacro, sha256(one.labels.data)]));
  expect(there.labels).toEqual(Array.from(here.labels.data));
});

test('silhouettes computed by workers of the bundle are the same numbers as in Node', async () => {
  const workers: string[] = [];
  page.on('worker', worker => workers.push(new URL(worker.url()).pathname));
  const there = await page.evaluate(n => harness.silhouettes(n), 6000);
  const { points, labels } = blobs(6000);
  const [{ macro, pointwise, perPoint }] = await silhouettes(points, [{ k: 3, labels }]);
  expect(there).toEqual({ macro, pointwise, perPoint: sha256(perPoint) });
  expect(workers).toEqual([expect.stringMatching(/silhouette/), expect.stringMatching(/silhouette/)]);
});

test('WebGPU in Chromium reproduces the golden vectors and, but for a few borders, the labels', async () => {
  const encoder = await shippedEncoder();
  // An engine asked for by name is used only after it has reproduced the encoder's golden vectors; otherwise segment throws.
  const gpu = await page.evaluate(([url, folder, opts]) => harness.segment(url, 'blob', folder, { ...opts, engine: 'webgpu' }), [
    cube,
    encoder,
    options,
  ] as const);
  const here = await segmentHere(encoder);
  expect(gpu.engine).toBe('webgpu');
  const different = gpu.labels.filter((label, i) => label !== here.labels.data[i]).length;
  expect(different / gpu.labels.length).toBeLessThan(0.01);
});
