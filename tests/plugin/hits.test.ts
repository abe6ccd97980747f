import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Registration } from '../../core/labels/index.js';
import { scratch } from '../helpers/bundle.js';
import { inViewer } from '../helpers/over-image.js';
import { registrations, startHarness } from './harness.js';
import type { Harness } from './page.js';
import { writeResult } from './result.js';

declare const harness: Harness;

let dir: string;
let started: Awaited<ReturnType<typeof startHarness>>;
let page: Page;
beforeAll(async () => {
  dir = await scratch('hits');
  await writeResult(join(dir, 'good'));
  started = await startHarness({ dirs: [dir] });
  page = await started.openPage();
});
afterAll(async () => {
  await started?.close();
  await rm(dir, { recursive: true });
});

const cssOf = (x: number, y: number) => inViewer(page, [x, y]);

test('a hit, a hover and a click know cluster, cube pixel, base pixel, sky and confidence', async () => {
  expect(await page.evaluate(() => harness.show('good/segmentation.json'))).toBe('');
  await expect.poll(() => page.evaluate(() => harness.shown.layer.confidence !== undefined)).toBe(true);
  // Base pixel 16 times (30.5, 20.5), a whole CSS pixel away from nothing: 403 CSS pixels show 640 base pixels.
  const css = await cssOf(16 * 30.5, 16 * 20.5);
  const hit = await page.evaluate(at => harness.overlay.hitTest(at), css);
  expect(hit).toMatchObject({ label: 4, cluster: { id: 4 }, sky: { system: 'equatorial', reference: 'ICRS' } });
  expect([hit?.cubeX, hit?.cubeY, hit?.baseX, hit?.baseY]).toEqual([30.5, 20.5, 488, 328].map(v => expect.closeTo(v, 6)));
  // astropy 5.2.1: WCS(cards).all_pix2world(31, 21, 1).
  expect(hit?.sky?.longitude).toBeCloseTo(159.21231613371742, 9);
  expect(hit?.sky?.latitude).toBeCloseTo(-58.710837829031746, 9);
  const i = 20 * 48 + 30;
  expect(hit?.confidence).toEqual({ silhouette: i / 2 ** 11, margin: i / 2 ** 12, reconstruction: i / 2 ** 13 });

  await page.evaluate(() => {
    const seen: unknown[] = [];
    harness.overlay.on(
      'hover',
      ({ hit: under }) => under && seen.push(['hover', under.cluster.id, under.sky?.longitude, under.confidence?.margin]),
    );
    harness.overlay.on(
      'click',
      ({ hit: under }) => under && seen.push(['click', under.cluster.id, under.sky?.longitude, under.confidence?.margin]),
    );
    Object.assign(globalThis, { seen });
  });
  const box = await page.locator('#viewer').boundingBox();
  await page.mouse.move((box?.x ?? 0) + css.x, (box?.y ?? 0) + css.y);
  await expect
    .poll(() => page.locator('.cloisonne-readout').innerText())
    .toMatch(
      /^Cluster 4\ncube pixel 30, 20 · image pixel 48[78], 328\nRA 159\.21232° · Dec -58\.71084° ICRS\nsilhouette 0\.48 · margin 0\.24 · error 0\.12$/,
    );
  await page.mouse.click((box?.x ?? 0) + css.x, (box?.y ?? 0) + css.y);
  const sky = expect.closeTo(159.212316, 4);
  await expect
    .poll(() => page.evaluate(() => (globalThis as unknown as { seen: unknown[] }).seen))
    .toEqual([
      ['hover', 4, sky, i / 2 ** 12],
      ['click', 4, sky, i / 2 ** 12],
    ]);
});

test('confidence is that of the chosen K only; another K has the sky alone', async () => {
  await page.evaluate(async () => {
    await harness.show('good/segmentation.json');
    await harness.shown.choose(3);
  });
  const css = await cssOf(488, 328);
  const found = await page.evaluate(at => harness.overlay.hitTest(at), css);
  expect(found?.sky).toBeDefined();
  expect(found?.confidence).toBeUndefined();
  await page.evaluate(() => harness.shown.choose(6));
  await expect.poll(() => page.evaluate(at => harness.overlay.hitTest(at)?.confidence?.margin, css)).toBe(990 / 2 ** 12);
});

