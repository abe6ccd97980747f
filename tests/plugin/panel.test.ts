import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { violations } from '../helpers/axe.js';
import { scratch } from '../helpers/bundle.js';
import { serve } from '../helpers/serve.js';
import { spectrumAt, writeCubeResult } from './cube-result.js';
import { startHarness } from './harness.js';
import type { Harness } from './page.js';

declare const harness: Harness;
type Tools = { panel: ReturnType<Harness['createSpectrumPanel']>; compare: ReturnType<Harness['createCompareControls']> };
declare const tools: Tools;

let dir: string;
let started: Awaited<ReturnType<typeof startHarness>>;
let page: Page;
const errors: string[] = [];
/** Middle of a stripe of K = 6 in the viewer. */
const middle = (stripe: number) => 8 + 98 + 80 * stripe;

beforeAll(async () => {
  dir = await scratch('panel');
  await writeCubeResult(join(dir, 'good'));
  await writeCubeResult(join(dir, 'away'), document => {
    (document.cube as { url: string }).url = 'nowhere.fits';
    document.assets = (document.assets as { role: string }[]).filter(({ role }) => role !== 'latents');
  });
  await writeCubeResult(join(dir, 'told'), document => {
    const clusters = document.clusters as { suggestion?: unknown }[];
    const at = (name: string, position: number) => ({ name, position });
    clusters[3].suggestion = {
      ...{ name: 'Fe', notes: [], elements: [{ symbol: 'Fe' }, { symbol: 'Zn' }] },
      lines: [at('Fe Kβ', 7.06), at('Zn Kβ', 9.57), at('Fe Kα', 6.4), at('Zn Kα', 8.64)],
    };
  });
  started = await startHarness({ dirs: [dir] });
  page = await started.openPage(1, { width: 1100, height: 1600 });
  page.on('pageerror', err => errors.push(err.message));
});
afterAll(async () => {
  await started?.close();
  await rm(dir, { recursive: true });
});

const open = (result: string) =>
  page.evaluate(async name => {
    const held = globalThis as unknown as { tools?: Tools };
    held.tools?.panel.destroy();
    held.tools?.compare.destroy();
    const failed = await harness.show(`${name}/segmentation.json`);
    const mount = document.querySelector('#legend') as HTMLElement;
    held.tools = {
      panel: harness.createSpectrumPanel(harness.shown, mount),
      compare: harness.createCompareControls(harness.shown, mount),
    };
    return failed;
  }, result);
const rows = () => page.locator('.cloisonne-spectra li').allInnerTexts();
const heard = () => page.locator('.cloisonne-panel > .cloisonne-heard').textContent();

