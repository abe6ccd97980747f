import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { violations } from '../../helpers/axe.js';
import { root } from '../../helpers/unpack.js';
import { type Bench, startHarness } from './harness.js';

const cube = join(root, 'samples/data/muse.fits');
const status = '.cloisonne-run [role=status]';

vi.setConfig({ testTimeout: 120_000 });
declare const bench: Bench;

let harness: Awaited<ReturnType<typeof startHarness>>;
let page: Page;

/** The panel over a viewer, empty or with a white image of this size; waits until it is there. */
async function openPanel(image?: { width: number; height: number }): Promise<void> {
  await page.evaluate(async size => {
    const { segment, encoders } = bench;
    const sky = bench.panel?.shown?.layer.sky;
    bench.panel?.destroy();
    bench.made?.destroy();
    bench.made = bench.viewer();
    bench.replaced = 0;
    if (size) {
      const canvas = Object.assign(document.createElement('canvas'), size);
      canvas.getContext('2d')?.fillRect(0, 0, 10, 10);
      const ready = new Promise(resolve => bench.made?.addOnceHandler('open', resolve));
      bench.made?.open({ type: 'image', buildPyramid: false, url: canvas.toDataURL() } as never);
      await ready;
    }
    bench.panel = await segment.openSegmentation(bench.made, document.querySelector('#tools') as HTMLElement, {
      encoders,
      layer: { fill: 1 },
      reference: () => ({ sky, registration: { kind: 'affine', matrix: [20, 0, 0, -20, 100, 650] } }),
      replace: () => bench.replaced++,
    });
  }, image);
}

/** Presses the button and waits for the sentence at the end, or for what went wrong. */
async function run(): Promise<string> {
  await page.getByRole('button', { name: 'Segment', exact: true }).click();
  await page.waitForFunction(selector => /^(K = |Stopped|$)/.test(document.querySelector(selector)?.textContent ?? ''), status, {
    timeout: 60_000,
  });
  return (await page.textContent(status)) || (await page.textContent('.cloisonne-problem')) || '';
}

beforeAll(async () => {
  harness = await startHarness();
  page = await harness.openPage();
  await openPanel();
});
afterAll(() => harness?.close());

test('empty fields are told, with the focus where they are', async () => {
  await page.getByRole('button', { name: 'Segment', exact: true }).click();
  expect(await page.textContent('.cloisonne-problem')).toBe('Choose a file, or give an address');
  await page.getByLabel('or its address').fill('ftp://example.org/cube.fits');
  await page.keyboard.press('Enter');
  expect(await page.textContent('.cloisonne-problem')).toBe('An address begins with https:// or http://');
  await page.getByLabel('or its address').fill('');
  await page.setInputFiles('input[type=file]', cube);
  await page.getByRole('spinbutton', { name: 'Most clusters' }).fill('300');
  await page.keyboard.press('Enter');
  expect(await page.textContent('.cloisonne-problem')).toBe('Most clusters must be a whole number from 1 to 255');
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Most clusters');
  expect(await violations(page)).toEqual([]);
});

