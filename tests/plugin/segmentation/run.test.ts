import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { readLabelPng } from '../../../formats/index.js';
import { cloisonne, filesIn, workplace } from '../../helpers/cli.js';
import { serve } from '../../helpers/serve.js';
import { root } from '../../helpers/unpack.js';
import { type Bench, type HarnessRequest, type PageRun, runIn, startHarness } from './harness.js';

vi.setConfig({ testTimeout: 120_000 });
declare const bench: Bench;

const path = 'samples/data/muse.fits';
const request: HarnessRequest = { path, asFile: true, engine: 'wasm', kMin: 2, kMax: 4, threads: 2 };
const out = join(workplace(), 'muse');
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

let harness: Awaited<ReturnType<typeof startHarness>>;
let page: Page;
/** The same cube by the command line. */
let reference: ReadonlyMap<string, Buffer>;
let here: PageRun;

beforeAll(async () => {
  harness = await startHarness();
  page = await harness.openPage();
  const { code, stderr } = await cloisonne([
    'segment',
    join(root, path),
    '--out',
    out,
    '--engine',
    'wasm',
    '--k',
    '2..4',
    '--quiet',
  ]);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  reference = filesIn(out);
  here = await runIn(page, request);
}, 240_000);
afterAll(() => harness?.close());

test('the real MUSE sub-cube gets the labels of the command line, byte for byte, on the reference engine', () => {
  expect(here.error).toBeUndefined();
  expect(here.engine).toBe('wasm');
  const tables = [...reference.keys()].filter(name => /^masks\/|\.csv$/.test(name));
  expect(tables.length).toBe(here.k && here.k + 2);
  const same = ['labels.png', 'preview.png', ...[2, 3, 4].flatMap(k => [`labels-k/${k}.png`, `labels-k/${k}.json`]), ...tables];
  for (const name of same) expect([name, here.files[name]]).toEqual([name, sha256(reference.get(name) ?? new Uint8Array())]);
  const document = JSON.parse(String(reference.get('segmentation.json')));
  expect(here.k).toBe(document.k);
  expect(here.events.find(event => event.type === 'plan')).toMatchObject({
    encoder: 'muse-udf-500',
    encoderOrigin: 'shipped',
    passes: 2,
  });
});

test('it tells what it does: the cube, a plan, phases that only go on, and a preview of every spaxel', () => {
  expect(here.events[0]).toMatchObject({ type: 'opened', shape: { width: 30, height: 30, bands: 500 } });
  const progress = here.events.filter(event => event.type === 'progress');
  const phases = ['scan', 'fit', 'encode', 'cluster', 'silhouette', 'judge', 'describe'];
  expect([...new Set(progress.map(({ phase }) => phase))]).toEqual(phases);
  for (const [i, event] of progress.entries()) {
    const before = progress[i - 1];
    expect(phases.indexOf(event.phase)).toBeGreaterThanOrEqual(before ? phases.indexOf(before.phase) : 0);
    if (before?.phase === event.phase) expect(event.done).toBeGreaterThanOrEqual(before.done);
  }
  const labelled = here.events.filter(event => event.type === 'preview').reduce((sum, { labels }) => sum + labels.length, 0);
  expect(labelled).toBe(900);
});

test('WebGPU in software gives the labels but for a few on borders; by itself the page takes WebAssembly there', async () => {
  const gpu = await page.evaluate(async () => {
    const { segment, encoders } = bench;
    const segmenter = segment.createPageSegmenter();
    const source = new URL('samples/data/muse.fits', location.href);
    const { engine, files } = await segmenter.run({ source, encoder: encoders[2].url, engine: 'webgpu', kMin: 3, kMax: 3 });
    segmenter.destroy();
    return { engine, png: [...(files.get('labels.png') as Uint8Array)] };
  });
  expect(gpu.engine).toBe('webgpu');
  const labelsOf = (png: Uint8Array) => [...readLabelPng(png, 'labels.png').data];
  const wanted = labelsOf(new Uint8Array(reference.get('labels-k/3.png') as Buffer));
  const different = labelsOf(Uint8Array.from(gpu.png)).filter((label, i) => label !== wanted[i]).length;
  expect(different).toBeLessThan(5);
  const auto = await runIn(page, { ...request, engine: 'auto', kMin: 3, kMax: 3 });
  expect(auto.engine).toBe('wasm');
  expect(auto.files['labels.png']).toBe(sha256(reference.get('labels-k/3.png') as Buffer));
});