test('click, pin, compare, lines, values, and back to the map; a name is never HTML', async () => {
  expect(await open('good')).toBe('');
  await expect.poll(() => page.locator('.cloisonne-empty').textContent()).toMatch(/Click the image/);
  await page.mouse.click(middle(1), 200);
  await expect.poll(rows).toHaveLength(2);
  const place = await page.evaluate(() => {
    const hit = harness.overlay.hitTest({ x: 98 + 80, y: 192 });
    return [Math.floor(hit?.cubeX ?? 0), Math.floor(hit?.cubeY ?? 0)] as const;
  });
  const bad = '<img src=x onerror="globalThis.hacked=1">';
  expect(await rows()).toEqual([`Pixel ${place.join(', ')}\nin ${bad}`, `${bad}\nmean ± std of 312 pixels`]);
  await expect
    .poll(() => page.locator('.cloisonne-chart svg').getAttribute('aria-label'))
    .toContain(`Pixel ${place.join(', ')}, in ${bad}`);
  // What the table says is what the cube holds.
  await page.getByText('Values', { exact: true }).click();
  await expect.poll(() => page.locator('.cloisonne-table tbody tr').count()).toBe(5);
  const cells = await page
    .locator('.cloisonne-table tbody tr')
    .evaluateAll(all => all.map(row => Number(row.children[3].textContent)));
  expect(cells).toEqual(spectrumAt(...place).map(value => Number(Math.fround(value).toPrecision(4))));

  await page.getByRole('button', { name: `Pin Pixel ${place.join(', ')}` }).click();
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label')))
    .toBe(`Remove Pixel ${place.join(', ')} in ${bad}`);
  await page.getByRole('button', { name: `Pin ${bad}` }).click();
  await page.mouse.click(middle(4), 300);
  await expect.poll(rows).toHaveLength(4);
  expect(await page.evaluate(() => tools.panel.pins.map(({ kind, number }) => [kind, number]))).toEqual([
    ['pixel', 1],
    ['cluster', 2],
  ]);
  expect(await page.locator('.cloisonne-marker b').allTextContents()).toEqual(['', '1']);
  await expect.poll(() => page.locator('.cloisonne-chart g.cloisonne-line').count()).toBe(4);

  await page.getByText('Lines', { exact: true }).click();
  await page.getByRole('button', { name: 'Fe', exact: true }).click();
  await expect.poll(() => page.locator('.cloisonne-chart svg').textContent()).toContain('Fe Kα');

  // Latents are label and row: the nearest to a pixel are round it in its own stripe.
  await page
    .getByRole('button', { name: /^Highlight the pixels most like Pixel/ })
    .nth(1)
    .click();
  await expect.poll(() => page.locator('.cloisonne-alike output').textContent()).toMatch(/^\d+ pixels, \d\.\d/);
  const slider = page.getByLabel('How many pixels count as alike');
  await slider.focus();
  const before = Number.parseInt((await slider.getAttribute('aria-valuetext')) ?? '', 10);
  for (let i = 0; i < 6; i++) await page.keyboard.press('ArrowRight');
  await expect.poll(async () => Number.parseInt((await slider.getAttribute('aria-valuetext')) ?? '', 10)).toBeGreaterThan(before);
  const shaded = await page.evaluate(() => {
    const canvases = [...harness.viewer.canvas.querySelectorAll('canvas')];
    return {
      lit: canvases.at(-1) !== harness.overlay.canvas,
      hit: harness.overlay.hitTest({ x: 98 + 80 * 4, y: 300 })?.cluster.id,
    };
  });
  expect(shaded).toEqual({ lit: true, hit: 5 });
  await page.getByRole('button', { name: 'Clear' }).click();

  await page.getByRole('button', { name: `Remove ${bad}` }).click();
  await expect.poll(rows).toHaveLength(3);
  await page.getByRole('button', { name: 'Unpin all' }).click();
  await expect.poll(rows).toHaveLength(0);
  expect(await page.locator('.cloisonne img').count()).toBe(0);
  expect(await page.evaluate(() => (globalThis as { hacked?: number }).hacked)).toBeUndefined();
  expect(errors).toEqual([]);
});

test('peaks have the names that the mean of their cluster suggests, and are called suggestions; what was chosen is no suggestion', async () => {
  expect(await open('told')).toBe('');
  await page.evaluate(() => tools.panel.pinCluster(4));
  const names = (style: string) =>
    page
      .locator(`.cloisonne-chart g[font-style="${style}"] text, .cloisonne-chart text[font-style="${style}"]`)
      .allTextContents()
      .then(all => all.sort());
  // Zinc is not what the cluster may be: its strongest line is enough.
  await expect.poll(() => names('italic')).toEqual(['Fe Kα', 'Fe Kβ', 'Zn Kα']);
  expect(await page.getByText('Names of lines in italics are suggestions').isVisible()).toBe(true);
  await page.getByText('Lines', { exact: true }).click();
  await page.getByRole('button', { name: 'Fe', exact: true }).click();
  await expect.poll(() => names('italic')).toEqual(['Zn Kα']);
  expect(await page.locator('.cloisonne-chart svg').textContent()).toContain('Fe Kα');
  await page.getByLabel('Suggested lines').uncheck();
  await expect.poll(() => names('italic')).toEqual([]);
  expect(await page.getByText('Names of lines in italics are suggestions').count()).toBe(0);
  // Another cluster has none: nothing is offered.
  await page.evaluate(async () => {
    tools.panel.clear();
    await tools.panel.pinCluster(5);
  });
  await expect.poll(() => page.getByText('Suggested lines').isHidden()).toBe(true);
  expect(errors).toEqual([]);
});