test('a file by keyboard: labels grow over the viewer, then the result with its legend, picture and spectra', async () => {
  await page.getByRole('spinbutton', { name: 'Most clusters' }).fill('4');
  await page.getByText('More', { exact: true }).click();
  await page.getByRole('combobox', { name: 'Engine' }).selectOption('wasm');
  await page.evaluate(() => {
    const seen = { busy: '', focus: '', grown: 0 };
    new MutationObserver(() => {
      seen.busy ||= bench.panel.root.getAttribute('aria-busy') ?? '';
      seen.focus ||= bench.panel.root.ariaBusy === 'true' ? (document.activeElement?.textContent ?? '') : '';
      seen.grown = Math.max(seen.grown, bench.made.world.getItemCount());
    }).observe(bench.panel.root, { attributes: true, subtree: true, childList: true });
    Object.assign(window, { seen });
  });
  const said = await run();
  expect(said).toMatch(/^K = 3, computed on wasm in \d+\.\d s\.$/);
  expect(await page.evaluate(() => (window as never as { seen: object }).seen)).toEqual({
    busy: 'true',
    focus: 'Cancel',
    grown: 1,
  });
  const found = await page.evaluate(async () => {
    const { made, panel } = bench;
    const { x, y } = made.world.getItemAt(0).getContentSize();
    const { layer, overlay } = panel.shown ?? {};
    return {
      ...{ size: [x, y], replaced: bench.replaced, overlays: made.canvas.querySelectorAll('canvas').length },
      registration: layer?.registration,
      counts: layer?.clusters.map(({ id }) => layer.count(id)).reduce((sum, n) => sum + n, 0),
      hit: overlay?.hitTest({ x: 450, y: 300 })?.cluster.name,
    };
  });
  expect(found).toMatchObject({
    size: [30, 30],
    replaced: 1,
    registration: { kind: 'affine', matrix: [1, 0, 0, 1, 0, 0] },
    counts: 900,
  });
  expect(found.hit).toMatch(/^Cluster [123]$/);
  expect(await page.locator('.cloisonne-legend li').count()).toBe(3);
  await page.mouse.click(450, 300);
  await page.waitForFunction(() => document.querySelectorAll('.cloisonne-spectra li').length === 2);
  expect(await violations(page)).toEqual([]);
});

test('edits are saved with all files, under the names of the command line', async () => {
  await page.getByRole('combobox', { name: 'K, number of clusters' }).selectOption('4');
  await page.waitForFunction(() => document.querySelectorAll('.cloisonne-legend li').length === 4);
  await page.getByRole('combobox', { name: 'K, number of clusters' }).selectOption('3');
  await page.waitForFunction(() => document.querySelectorAll('.cloisonne-legend li').length === 3);
  const name = page.locator('.cloisonne-legend input.cloisonne-name').first();
  await name.fill('<img src=x onerror=alert(1)>');
  await name.press('Enter');
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save all files' }).click();
  const download = await waiting;
  expect(download.suggestedFilename()).toBe('muse-segmentation.zip');
  const files = unzipSync(new Uint8Array(await readFile(await download.path())));
  const document = JSON.parse(new TextDecoder().decode(files['muse-segmentation/segmentation.json']));
  expect(document.edits).toEqual([expect.objectContaining({ kind: 'rename', name: '<img src=x onerror=alert(1)>' })]);
  const paths = document.assets.map(({ path }: { path: string }) => `muse-segmentation/${path}`);
  expect(Object.keys(files).sort()).toEqual([...paths, 'muse-segmentation/segmentation.json'].sort());
  expect(await page.locator('img[src=x]').count()).toBe(0);
});

test('over an image with known coordinates the map lies where they say', async () => {
  await openPanel({ width: 800, height: 700 });
  await page.setInputFiles('input[type=file]', cube);
  await page.getByRole('spinbutton', { name: 'Fewest clusters' }).fill('3');
  await page.getByRole('spinbutton', { name: 'Most clusters' }).fill('3');
  const said = await run();
  expect(said).toMatch(/^K = 3, .* Registered by celestial coordinates\.$/);
  const placed = await page.evaluate(() => bench.panel.shown?.layer.registration);
  for (const [i, value] of [20, 0, 0, -20, 100, 650].entries())
    expect(placed?.kind === 'affine' && placed.matrix[i]).toBeCloseTo(value, 3);
  expect(await page.evaluate(() => bench.made.world.getItemAt(0).getContentSize().x)).toBe(800);
  await page.getByText('Register by points', { exact: true }).click();
  await page.getByRole('region', { name: 'Registration' }).waitFor();
});

