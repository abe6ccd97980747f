import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rgbPng } from '../../formats/index.js';
import { scratch } from '../helpers/bundle.js';
import { type StaticServer, serve } from '../helpers/serve.js';
import { startHarness } from './harness.js';
import type { Harness } from './page.js';
import { writeResult } from './result.js';

declare const harness: Harness;

let dir: string;
let foreign: StaticServer;
let started: Awaited<ReturnType<typeof startHarness>>;
let page: Page;
beforeAll(async () => {
  dir = await scratch('foreign');
  await writeResult(join(dir, 'good'));
  await writeFile(join(dir, 'base.png'), rgbPng(768, 640, new Uint8Array(768 * 640 * 3).fill(90)));
  foreign = await serve(dir);
  started = await startHarness({ dirs: [dir] });
  page = await started.openPage();
  expect(await page.evaluate(() => harness.show('good/segmentation.json'))).toBe('');
});
afterAll(async () => {
  await started?.close();
  await foreign?.close();
  await rm(dir, { recursive: true });
});

const open = (crossOriginPolicy: string | false) =>
  page.evaluate(
    async ([url, policy]) => {
      const { viewer } = harness;
      const done = new Promise<string>(resolve => {
        viewer.addOnceHandler('open', () => resolve('open'));
        viewer.addOnceHandler('open-failed', () => resolve('failed'));
      });
      viewer.open({ type: 'image', url, crossOriginPolicy: policy, buildPyramid: false } as never);
      const how = await done;
      await harness.frames(4);
      return how;
    },
    [`${foreign.url}base.png`, crossOriginPolicy] as const,
  );

test('a base image of a server that allows no reading: shown without CORS, and masks, hits and export work over it', async () => {
  expect(await open(false)).toBe('open');
  const seen = await page.evaluate(async () => {
    const hit = harness.overlay.hitTest({ x: 330.5, y: 200.5 });
    const blob = await harness.overlay.exportPng({ region: { x: 0, y: 20, width: 100, height: 8 } });
    return { hit: hit?.cluster.color, drawn: harness.pixelAt(330, 200), size: blob.size };
  });
  expect(seen.hit).toBeDefined();
  const rgb = [1, 3, 5].map(at => Number.parseInt(String(seen.hit).slice(at, at + 2), 16));
  expect(seen.drawn).toEqual([...rgb, 255]);
  expect(seen.size).toBeGreaterThan(50);
});

test('a picture of the view cannot be made of what may not be read, or of the html drawer; both are said in one line', async () => {
  expect(await open(false)).toBe('open');
  const said = () => page.getByLabel('Picture and link').getByRole('status').textContent();
  const press = () => page.getByRole('button', { name: 'Picture of the view (PNG)' }).click();
  await page.evaluate(() => void harness.createShare(harness.shown, document.querySelector('#legend') as HTMLElement));
  await press();
  await expect
    .poll(said)
    .toMatch(/^the view cannot be saved as a picture: the server of the image does not allow this page to read it \(CORS\)/);
  await page.evaluate(() => {
    (harness.viewer as unknown as { requestDrawer(name: string, options: object): void }).requestDrawer('html', {
      mainDrawer: true,
    });
  });
  await press();
  await expect
    .poll(said)
    .toMatch(/^the view cannot be saved as a picture: the html drawer of OpenSeadragon leaves nothing to read/);
  await page.evaluate(() => {
    (harness.viewer as unknown as { requestDrawer(name: string, options: object): void }).requestDrawer('canvas', {
      mainDrawer: true,
    });
  });
});

test('asked for with CORS, it cannot be opened: one clear line, and nothing is hit', async () => {
  expect(await open('Anonymous')).toBe('failed');
  await expect
    .poll(() => page.locator('.cloisonne-notice[role=alert] span').allTextContents())
    .toEqual([
      'The image below the masks cannot be opened: it is not there, or its server does not allow this page to read it (CORS).',
    ]);
  expect(await page.evaluate(() => harness.overlay.hitTest({ x: 330.5, y: 200.5 }) ?? null)).toBeNull();
});
