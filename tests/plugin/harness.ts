import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { bundle } from '../helpers/bundle.js';
import { launchChromium } from '../helpers/chromium.js';
import { serve } from '../helpers/serve.js';
import { root } from '../helpers/unpack.js';

/** Chromium with the harness page of this folder; `openPage` gives a page with a 601 x 403 viewer element. */
export async function startHarness() {
  const { dir, entry } = await bundle(join(root, 'tests/plugin/page.ts'));
  const html = `<!doctype html><meta charset="utf-8"><title>overlay</title>
<div id="viewer" style="width:601px;height:403px"></div><script type="module" src="./${entry}"></script>`;
  await writeFile(join(dir, 'index.html'), html);
  const server = await serve(dir);
  const browser = await launchChromium();
  return {
    async openPage(deviceScaleFactor = 1): Promise<Page> {
      const page = await browser.newPage({ deviceScaleFactor, viewport: { width: 640, height: 480 } });
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
