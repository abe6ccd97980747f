import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { Registration } from '../../core/labels/index.js';
import { bundle } from '../helpers/bundle.js';
import { launchChromium } from '../helpers/chromium.js';
import { serve } from '../helpers/serve.js';
import { root } from '../helpers/unpack.js';

/** OpenSeadragon 5.0.1, the oldest that is promised: the devDependency `openseadragon-5`, or where OPENSEADRAGON_5 says. */
export const osd5 = [join(root, 'node_modules/openseadragon-5'), process.env.OPENSEADRAGON_5 ?? '']
  .filter(dir => dir !== '')
  .map(dir => join(dir, 'build/openseadragon/openseadragon.js'))
  .find(existsSync);

/** Maps of the random labels of the page on to a base image. */
export const registrations: Readonly<Record<string, Registration>> = {
  scaled: { kind: 'affine', matrix: [16, 0, 0, 16, 16, 24] },
  'sheared and mirrored': { kind: 'affine', matrix: [-14, 3, 5, 17, 720, 60] },
  projective: { kind: 'projective', matrix: [16, -1, 60, 2, 17, 30, 2e-3, 4e-3, 1] },
  'thin plate': {
    kind: 'tps',
    points: [
      { cube: [1, 1], image: [90, 50] },
      { cube: [46, 2], image: [820, 40] },
      { cube: [3, 38], image: [80, 700] },
      { cube: [47, 39], image: [850, 780] },
      { cube: [24, 18], image: [470, 330] },
      { cube: [30, 30], image: [560, 560] },
    ],
  },
};

/**
 * Chromium with the harness page of this folder; `openPage` gives a page with a 601 x 403 viewer element, and serves `dirs` too. `osd` is another
 * copy of OpenSeadragon.
 */
export async function startHarness({ osd, dirs = [] }: { osd?: string; dirs?: readonly string[] } = {}) {
  const { dir, entry } = await bundle(join(root, 'tests/plugin/page.ts'), { alias: osd ? { openseadragon: osd } : {} });
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>overlay</title>
<div id="viewer" style="width:601px;height:403px"></div><div id="legend" style="width:360px"></div><script type="module" src="./${entry}"></script>`;
  await writeFile(join(dir, 'index.html'), html);
  const server = await serve([dir, ...dirs]);
  const browser = await launchChromium();
  return {
    url: server.url,
    async openPage(deviceScaleFactor = 1, viewport = { width: 640, height: 480 }): Promise<Page> {
      const page = await browser.newPage({ deviceScaleFactor, viewport });
      await page.goto(server.url);
      await page.waitForFunction('globalThis.harness !== undefined');
      return page;
    },
    /** As `openPage`, on a phone. */
    async openTouch(): Promise<Page> {
      const page = await browser.newPage({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 800 } });
      await page.goto(server.url);
      await page.waitForFunction('globalThis.harness !== undefined');
      return page;
    },
    async close() {
      await browser.close();
      await server.close();
      await rm(dir, { recursive: true });
    },
  };
}