test('by ranges: no request for the whole file, and no more than sample, two reads and headers', async () => {
  const before = harness.server.requests.length;
  const found = await runIn(page, { ...request, asFile: false });
  expect(found.files['labels.png']).toBe(here.files['labels.png']);
  const own = harness.server.requests.slice(before).filter(one => one.path === `/${path}`);
  const sizes = own.map(({ range }) => {
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(range ?? '') ?? [];
    return Number(last) - Number(first) + 1;
  });
  const data = 30 * 30 * 500 * 4;
  expect(own.every(({ status }) => status === 206)).toBe(true);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(3 * data + 120_000);
  expect(own.length).toBeLessThan(25);
});

test('a cancelled run ends at once, the worker within a batch, and the next run is the same as ever', async () => {
  const stopped = await runIn(page, request, 'plan');
  expect(stopped.error).toMatch(/^InterruptedError: interrupted/);
  expect(stopped.events.at(-1)?.type).toBe('plan');
  const again = await runIn(page, request);
  expect(again.files).toEqual(here.files);
});

test('two runs at the same time take turns', async () => {
  const [first, second] = await Promise.all([
    runIn(page, { ...request, kMax: 2 }),
    runIn(page, { ...request, kMin: 3, kMax: 3 }),
  ]);
  expect([first.k, second.k]).toEqual([2, 3]);
});

