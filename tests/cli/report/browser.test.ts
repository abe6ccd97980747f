import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { evaluationHtml, reportHtml } from '../../../cli/report/index.js';
import { violations } from '../../helpers/axe.js';
import { launchChromium } from '../../helpers/chromium.js';
import { celestial, fakeRun, fakeSegmentation } from '../products/fake.js';
import { fakeEvaluation } from './fake-evaluation.js';

let browser: Browser;
let folder: string;
beforeAll(async () => {
  browser = await launchChromium();
  folder = mkdtempSync(join(tmpdir(), 'cloisonne-report-'));
  writeFileSync(join(folder, 'report.html'), reportHtml(fakeSegmentation({ frame: celestial, exact: false }), fakeRun));
  writeFileSync(join(folder, 'evaluation.html'), evaluationHtml(fakeEvaluation()));
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(colorScheme: 'light' | 'dark', width: number, file = 'report.html') {
  const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } });
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on('request', request => requests.push(request.url()));
  page.on('console', message => complaints.push(message.text()));
  page.on('pageerror', err => complaints.push(err.message));
  const url = pathToFileURL(join(folder, file)).href;
  await page.goto(url);
  return { page, complaints, foreign: requests.filter(request => request !== url && !request.startsWith('data:')) };
}

test.each([
  [1280, 'report.html'],
  [360, 'report.html'],
  [1280, 'evaluation.html'],
  [360, 'evaluation.html'],
])('at %i px %s asks for nothing, complains of nothing, does not scroll sideways, all images load', async (width, file) => {
  const { page, complaints, foreign } = await open('light', width, file);
  expect(foreign).toEqual([]);
  expect(complaints).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
  expect(await page.evaluate('[...document.images].every(i => i.complete && i.naturalWidth > 0)')).toBe(true);
  await page.close();
});

test.each([
  ['report.html', 'light', 390],
  ['report.html', 'dark', 1440],
  ['evaluation.html', 'dark', 390],
  ['evaluation.html', 'light', 768],
] as const)('axe finds nothing on %s, %s, %i px wide', async (file, scheme, width) => {
  const { page } = await open(scheme, width, file);
  expect(await violations(page)).toEqual([]);
  await page.close();
});

test('follows the theme of the system, and the switch against it; lines change with it', async () => {
  const { page } = await open('dark', 1000);
  const look = () =>
    page.evaluate(
      `[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.querySelector('[fill="var(--line-1)"]')).fill]`,
    ) as Promise<[string, string]>;
  const dark = await look();
  expect(dark).toEqual(['rgb(20, 22, 26)', 'rgb(230, 159, 0)']);
  await page.click('label:has(#theme-light)');
  const light = await look();
  expect(light[0]).toBe('rgb(253, 252, 250)');
  expect(light[1]).not.toBe(dark[1]);
  await page.close();
});

test('the map of another K opens with the keyboard', async () => {
  const { page } = await open('light', 1000);
  expect([await page.isVisible('#panel-2'), await page.isVisible('#panel-3')]).toEqual([true, false]);
  await page.focus('#k-2');
  await page.keyboard.press('ArrowRight');
  expect([await page.isVisible('#panel-2'), await page.isVisible('#panel-3')]).toEqual([false, true]);
  await page.close();
});
