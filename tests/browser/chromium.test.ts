import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../helpers/chromium.js';
import { serve } from '../helpers/serve.js';
import { root } from '../helpers/unpack.js';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());

test('Chromium from npm has WebGL2 and a WebGPU adapter without a GPU', async () => {
  const server = await serve(root);
  const page = await browser.newPage();
  await page.goto(`${server.url}package.json`);
  const found = await page.evaluate(async () => {
    const adapter = await navigator.gpu?.requestAdapter();
    return {
      webgl2: !!new OffscreenCanvas(1, 1).getContext('webgl2'),
      webgpu: adapter?.info.architecture ?? adapter?.info.vendor,
    };
  });
  expect(found).toEqual({ webgl2: true, webgpu: 'swiftshader' });
  await page.close();
  await server.close();
});

test('the fonts are those that came with it, whatever the machine has', async () => {
  const page = await browser.newPage();
  const widths = await page.evaluate(() => {
    const context = new OffscreenCanvas(1, 1).getContext('2d') as OffscreenCanvasRenderingContext2D;
    return ['"Open Sans"', '"DejaVu Sans"', 'monospace', '"a font that nobody has"'].map(family => {
      context.font = `100px ${family}`;
      return context.measureText('Wil').width;
    });
  });
  expect(widths[0]).toBeGreaterThan(100);
  expect(new Set(widths).size).toBe(1);
  await page.close();
});