test('cancel stops it, and the next run works; what is wrong is an alert', async () => {
  await page.getByText('Cube and options').click();
  await page.getByRole('spinbutton', { name: 'Most clusters' }).fill('10');
  await page.getByRole('spinbutton', { name: 'Fewest clusters' }).fill('1');
  await page.evaluate(selector => {
    new MutationObserver((_, observer) => {
      if (!/Encoding|Clustering|Silhouettes/.test(document.querySelector(selector)?.textContent ?? '')) return;
      observer.disconnect();
      [...document.querySelectorAll('button')].find(({ textContent }) => textContent === 'Cancel')?.click();
    }).observe(bench.panel.root, { childList: true, subtree: true, characterData: true });
  }, status);
  expect(await run()).toBe('Stopped.');
  expect(await page.textContent('.cloisonne-problem')).toBe('');
  await page.getByText('More', { exact: true }).click();
  await page.getByRole('spinbutton', { name: 'Memory, MB' }).fill('64');
  await run();
  const capped = await page.textContent('.cloisonne-problem');
  expect(capped).toMatch(
    /^the memory cap is too small for this cube \[muse\.fits\[DATA\]\].* Give it \d+ MB or more under More\.$/,
  );
  await page.setInputFiles('input[type=file]', { name: '<b>x</b>.fits', mimeType: '', buffer: Buffer.from('<html>') });
  await run();
  expect(await page.textContent('.cloisonne-problem')).toMatch(/^unsupported file \[<b>x<\/b>\.fits\]: it looks like an HTML/);
  await page.setInputFiles('input[type=file]', cube);
  await page.getByRole('spinbutton', { name: 'Memory, MB' }).fill('1024');
  await page.getByRole('spinbutton', { name: 'Fewest clusters' }).fill('2');
  await page.getByRole('spinbutton', { name: 'Most clusters' }).fill('2');
  expect(await run()).toMatch(/^K = 2/);
});

test('a TIFF of plain bands: the warnings are there, and the spectra', async () => {
  await page.setInputFiles('input[type=file]', join(root, 'samples/data/raman.tif'));
  expect(await run()).toMatch(/^K = 2/);
  expect(await page.locator('.cloisonne-warnings li').allTextContents()).toContainEqual(
    expect.stringMatching(/^no encoder given.*PCA/),
  );
  await page.mouse.click(450, 300);
  await page.waitForFunction(() => document.querySelectorAll('.cloisonne-spectra li').length === 2);
});

test('an ENVI header and its data, chosen together; the header alone is told', async () => {
  await openPanel();
  const [width, height, bands] = [12, 10, 8];
  const values = Float32Array.from({ length: width * height * bands }, (_, i) => {
    const [band, x] = [Math.floor(i / (width * height)), i % width];
    return (x < 6 ? band : bands - band) + 0.01 * (i % 7);
  });
  const header = `ENVI\nsamples = ${width}\nlines = ${height}\nbands = ${bands}\nheader offset = 0\ndata type = 4\ninterleave = bsq\nbyte order = 0\nwavelength units = nm\nwavelength = { 400, 450, 500, 550, 600, 650, 700, 750 }\n`;
  const files = [
    { name: 'scan.raw', mimeType: '', buffer: Buffer.from(values.buffer) },
    { name: 'scan.hdr', mimeType: '', buffer: Buffer.from(header) },
  ];
  const input = page.getByLabel('Cube: FITS');
  await input.setInputFiles(files.slice(1));
  await page.getByRole('button', { name: 'Segment', exact: true }).click();
  expect(await page.textContent('.cloisonne-problem')).toBe(
    'scan.hdr is the header; choose scan.raw, scan.dat or scan.img as well',
  );
  await input.setInputFiles(files);
  await page.getByRole('spinbutton', { name: 'Fewest clusters' }).fill('2');
  await page.getByRole('spinbutton', { name: 'Most clusters' }).fill('3');
  expect(await run()).toMatch(/^K = 2, computed on /);
  expect(await page.evaluate(() => bench.panel.shown?.segmentation.name)).toBe('scan.hdr');
  // The data lie in the other file.
  await page.getByRole('button', { name: 'Read the middle of the view' }).click();
  await expect
    .poll(() => page.locator('.cloisonne-spectra li b').allTextContents())
    .toContainEqual(expect.stringMatching(/^Pixel /));
  expect(await page.locator('.cloisonne-panel .cloisonne-note').textContent()).toBe('');
});

test('nothing is left of it when it goes', async () => {
  const left = await page.evaluate(() => {
    bench.panel?.destroy();
    return [document.querySelectorAll('.cloisonne').length, document.adoptedStyleSheets.length, bench.panel?.shown];
  });
  expect(left).toEqual([0, 0, undefined]);
});
