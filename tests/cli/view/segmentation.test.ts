import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startViewer } from '../../../cli/view/server.js';
import { violations } from '../../helpers/axe.js';
import { launchChromium } from '../../helpers/chromium.js';
import { root } from '../../helpers/unpack.js';
import { makeResult } from './result.js';

it('segments another cube in the page, on WebAssembly and by a shipped encoder, under its content security policy', async () => {
  const folders = await makeResult();
  const server = await startViewer({ dir: folders.dir });
  const browser = await launchChromium();
  const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
  page.setDefaultTimeout(90_000);
  const [troubles, asked]: [string[], string[]] = [[], []];
  page.on('pageerror', err => troubles.push(err.message));
  page.on(
    'console',
    message => message.type() === 'error' && !/favicon/.test(message.location().url) && troubles.push(message.text()),
  );
  page.on('request', request => asked.push(new URL(request.url()).pathname));
  // Edits of the result that is shown are not lost without a question.
  const questions: string[] = [];
  page.on('dialog', dialog => {
    questions.push(dialog.message());
    void dialog.accept();
  });
  await page.goto(server.url);
  const name = page.locator('.cloisonne-legend input.cloisonne-name').first();
  await name.fill('Sky');
  await name.press('Enter');
  await page.getByText('Segment a cube', { exact: true }).press('Enter');
  const panel = page.getByRole('region', { name: 'Segment a cube' });
  await panel.waitFor();
  expect(asked.some(path => path.endsWith('.worker.js'))).toBe(false);
  expect(await page.evaluate(() => (document.activeElement as HTMLInputElement).type)).toBe('file');
  await panel.getByLabel('Cube: FITS').setInputFiles(join(root, 'samples/data/muse.fits'));
  // The policy of the page would not let it read another server.
  expect(await panel.getByLabel('or its address').count()).toBe(0);
  await panel.getByLabel('Fewest clusters').fill('2');
  await panel.getByLabel('Most clusters').fill('2');
  await panel.getByLabel('Lay the map over').selectOption('own');
  await panel.getByText('More', { exact: true }).click();
  await panel.getByLabel('Engine').selectOption('wasm');
  expect(await violations(page)).toEqual([]);
  await panel.getByRole('button', { name: 'Segment', exact: true }).click();
  // What is empty is hidden, so that roles do not find it.
  const said = () => panel.locator('.cloisonne-problem, .cloisonne-run [role=status]').allTextContents();
  await expect.poll(said, { timeout: 90_000 }).toEqual(['', expect.stringMatching(/^K = 2, computed on wasm in /)].toReversed());
  expect(asked).toContain('/encoders/muse-udf-500/weights.bin');
  expect(await page.title()).toBe('muse.fits[DATA] - cloisonne');
  // The other result has gone with its legend and panels.
  expect(await page.locator('.cloisonne-legend li').count()).toBe(2);
  expect(await page.locator('.cloisonne-legend').count()).toBe(1);
  expect(questions).toEqual([expect.stringMatching(/^The clusters were edited/)]);
  expect(await readFile(join(folders.dir, 'segmentation.json'), 'utf8')).toContain('"Sky"');
  expect(troubles).toEqual([]);
  await browser.close();
  await server.close();
  await rm(folders.parent, { recursive: true });
}, 180_000);