test('a projection that is not known, and a confidence of another size, are notes', async () => {
  await writeResult(join(dir, 'odd'), document => {
    (document.frame as { cards: string[] }).cards[0] = "CTYPE1  = 'RA---XPH'";
    (document.frame as { cards: string[] }).cards[1] = "CTYPE2  = 'DEC--XPH'";
    const assets = document.assets as { role: string; path: string; sha256?: string }[];
    for (const asset of assets) if (asset.role === 'confidence') Object.assign(asset, { path: 'labels.png', sha256: undefined });
  });
  expect(await page.evaluate(() => harness.show('odd/segmentation.json'))).toBe('');
  const notes = () => page.locator('.cloisonne-notice span').allTextContents();
  await expect
    .poll(notes)
    .toContainEqual(expect.stringMatching(/celestial coordinates cannot be computed .*XPH is not supported/));
  await expect.poll(notes).toContainEqual(expect.stringMatching(/unsupported file \[labels.png\]: it looks like a PNG image/));
  const css = await cssOf(488, 328);
  const bare = await page.evaluate(at => harness.overlay.hitTest(at), css);
  expect(bare?.label).toBe(4);
  expect(bare?.sky).toBeUndefined();
});

const spline: Registration = {
  kind: 'tps',
  points: [
    { cube: [1, 1], image: [30, 20] },
    { cube: [46, 2], image: [730, 40] },
    { cube: [3, 38], image: [40, 600] },
    { cube: [47, 39], image: [750, 620] },
    { cube: [24, 18], image: [390, 300] },
  ],
};

test.each([
  ['projective', registrations.projective],
  ['thin plate', spline],
] as const)('a sidecar with a registration that is %s: loaded, drawn, exported, saved', async (name, registration) => {
  await writeResult(join(dir, name), document => {
    document.registration = { ...registration, note: 'kept' };
  });
  expect(await page.evaluate(url => harness.show(url), `${name}/segmentation.json`)).toBe('');
  const seen = await page.evaluate(async () => {
    const blob = await harness.overlay.exportPng();
    const bitmap = await createImageBitmap(blob);
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d') as OffscreenCanvasRenderingContext2D;
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    const { viewer, overlay } = harness;
    const item = viewer.world.getItemAt(0);
    const counts = { samples: 0, wrong: 0 };
    for (let y = 3; y < bitmap.height; y += 11)
      for (let x = 3; x < bitmap.width; x += 11) {
        const at = viewer.viewport.pixelFromPoint(item.imageToViewportCoordinates(x + 0.5, y + 0.5, true), true);
        const hit = overlay.hitTest(at);
        const rgb = hit ? [1, 3, 5].map(i => Number.parseInt(hit.cluster.color.slice(i, i + 2), 16)) : [0, 0, 0];
        counts.samples++;
        if ([...rgb, hit ? 255 : 0].some((value, i) => value !== data[4 * (y * bitmap.width + x) + i])) counts.wrong++;
      }
    return { ...counts, ...harness.compare(7), exportWrong: counts.wrong, error: harness.shown.layer.registrationError };
  });
  expect(seen).toMatchObject({ wrong: 0, exportWrong: 0 });
  expect(seen.hits).toBeGreaterThan(1000);
  expect(seen.error).toBeLessThan(0.2);
  const saved = JSON.parse(await page.evaluate(() => harness.shown.save()));
  expect(saved.registration).toEqual({ ...registration, note: 'kept' });
  await page.evaluate(() => harness.shown.layer.setRegistration([16, 0, 0, 16, 1, 2]));
  const text = await page.evaluate(() => harness.shown.save());
  expect(JSON.parse(text).registration).toEqual({ kind: 'affine', matrix: [16, 0, 0, 16, 1, 2], note: 'kept' });
  await writeFile(join(dir, name, 'again.json'), text);
  expect(await page.evaluate(url => harness.show(url), `${name}/again.json`)).toBe('');
});