test('what is wrong is said in one line', async () => {
  const said = async (wrong: Partial<HarnessRequest>, on = page) =>
    (await runIn(on, { ...request, ...wrong })).error ?? 'nothing';
  const cube = await said({ path: 'samples/data/starry_night.jpg' });
  expect(cube).toMatch(/^InputError: unsupported file \[starry_night\.jpg\]: it looks like a JPEG image[^\n]+$/);
  expect(await said({ path: 'samples/data/none.fits', asFile: false })).toMatch(
    /^InputError: [^\n]*none\.fits\]: HTTP 404[^\n]*$/,
  );
  expect(await said({ hdu: 'NONE' })).toMatch(/^InputError: [^\n]*NONE[^\n]*$/);
  expect(await said({ kMin: 5, kMax: 3 })).toMatch(/^UsageError: K from 5 to 3/);
  const cap = await said({ maxMemory: 2 ** 20 });
  expect(cap).toMatch(/^MemoryCapError: the memory cap is too small for this cube \[[^\n]+$/);
  const missing = new URL('samples/encoders/none/', harness.server.url).href;
  const encoder = await page.evaluate(async url => {
    const { run } = bench;
    const source = new URL('samples/data/muse.fits', location.href);
    const picked = [new File(['{}'], 'encoder.json'), new File(['{}'], 'model.json')];
    return [(await run({ source, encoder: new URL(url) })).error, (await run({ source, encoder: picked })).error];
  }, missing);
  expect(encoder[0]).toMatch(/^InputError: cannot fetch the encoder \[[^\n]+\]: the server answers 404/);
  expect(encoder[1]).toBe(
    'EncoderMismatchError: the encoder is not whole: weights.bin was not picked. Pick encoder.json, model.json, weights.bin of one folder together.',
  );
  const other = await harness.openPage(harness.plain);
  expect(await said({ asFile: false }, other)).toMatch(
    /^InputError: the server does not support range requests \[[^\n]+\. Download the file and open it from disk\.$/,
  );
  expect((await runIn(other, { ...request, kMax: 2 })).k).toBe(2);
  await other.close();
});

test('an address that its server does not let this page read, and a worker that is not there', async () => {
  const other = await serve(root);
  const blocked = await page.evaluate(async url => {
    const { run } = bench;
    return (await run({ source: new URL(url) })).error;
  }, `${other.url}${path}`);
  await other.close();
  expect(blocked).toMatch(/^InputError: cannot reach the server \[[^\n]+CORS[^\n]+$/);
  const broken = await page.evaluate(async () => {
    const { segment } = bench;
    const segmenter = segment.createPageSegmenter({ workerUrl: 'nowhere.js' });
    const source = new URL('samples/data/muse.fits', location.href);
    return segmenter.run({ source }).then(String, String);
  });
  expect(broken).toMatch(/^EngineError: the segmentation worker does not work \[[^\n]+nowhere\.js\]/);
});

test('a worker of another origin works, alone', async () => {
  const other = await serve(join(root, 'dist/osd'), { headers: { 'access-control-allow-origin': '*' } });
  const found = await page.evaluate(async workerUrl => {
    const { segment, encoders } = bench;
    const segmenter = segment.createPageSegmenter({ workerUrl });
    const source = new URL('samples/data/muse.fits', location.href);
    const { engine, files } = await segmenter.run({ source, encoder: encoders[2].url, engine: 'wasm', kMin: 3, kMax: 3 });
    segmenter.destroy();
    return { engine, png: [...(files.get('labels.png') as Uint8Array)] };
  }, `${other.url}cloisonne-segment.worker.js`);
  await other.close();
  expect(found.engine).toBe('wasm');
  expect(sha256(Uint8Array.from(found.png))).toBe(sha256(reference.get('labels-k/3.png') as Buffer));
});

test('a file of 3 GB is read by slices, under the memory cap', async () => {
  const said = await page.evaluate(async () => {
    const { segment } = bench;
    const [width, height, bands] = [4000, 2000, 100];
    const sizes = [width, height, bands].map((n, i) => `NAXIS${i + 1}  = ${String(n).padStart(20)}`);
    const cards = [
      'SIMPLE  =                    T',
      'BITPIX  =                  -32',
      'NAXIS   =                    3',
      ...sizes,
      'END',
    ];
    const header = cards.map(card => card.padEnd(80)).join('');
    let state = 1;
    const plane = () => {
      const values = new DataView(new ArrayBuffer(width * height * 4));
      for (let i = 0; i < values.byteLength; i += 4)
        values.setFloat32(i, (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32);
      return new Blob([values]);
    };
    // Bands are three random planes in turn, which takes no more memory than these.
    const planes = Array.from({ length: 3 }, plane);
    const data = Array.from({ length: bands }, (_, i) => planes[(i * i) % 3]);
    const file = new File(
      [header.padEnd(2880), ...data, new Uint8Array(2880 - ((width * height * bands * 4) % 2880))],
      'big.fits',
    );
    const slices: number[] = [];
    new BroadcastChannel('slices').onmessage = ({ data: size }) => slices.push(size);
    const segmenter = segment.createPageSegmenter({ workerUrl: 'telling.js' });
    const control = new AbortController();
    let plan = { memoryBytes: 0, blockRows: 0 };
    const maxMemory = 1024 * 2 ** 20;
    const onEvent = (event: import('../../../plugin/index.js').PageEvent) => {
      if (event.type === 'plan') plan = event;
      if (event.type === 'preview') control.abort();
    };
    const request = { source: file, encoder: 'pca', engine: 'wasm', kMin: 2, kMax: 2, maxMemory } as const;
    const end = await segmenter.run(request, { signal: control.signal, onEvent }).then(() => 'ended', String);
    segmenter.destroy();
    const read = slices.reduce((sum, size) => sum + size, 0);
    return {
      size: file.size,
      read,
      largest: Math.max(...slices),
      fits: plan.memoryBytes <= maxMemory,
      rows: plan.blockRows,
      end,
    };
  });
  expect(said.end).toMatch(/^InterruptedError/);
  expect(said.size).toBeGreaterThan(3.19e9);
  expect(said.fits).toBe(true);
  expect(said.rows).toBeLessThan(200);
  // A sample of the rows and one block, each band by itself.
  expect(said.largest).toBeLessThan(2 ** 21);
  expect(said.read).toBeLessThan(0.06 * said.size);
});

test('a browser without WebGPU takes WebAssembly, and says so where WebGPU is asked for', async () => {
  await page.evaluate(() => bench.use({ workerUrl: 'without-gpu.js' }));
  const found = await runIn(page, { ...request, engine: 'auto', kMin: 3, kMax: 3 });
  expect(found.engine).toBe('wasm');
  expect(found.events.filter(({ type }) => type === 'warning')).toEqual([]);
  const asked = await runIn(page, { ...request, engine: 'webgpu' });
  expect(asked.error).toBe('EngineError: WebGPU is missing: this browser does not offer it');
  await page.evaluate(() => bench.use({ wasmUrl: 'nowhere/' }));
  const plain = await runIn(page, { ...request, engine: 'auto', kMin: 3, kMax: 3 });
  await page.evaluate(() => bench.use({}));
  expect(plain.engine).toBe('cpu');
  expect(plain.events.filter(({ type }) => type === 'warning')).toHaveLength(1);
});

test.each([
  { policy: "'wasm-unsafe-eval'", engine: 'wasm' },
  { policy: '', engine: 'cpu' },
])('a script tag under a strict policy ($policy): the panel of the script-tag build, on $engine', async ({ policy, engine }) => {
  const rules = `default-src 'none'; script-src 'self' ${policy}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'`;
  const dirs = [harness.dir, join(root, 'dist'), root];
  const strict = await serve(dirs, { headers: { 'content-security-policy': rules } });
  const other = await harness.browser.newPage();
  await other.goto(`${strict.url}script-tag.html`);
  // The policy forbids what page.evaluate does.
  const report = await other.locator('body[data-report]').getAttribute('data-report', { timeout: 40_000 });
  expect(report).toMatch(new RegExp(`^K = 2, computed on ${engine} in `));
  await other.close();
  await strict.close();
});

test('a TIFF with its axis in a file beside it gets the encoder of that axis, and files of its own format', async () => {
  const found = await page.evaluate(async () => {
    const file = async (name: string) => new File([await (await fetch(`samples/data/${name}`)).blob()], name);
    return bench.run({ source: await file('raman.tif'), axis: await file('raman.json'), engine: 'wasm', kMin: 3, kMax: 3 });
  });
  expect(found.error).toBeUndefined();
  expect(found.events.find(event => event.type === 'plan')).toMatchObject({
    encoder: 'raman-cartilage-300',
    encoderOrigin: 'shipped',
  });
  expect(Object.keys(found.files)).toEqual(expect.arrayContaining(['labels.tif', 'latents.tif', 'confidence.tif']));
});

test('segmentation.json says how it was made', async () => {
  const text = await page.evaluate(async () => {
    const { segment } = bench;
    const segmenter = segment.createPageSegmenter();
    const source = new File([await (await fetch('samples/data/muse.fits')).blob()], '<img onerror=1>.fits');
    const { files } = await segmenter.run({ source, encoder: 'pca', engine: 'cpu', kMin: 2, kMax: 2, seed: 5 });
    segmenter.destroy();
    return [new TextDecoder().decode(files.get('segmentation.json')), ...files.keys()];
  });
  const [json, ...names] = text;
  const document = JSON.parse(json);
  const schema = JSON.parse(await readFile(join(root, 'core/segmentation.schema.json'), 'utf8'));
  const { problems } = await import('../../cli/products/schema.js');
  expect(problems(document, schema)).toEqual([]);
  expect(document.cube).toMatchObject({ name: '<img onerror=1>.fits[DATA]', bytes: 3648960 });
  expect(document.provenance).toMatchObject({ engine: 'cpu', seed: 5, options: { encoder: 'pca', k: '2..2' } });
  expect(names).toContain('encoder/weights.bin');
});
