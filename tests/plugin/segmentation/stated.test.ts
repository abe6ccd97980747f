import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { stripes, tiffCube } from '../../cli/cubes.js';
import { violations } from '../../helpers/axe.js';
import { root } from '../../helpers/unpack.js';
import { type Bench, startHarness } from './harness.js';

const status = '.cloisonne-run [role=status]';

vi.setConfig({ testTimeout: 120_000 });
declare const bench: Bench;

let harness: Awaited<ReturnType<typeof startHarness>>;
let page: Page;

beforeAll(async () => {
  harness = await startHarness();
  page = await harness.openPage();
  await page.evaluate(async () => {
    bench.made = bench.viewer();
    bench.panel = await bench.segment.openSegmentation(bench.made, document.querySelector('#tools') as HTMLElement, {});
  });
});
afterAll(() => harness?.close());

/** Presses the button and waits for the sentence at the end, or for what went wrong. */
async function run(): Promise<string> {
  await page.getByRole('button', { name: 'Segment', exact: true }).click();
  await page.waitForFunction(
    selector =>
      /^K = /.test(document.querySelector(selector)?.textContent ?? '') ||
      document.querySelector('.cloisonne-problem')?.textContent !== '',
    status,
    { timeout: 60_000 },
  );
  return (await page.textContent('.cloisonne-problem')) || (await page.textContent(status)) || '';
}

test('a cube without an axis: the page says what gives one, the field takes it, and its faults open it', async () => {
  const bytes = tiffCube([12, 10, 8], stripes(8));
  await page.setInputFiles('input[type=file]', { name: 'bare.tif', mimeType: 'image/tiff', buffer: bytes });
  await page.getByText('More', { exact: true }).click();
  await page.getByRole('combobox', { name: 'Engine' }).selectOption('cpu');
  await page.getByRole('spinbutton', { name: 'Most clusters' }).fill('2');
  const field = page.getByLabel('Spectral axis (--axis)');
  await field.fill('WAVE,parsecs?,400,ten');
  await page.getByText('More', { exact: true }).click();
  expect(await run()).toMatch(/--axis is not understood .*START and STEP are numbers/);
  expect(await field.isVisible()).toBe(true);
  expect(await field.evaluate(input => document.activeElement === input)).toBe(true);
  expect(await violations(page)).toEqual([]);

  await field.fill('');
  await page.getByLabel('Plane of a fourth axis').fill('one');
  expect(await run()).toMatch(/^Plane must be a whole number from 0/);
  await page.getByLabel('Plane of a fourth axis').fill('');
  expect(await run()).toMatch(/^K = /);
  expect(await page.locator('.cloisonne-warnings li').allTextContents()).toContain(
    'the file has no spectral axis: bands are numbered; --axis FILE or --axis WAVE,nm,400,10 says what they are',
  );

  await page.getByText('Cube and options', { exact: true }).click();
  await field.fill('WAVE,nm,400,10');
  expect(await run()).toMatch(/^K = /);
  expect((await page.locator('.cloisonne-warnings li').allTextContents()).join()).not.toMatch(/--axis/);
});

test('variance and quality by name reach the file', async () => {
  const cube = await readFile(join(root, 'samples/data/muse.fits'));
  await page.evaluate(() => {
    const inputs = bench.panel.root.querySelector('form')?.closest('details');
    if (inputs) inputs.open = true;
  });
  await page.setInputFiles('input[type=file]', { name: 'muse.fits', mimeType: 'image/fits', buffer: cube });
  await page.getByLabel('Spectral axis (--axis)').fill('');
  await page.getByLabel('HDU of the variance, FITS').fill('NOWHERE');
  expect(await run()).toMatch(/NOWHERE/);
});