test('pixels come by range requests of a few bytes, and by keyboard', async () => {
  const answers: number[] = [];
  const sizes: number[] = [];
  page.on('response', reply => {
    if (!reply.url().endsWith('cube.fits')) return;
    answers.push(reply.status());
    sizes.push(Number(reply.headers()['content-length']));
  });
  await open('good');
  await page.evaluate(() => harness.viewer.canvas.focus());
  await page.keyboard.press('p');
  await expect.poll(rows).toHaveLength(2);
  await expect.poll(heard).toMatch(/^Spectrum of pixel \d+, \d+ in Cluster \d$/);
  expect(new Set(answers)).toEqual(new Set([206]));
  expect(sizes.at(-1)).toBe(4 * 5);
  page.removeAllListeners('response');
});

test('the spectrum of merged clusters and of another K; what is missing is said, and the rest works', async () => {
  await open('good');
  const mean = await page.evaluate(async () => {
    const id = harness.shown.layer.merge([1, 3]);
    await tools.panel.pinCluster(id);
    return [...Array.from(tools.panel.pins[0].values), tools.panel.pins[0].count];
  });
  expect(mean).toEqual([0, 10, 220, 30, 40, 624]);
  await open('away');
  await page.mouse.click(middle(2), 200);
  await expect
    .poll(() => page.locator('.cloisonne-panel .cloisonne-note').textContent())
    .toMatch(/the server refused the request .*HTTP 404/);
  await expect.poll(rows).toEqual(['Cluster 3\nmean ± std of 312 pixels']);
  await page.getByRole('button', { name: /^Highlight the pixels most like Cluster 3/ }).click();
  await expect.poll(() => page.locator('.cloisonne-alike legend').textContent()).toMatch(/no latents to compare/);
  expect(await page.locator('.cloisonne-alike output').textContent()).toMatch(/^312 pixels, 16\.7 %$/);
  await page.evaluate(() => harness.shown.choose(3));
  await expect.poll(() => page.locator('.cloisonne-alike').isHidden()).toBe(true);
});

test('a cube whose server knows no ranges is said in one line; the mean is there all the same', async () => {
  const readable = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' };
  const plain = await serve(join(dir, 'good'), { ranges: false, headers: readable });
  await open('good');
  await page.evaluate(async url => {
    const held = globalThis as unknown as { tools: Tools };
    held.tools.panel.destroy();
    const mount = document.querySelector('#legend') as HTMLElement;
    held.tools.panel = harness.createSpectrumPanel(harness.shown, mount, { cube: `${url}cube.fits` });
  }, plain.url);
  await page.mouse.click(middle(2), 200);
  await expect
    .poll(() => page.locator('.cloisonne-panel .cloisonne-note').textContent())
    .toMatch(/^the server does not support range requests \[.*cube\.fits\]: [^\n]+$/);
  await expect.poll(rows).toEqual([expect.stringMatching(/^Cluster \d/)]);
  await plain.close();
});

test('curtain: drawn by pointer and by keys, each side shows its own', async () => {
  await open('good');
  await page.getByLabel('Compare with').selectOption({ label: 'K = 3' });
  await page.getByRole('radio', { name: 'Curtain' }).check();
  const divider = page.getByRole('separator');
  await expect.poll(() => divider.getAttribute('aria-label')).toBe('Curtain: K = 6 on the left, K = 3 on the right');
  const clips = () =>
    page.evaluate(() => [harness.overlay.canvas.style.clipPath, tools.compare.comparison.overlay?.canvas.style.clipPath]);
  await expect.poll(clips).toEqual(['inset(0px 50% 0px 0px)', 'inset(0px 0px 0px 50%)']);
  await divider.focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('PageDown');
  expect(await divider.getAttribute('aria-valuenow')).toBe('38');
  await page.keyboard.press('End');
  await expect.poll(clips).toEqual([expect.stringMatching(/^inset\(0px( 0%.*)?\)$/), 'inset(0px 0px 0px 100%)']);
  await page.keyboard.press('Home');
  const box = await page.locator('#viewer').boundingBox();
  const center = await page.evaluate(() => harness.viewer.viewport.getCenter().x);
  await page.mouse.move((box?.x ?? 0) + 3, 200);
  await page.mouse.down();
  await page.mouse.move((box?.x ?? 0) + 0.25 * 601, 220, { steps: 4 });
  await page.mouse.up();
  expect(await divider.getAttribute('aria-valuenow')).toBe('25');
  expect(await page.evaluate(() => harness.viewer.viewport.getCenter().x)).toBe(center);
  await page.getByRole('radio', { name: 'Off' }).check();
  await expect.poll(() => page.getByRole('separator').count()).toBe(0);
  expect(await page.evaluate(() => harness.overlay.canvas.style.clipPath)).toBe('');
});

