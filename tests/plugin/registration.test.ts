import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Affine, apply } from '../../core/labels/index.js';
import { scratch } from '../helpers/bundle.js';
import { clickImage, inViewer } from '../helpers/over-image.js';
import { startHarness } from './harness.js';
import type { Harness } from './page.js';
import { placed, writeResult } from './result.js';

declare const harness: Harness;

let dir: string;
let started: Awaited<ReturnType<typeof startHarness>>;
let page: Page;
beforeAll(async () => {
  dir = await scratch('registration');
  await writeResult(join(dir, 'good'));
  started = await startHarness({ dirs: [dir] });
  page = await started.openPage(1, { width: 1000, height: 1100 });
});
afterAll(async () => {
  await started?.close();
  await rm(dir, { recursive: true });
});

const { truth, cubes } = placed;
const wrong: Affine = [16, 0, 0, 16, 0, 0];
const clickBase = (at: readonly number[]) => clickImage(page, at);
const registration = () => page.evaluate(() => harness.shown.layer.registration);
const step = () => page.locator('.cloisonne-registration p[role=status]').textContent();
const rms = () => page.locator('.cloisonne-registration output').textContent();
const matrixNow = async () => {
  const now = await registration();
  return now.kind === 'affine' ? now.matrix : [];
};

test('registered by four points: placed by hand, fitted, typed, dragged, undone, saved, loaded again', async () => {
  expect(await page.evaluate(() => harness.show('good/segmentation.json'))).toBe('');
  await page.evaluate(() => harness.register());
  expect(await rms()).toBe('3 more points to place.');
  for (const [i, cube] of cubes.entries()) {
    await page.getByRole('button', { name: 'Add a point' }).click();
    expect(await step()).toMatch(/^1 of 2/);
    const shownAs = (await matrixNow()) as unknown as Affine;
    await clickBase(apply(shownAs, ...cube));
    await expect.poll(step).toMatch(/^2 of 2/);
    expect(await page.evaluate(() => harness.shown.layer.opacity)).toBe(0.2);
    await clickBase(apply(truth, ...cube));
    await expect.poll(step).toMatch(new RegExp(`^Point ${i + 1} is placed`));
    expect(await page.evaluate(() => harness.shown.layer.opacity)).toBe(1);
  }
  // A CSS pixel is 1.6 base pixels, and a click lands on a whole one.
  // Numbers that are typed as they are shown are no change, so that two decimals of a click may be left.
  const near = truth.map((v, i) => expect.closeTo(v, i < 4 ? 3 : 1));
  const byHand = await matrixNow();
  for (const cube of cubes) {
    const [p, q] = [apply(byHand as unknown as Affine, ...cube), apply(truth, ...cube)];
    expect(Math.hypot(p[0] - q[0], p[1] - q[1])).toBeLessThan(4);
  }
  expect(await rms()).toMatch(/^RMS \d+\.\d\d image pixels\.$/);

  for (const [i, cube] of cubes.entries()) {
    const values = [...cube, ...apply(truth, ...cube)];
    for (const [n, name] of ['cube x', 'cube y', 'image x', 'image y'].entries()) {
      await page.getByLabel(`Point ${i + 1}, ${name}`).fill(String(values[n]));
      await page.keyboard.press('Tab');
    }
  }
  expect(await matrixNow()).toEqual(near);
  expect(await rms()).toMatch(/^RMS 0.00 image pixels/);
  expect(await page.locator('.cloisonne-registration tbody td:nth-child(6)').allTextContents()).toEqual([
    '0.00',
    '0.00',
    '0.00',
    '0.00',
  ]);

  // A point that is dragged away by 40 CSS pixels shows in its residual; undo takes it back.
  const marker = page.getByRole('button', { name: 'Point 3 on the image' });
  const box = await marker.boundingBox();
  const [x, y] = [(box?.x ?? 0) + 11, (box?.y ?? 0) + 11];
  const centre = () => page.evaluate(() => harness.viewer.viewport.getCenter(true).x);
  const before = await centre();
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 40, y, { steps: 4 });
  await page.mouse.up();
  expect(await centre()).toBe(before);
  const { points } = (await registration()) as { points: readonly { image: readonly [number, number] }[] };
  expect(points[2].image[0] - apply(truth, ...cubes[2])[0]).toBeCloseTo((40 * 640) / 403, 0);
  const residuals = (await page.locator('.cloisonne-registration tbody td:nth-child(6)').allTextContents()).map(Number);
  const fitted = (await matrixNow()) as unknown as Affine;
  const expected = cubes.map((cube, i) => {
    const [u, v] = apply(fitted, ...cube);
    return Math.hypot(u - points[i].image[0], v - points[i].image[1]);
  });
  for (const [i, value] of residuals.entries()) expect(value).toBeCloseTo(expected[i], 1);
  expect(Number(/RMS ([\d.]+)/.exec((await rms()) ?? '')?.[1])).toBeCloseTo(
    Math.sqrt(expected.reduce((s, v) => s + v * v, 0) / 4),
    1,
  );
  await page.locator('.cloisonne-registration').getByRole('button', { name: 'Undo' }).click();
  expect(await matrixNow()).toEqual(near);

  await page.locator('.cloisonne-registration').getByLabel('Map').selectOption('Projective');
  expect(await registration()).toMatchObject({ kind: 'projective', matrix: { length: 9 } });
  expect(await rms()).toMatch(/one more point tells how good it is/);
  await page.locator('.cloisonne-registration').getByLabel('Map').selectOption('Thin plate');
  expect(await rms()).toMatch(/each to the map through the others/);
  await page.locator('.cloisonne-registration').getByRole('button', { name: 'Save' }).click();
  const text = await page.evaluate(() => harness.saved.at(-1) ?? '');
  const saved = JSON.parse(text).registration;
  expect(saved).toMatchObject({ kind: 'tps', note: 'kept' });
  expect(saved.points.map((point: { cube: unknown }) => point.cube)).toEqual(cubes.map(at => at.map(v => expect.closeTo(v, 4))));
  expect(saved.matrix).toBeUndefined();
  await writeFile(join(dir, 'good/registered.json'), text);
  expect(await page.evaluate(() => harness.show('good/registered.json'))).toBe('');
  await page.evaluate(() => harness.register());
  expect(await page.getByLabel('Map').inputValue()).toBe('tps');
  expect(await page.getByLabel('Point 4, image y').inputValue()).toBe(String(apply(truth, ...cubes[3])[1]));
  const css = await page.evaluate(at => harness.overlay.hitTest(at), await inViewer(page, apply(truth, 20.5, 10.5)));
  expect([css?.cubeX, css?.cubeY]).toEqual([20.5, 10.5].map(v => expect.closeTo(v, 2)));
});

