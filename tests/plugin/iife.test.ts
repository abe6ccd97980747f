import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { scratch } from '../helpers/bundle.js';
import { launchChromium } from '../helpers/chromium.js';
import { serve } from '../helpers/serve.js';
import { root } from '../helpers/unpack.js';
import { osd5 } from './harness.js';
import { writeResult } from './result.js';

const file = join(root, 'dist/cloisonne-osd.iife.js');
const small = join(root, 'dist/cloisonne-overlay.iife.js');
beforeAll(() => {
  for (const path of [file, small]) if (!existsSync(path)) throw new Error(`${path} is missing: npm run build`);
});

test.each([
  [file, 56_000],
  [small, 44_000],
])('%s is within its budget, without tfjs and without HTML made of strings', async (path, budget) => {
  const code = await readFile(path, 'utf8');
  expect(gzipSync(code, { level: 9 }).length).toBeLessThan(budget);
  expect(code).not.toMatch(/tensorflow|innerHTML|insertAdjacentHTML|document\.write/);
});

/** A page with a viewer under a strict policy; `script` runs once the image is open, and its return value is the report. */
async function reportOf(library: string, osd: string, script: string): Promise<unknown> {
  const dir = await scratch('iife');
  onTestFinished(() => rm(dir, { recursive: true }));
  await mkdir(join(dir, 'out'));
  await writeResult(join(dir, 'out'));
  await writeFile(
    join(dir, 'index.html'),
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>page</title>
<meta http-equiv="Content-Security-Policy" content="script-src 'self'; style-src 'self'">
<div id="viewer"></div><div id="legend"></div>
<script src="openseadragon.js"></script><script src="${basename(library)}"></script><script src="page.js"></script></html>`,
  );
  await writeFile(
    join(dir, 'page.js'),
    `document.querySelector('#viewer').style.cssText = 'width:600px;height:400px';
const canvas = Object.assign(document.createElement('canvas'), { width: 768, height: 640 });
canvas.getContext('2d').fillRect(0, 0, 768, 640);
const viewer = OpenSeadragon({ id: 'viewer', prefixUrl: '', showNavigationControl: false, drawer: 'canvas' });
const legend = document.querySelector('#legend');
viewer.addOnceHandler('open', () =>
  (async () => { ${script} })().then(
    report => { document.body.dataset.report = JSON.stringify(report); },
    err => { document.body.dataset.report = JSON.stringify(String(err)); },
  ));
viewer.open({ type: 'image', buildPyramid: false, url: canvas.toDataURL() });`,
  );
  const server = await serve([dir, dirname(osd), dirname(library)]);
  onTestFinished(() => server.close());
  const browser = await launchChromium();
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  await page.goto(server.url);
  // The policy forbids what page.evaluate does.
  return JSON.parse((await page.locator('body[data-report]').getAttribute('data-report')) ?? '');
}

const copies = [
  { name: '6', script: join(root, 'node_modules/openseadragon/build/openseadragon/openseadragon.js') },
  ...(osd5 ? [{ name: '5.0.1', script: osd5 }] : []),
];
test.each(copies)(
  'script tags, OpenSeadragon $name: viewer.segmentation and a result under a strict policy',
  async ({ script }) => {
    const show = `const shown = await CloisonneOSD.showSegmentation(viewer, 'out/segmentation.json', { legend });
const { display } = getComputedStyle(document.querySelector('.cloisonne-row'));
return { method: typeof viewer.segmentation, rows: legend.querySelectorAll('li').length, hit: shown.overlay.hitTest({ x: 300, y: 200 }).cluster.name, display };`;
    for (const library of [file, small])
      expect(await reportOf(library, script, show)).toEqual({ method: 'function', rows: 6, hit: 'Cluster 4', display: 'grid' });
  },
);

test('the script tag has all names of the ES module, and the panels come from beside it', async () => {
  const names = Object.keys(await import(join(root, 'dist/plugin/index.js'))).sort();
  const found = (await reportOf(
    file,
    copies[0].script,
    `const shown = await CloisonneOSD.showSegmentation(viewer, 'out/segmentation.json', { legend, confidence: CloisonneOSD.loadConfidence });
const tools = CloisonneOSD.createTools(shown, legend);
for (const fold of legend.querySelectorAll('.cloisonne-fold')) fold.open = true;
const until = async found => { for (let i = 0; i < 500 && !found(); i++) await new Promise(resolve => setTimeout(resolve, 20)); return Boolean(found()); };
return {
  names: Object.keys(CloisonneOSD).sort(),
  registration: await until(() => legend.querySelector('.cloisonne-registration')),
  confidence: await until(() => shown.layer.confidence),
  segmentation: (await CloisonneOSD.openSegmentation(viewer, legend)).root.tagName,
};`,
  )) as { names: string[] };
  expect(found).toEqual({ names, registration: true, confidence: true, segmentation: 'SECTION' });
});