test('blink: period, pause, swap; not faster than is safe', async () => {
  await page.getByLabel('Compare with').selectOption({ label: 'Image alone' });
  await page.getByRole('radio', { name: 'Blink' }).check();
  await page.getByRole('button', { name: 'Pause' }).click();
  const visible = () => page.evaluate(() => harness.overlay.canvas.style.visibility);
  const first = await visible();
  await page.getByRole('button', { name: 'Swap' }).click();
  expect(await visible()).not.toBe(first);
  await page.getByLabel('Period').focus();
  await page.keyboard.press('Home');
  expect(await page.evaluate(() => tools.compare.comparison.blink?.period)).toBe(0.4);
  await page.getByRole('button', { name: 'Run' }).click();
  const seen = new Set<string>();
  await expect.poll(async () => seen.add(await visible()).size).toBe(2);
  await page.getByRole('radio', { name: 'Off' }).check();
  await expect.poll(visible).toBe('');
});

test('side by side: two viewers that move as one, and one again', async () => {
  await page.getByLabel('Compare with').selectOption({ label: 'K = 3' });
  await page.getByRole('radio', { name: 'Side by side' }).check();
  await expect.poll(() => page.evaluate(() => tools.compare.comparison.overlay?.layers.length)).toBe(1);
  const views = () =>
    page.evaluate(() =>
      [harness.viewer, tools.compare.comparison.beside?.viewer].map(one => {
        const { x, y } = one?.viewport.getCenter(true) ?? { x: 0, y: 0 };
        return [x, y, one?.viewport.getZoom(true), one?.viewport.getRotation(true), one?.viewport.getFlip()].map(value =>
          typeof value === 'number' ? Math.round(value * 1e6) / 1e6 : value,
        );
      }),
    );
  for (const which of [0, 1]) {
    await page.evaluate(async n => {
      const one = n === 0 ? harness.viewer : tools.compare.comparison.beside?.viewer;
      one?.viewport.zoomTo(3 + n, undefined, true);
      one?.viewport.setRotation(30 * (n + 1), true);
      one?.viewport.setFlip(n === 0);
      await harness.frames(4);
    }, which);
    const [left, right] = await views();
    expect(left).toEqual(right);
    expect(left[2]).toBe(3 + which);
    expect(left[4]).toBe(which === 0);
  }
  const ids = await page.evaluate(() =>
    [harness.overlay, tools.compare.comparison.overlay].map(one => one?.hitTest({ x: 150, y: 200 })?.cluster.id),
  );
  // Stripes of K = 6 come two to a stripe of K = 3.
  expect(Math.ceil((ids[0] ?? 0) / 2)).toBe(ids[1]);
  await page.getByRole('radio', { name: 'Off' }).check();
  await expect.poll(() => page.evaluate(() => harness.viewer.container.clientWidth)).toBe(601);
  expect(errors).toEqual([]);
});

test.each(['light', 'dark'] as const)('axe finds nothing in legend, panel and comparison, %s', async scheme => {
  await page.emulateMedia({ colorScheme: scheme });
  await open('good');
  await page.mouse.click(middle(0), 200);
  await expect.poll(rows).toHaveLength(2);
  await page.getByText('Values', { exact: true }).click();
  await page.getByText('Lines', { exact: true }).click();
  await page.getByLabel('Opacity, order and merging: Cluster 1').click();
  await page.getByRole('radio', { name: 'Curtain' }).check();
  await page.getByRole('button', { name: /^Highlight the pixels most like Cluster 1/ }).click();
  await expect.poll(() => page.locator('.cloisonne-table').count()).toBe(1);
  await page.evaluate(() => harness.frames(4));
  for (const part of ['#legend', '#viewer']) expect(await violations(page, part)).toEqual([]);
});

test('a viewer that goes takes all panels with it, also one that waits for a point', async () => {
  await open('good');
  await page.evaluate(() => harness.register());
  await page.getByRole('button', { name: 'Add a point' }).click();
  await page.locator('.cloisonne-aim').waitFor();
  const left = await page.evaluate(() => {
    harness.viewer.destroy();
    return document.querySelectorAll('[class*=cloisonne]').length;
  });
  expect(left).toBe(0);
  expect(errors).toEqual([]);
});