test('by keyboard alone: the middle of the view is taken; markers move by arrow keys; Escape leaves', async () => {
  await page.evaluate(async () => {
    await harness.show('good/segmentation.json');
    await harness.register();
  });
  const middle = (base: readonly [number, number]) =>
    page.evaluate(async ([u, v]) => {
      const item = harness.viewer.world.getItemAt(0);
      harness.viewer.viewport.panTo(item.imageToViewportCoordinates(u, v, true) as never, true);
      await harness.frames(2);
    }, base);
  for (const cube of cubes.slice(0, 3)) {
    await page.getByRole('button', { name: 'Add a point' }).focus();
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement === harness.viewer.canvas)).toBe(true);
    await middle(apply(wrong, ...cube));
    await page.keyboard.press('Enter');
    await expect.poll(step).toMatch(/^2 of 2/);
    await middle(apply(truth, ...cube));
    await page.keyboard.press('Enter');
  }
  expect(await matrixNow()).toEqual(truth.map(v => expect.closeTo(v, 6)));
  await middle(apply(truth, 24, 20));
  await page.getByRole('button', { name: 'Point 2 on the image' }).focus();
  const center = await page.evaluate(() => harness.viewer.viewport.getCenter(false).x);
  await page.keyboard.press('Shift+ArrowRight');
  const { points } = (await registration()) as { points: readonly { image: readonly [number, number] }[] };
  expect(points[1].image[0] - apply(truth, ...cubes[1])[0]).toBeCloseTo((10 * 640) / 403, 6);
  expect(await page.evaluate(() => harness.viewer.viewport.getCenter(false).x)).toBe(center);
  await page.getByRole('button', { name: 'Add a point' }).focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('Enter');
  await expect.poll(step).toMatch(/^2 of 2/);
  await page.keyboard.press('Escape');
  expect(await page.evaluate(() => [harness.shown.layer.opacity, harness.panel.points.length])).toEqual([1, 3]);
  const unnamed = await page.evaluate(
    () =>
      [...document.querySelectorAll('.cloisonne-registration :is(button, input, select), .cloisonne-points button')].filter(
        one => !(one.getAttribute('aria-label') || (one as HTMLInputElement).labels?.length || one.textContent?.trim()),
      ).length,
  );
  expect(unnamed).toBe(0);
});

test('points on a line, and a place outside the masks, are said; the original comes back when all are removed', async () => {
  await page.evaluate(async () => {
    await harness.show('good/segmentation.json');
    await harness.register();
  });
  const panel = page.locator('.cloisonne-registration');
  await panel.getByRole('button', { name: 'Add a point' }).click();
  await clickBase([760, 200]);
  // The base image is 768 wide, the masks too: left of both is outside.
  await panel.getByRole('button', { name: 'Add a point' }).click();
  await panel.getByRole('button', { name: 'Add a point' }).click();
  await clickBase([-60, 200]);
  await expect.poll(step).toMatch(/^That is outside the masks/);
  for (const at of [100, 200, 300]) {
    if (at > 100) await panel.getByRole('button', { name: 'Add a point' }).click();
    await clickBase([at, at]);
    await expect.poll(step).toMatch(/^2 of 2/);
    await clickBase([at + 10, at + 10]);
    await expect.poll(step).toMatch(/^Point/);
  }
  for (const [i, at] of [100, 200, 300].entries())
    for (const [name, value] of [
      ['cube x', at / 16],
      ['cube y', at / 16],
      ['image x', at],
      ['image y', at],
    ] as const) {
      await page.getByLabel(`Point ${i + 1}, ${name}`).fill(String(value));
      await page.keyboard.press('Tab');
    }
  expect(await rms()).toMatch(/control points lie on a line/);
  await panel.getByRole('button', { name: 'Remove point 2' }).click();
  expect(await rms()).toBe('1 more point to place.');
  await panel.getByRole('button', { name: 'Remove all' }).click();
  expect(await matrixNow()).toEqual(wrong);
  const left = await page.evaluate(() => {
    harness.panel.destroy();
    return document.querySelectorAll('.cloisonne-registration, .cloisonne-points, .cloisonne-aim').length;
  });
  expect(left).toBe(0);
});
