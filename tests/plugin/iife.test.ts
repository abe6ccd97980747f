import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { scratch } from '../helpers/bundle.js';
import { launchChromium } from '../helpers/chromium.js';
import { serve } from '../helpers/serve.js';
import { root } from '../helpers/unpack.js';
import { osd5 } from './harness.js';
import { writeResult } from './result.js';

const file = join(root, 'dist/cloisonne-osd.iife.js');
beforeAll(() => {
  if (!existsSync(file)) throw new Error('dist/cloisonne-osd.iife.js is missing: npm run build');
});

test('the script-tag build is within its budget, without tfjs and without HTML made of strings', async () => {
  const code = await readFile(file, 'utf8');
  expect(gzipSync(code, { level: 9 }).length).toBeLessThan(42_000);
  expect(code).not.toMatch(/tensorflow|innerHTML|insertAdjacentHTML|document\.write/);
});

const copies = [
  { name: '6', script: join(root, 'node_modules/openseadragon/build/openseadragon/openseadragon.js') },
  ...(osd5 ? [{ name: '5.0.1', script: osd5 }] : []),
];
test.each(copies)(
  'script tags, OpenSeadragon $name: viewer.segmentation and a result under a strict policy',
  async ({ script }) => {
    const dir = await scratch('iife');
    onTestFinished(() => rm(dir, { recursive: true }));
    await mkdir(join(dir, 'out'));
    await writeResult(join(dir, 'out'));
    await writeFile(
      join(dir, 'index.html'),
      `<!doctype html><html lang="en"><meta charset="utf-8"><title>page</title>
<meta http-equiv="Content-Security-Policy" content="script-src 'self'; style-src 'self'">
<div id="viewer"></div><div id="legend"></div>
<script src="openseadragon.js"></script><script src="cloisonne-osd.iife.js"></script><script src="page.js"></script></html>`,
    );
    await writeFile(
      join(dir, 'page.js'),
      `document.querySelector('#viewer').style.cssText = 'width:600px;height:400px';
const canvas = Object.assign(document.createElement('canvas'), { width: 768, height: 640 });
canvas.getContext('2d').fillRect(0, 0, 768, 640);
const viewer = OpenSeadragon({ id: 'viewer', prefixUrl: '', showNavigationControl: false, drawer: 'canvas' });
viewer.addOnceHandler('open', async () => {
  try {
    const shown = await CloisonneOSD.showSegmentation(viewer, 'out/segmentation.json', { legend: document.querySelector('#legend') });
    const display = getComputedStyle(document.querySelector('.cloisonne-row')).display;
    const report = { method: typeof viewer.segmentation, rows: document.querySelectorAll('#legend li').length, hit: shown.overlay.hitTest({ x: 300, y: 200 }).cluster.name, display };
    document.body.dataset.report = JSON.stringify(report);
  } catch (err) { document.body.dataset.report = JSON.stringify(String(err)); }
});
viewer.open({ type: 'image', buildPyramid: false, url: canvas.toDataURL() });`,
    );
    const server = await serve([dir, dirname(script), dirname(file)]);
    onTestFinished(() => server.close());
    const browser = await launchChromium();
    onTestFinished(() => browser.close());
    const page = await browser.newPage();
    await page.goto(server.url);
    // The policy forbids what page.evaluate does.
    const report = await page.locator('body[data-report]').getAttribute('data-report');
    expect(JSON.parse(report ?? '')).toEqual({ method: 'function', rows: 6, hit: 'Cluster 4', display: 'grid' });
  },
);