test('panels of 300 px: selects show their whole words, and there is a gap between them', async () => {
  expect(await open('good')).toBe('');
  const found = await page.evaluate(() => {
    const mount = document.querySelector('#legend') as HTMLElement;
    mount.style.width = '300px';
    const context = document.createElement('canvas').getContext('2d') as CanvasRenderingContext2D;
    const cut = [...mount.querySelectorAll('select')]
      .filter(select => select.checkVisibility())
      .flatMap(select => {
        const { font, paddingLeft, paddingRight, width } = getComputedStyle(select);
        context.font = font;
        const words = Math.max(...[...select.options].map(({ label }) => context.measureText(label).width));
        const room = Number.parseFloat(width) - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight);
        return words > room ? [select.getAttribute('aria-label') ?? select.labels[0]?.textContent] : [];
      });
    const boxes = [...mount.querySelectorAll('.cloisonne-box')].map(one => one.getBoundingClientRect());
    const gaps = boxes.slice(1).map((box, i) => box.top - boxes[i].bottom);
    mount.style.width = '360px';
    return { cut, gaps };
  });
  expect(found.cut).toEqual([]);
  expect(found.gaps.length).toBeGreaterThan(1);
  expect(Math.min(...found.gaps)).toBeGreaterThanOrEqual(8);
});

test('a click into the viewer leaves no ring, a key does; ticks under a square root are round', async () => {
  expect(await open('good')).toBe('');
  const ring = () => page.evaluate(() => getComputedStyle(harness.viewer.canvas, '::after').borderTopStyle);
  await page.mouse.click(middle(2), 200);
  expect(await ring()).toBe('none');
  await page.keyboard.press(']');
  expect(await ring()).toBe('solid');
  await page.getByLabel('Scale').selectOption('Square root');
  const values = async () => {
    const all = await page.locator('.cloisonne-chart svg text').allTextContents();
    return all.filter(text => /^\d+$/.test(text)).map(Number);
  };
  await expect.poll(async () => (await values()).length).toBeGreaterThan(4);
  // Of the axis of values and of energies alike: 1, 2 or 5 times a power of ten, or a whole number of them.
  const odd = (await values()).filter(value => value > 10 && !/^[125]0*$|^[1-9]00*$/.test(String(value)));
  expect(odd).toEqual([]);
});

test('on a touch screen the sentences speak of touching', async () => {
  const touch = await started.openTouch();
  const said = await touch.evaluate(async () => {
    await harness.show('good/segmentation.json');
    harness.createSpectrumPanel(harness.shown, document.querySelector('#legend') as HTMLElement);
    await harness.frames(3);
    return document.querySelector('#legend')?.textContent ?? '';
  });
  expect(said).toContain('Touch the image to read it');
  expect(said).toContain('Touch the image to read the spectrum of a pixel');
  expect(said).not.toMatch(/Click the image|Move over/);
  await touch.close();
});

test('Tab goes through panel and comparison in the order in which they are read', async () => {
  await open('good');
  await page.mouse.click(middle(0), 200);
  await expect.poll(rows).toHaveLength(2);
  await page.getByRole('button', { name: /^Highlight the pixels most like Pixel/ }).focus();
  const order: string[] = [];
  for (let i = 0; i < 13; i++) {
    order.push(
      await page.evaluate(() => {
        const one = document.activeElement as HTMLInputElement;
        return one.getAttribute('aria-label') ?? one.labels?.[0]?.textContent ?? one.textContent ?? '';
      }),
    );
    await page.keyboard.press('Tab');
  }
  expect(order.map(name => name.replace(/Linear.*/, ''))).toEqual([
    expect.stringMatching(/^Highlight the pixels most like Pixel/),
    expect.stringMatching(/^Pin Pixel/),
    'Highlight the pixels most like Cluster 1',
    'Pin Cluster 1',
    'Lines',
    'Scale',
    '± std',
    'Shape only',
    'From, on the spectral axis',
    'To, on the spectral axis',
    'Read the middle of the view',
    'Unpin all',
    'Export CSV',
  ]);
});
