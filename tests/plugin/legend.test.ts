import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { labelPng } from '../../formats/index.js';
import { scratch } from '../helpers/bundle.js';
import { osd5, startHarness } from './harness.js';
import type { Harness } from './page.js';
import { stripes, writeResult } from './result.js';

/** A parsed document, to be spoilt. */
// biome-ignore lint/suspicious/noExplicitAny: its fields are what the test is about
type Json = any;

declare const harness: Harness;

let dir: string;
beforeAll(async () => {
  dir = await scratch('result');
  await writeResult(join(dir, 'good'));
});
afterAll(() => rm(dir, { recursive: true }));

const skipped = osd5 ? '' : ' (skipped: openseadragon-5 is not installed)';
describe.each([
  { name: '6', osd: undefined, run: true },
  { name: `5.0.1${skipped}`, osd: osd5, run: osd5 !== undefined },
])('OpenSeadragon $name', ({ name, osd, run }) => {
  if (!run) return test.skip('no copy of OpenSeadragon 5.0.1', () => {});
  let started: Awaited<ReturnType<typeof startHarness>>;
  let page: Page;
  const errors: string[] = [];
  const wide = { width: 1000, height: 1000 };
  const pixel = (column: number) => page.evaluate(x => harness.pixelAt(x, 200), middle(column));
  const middle = (column: number) => 98 + 80 * column;
  const heard = () => page.locator('.cloisonne-heard').textContent();

  beforeAll(async () => {
    started = await startHarness({ osd, dirs: [dir] });
    page = await started.openPage(1, wide);
    page.on('pageerror', err => errors.push(err.message));
    page.on('dialog', dialog => void dialog.dismiss().then(() => errors.push('a dialog')));
  });
  afterAll(() => started?.close());

  test('the whole use: open, hover, click, show, solo, recolour, rename, merge, undo, reorder, other K, save, reload', async () => {
    expect(await page.evaluate(() => harness.version)).toMatch(name.startsWith('5') ? /^5\.0\.1/ : /^6\./);
    expect(await page.evaluate(() => harness.show('good/segmentation.json'))).toBe('');
    expect(await pixel(1)).toEqual([86, 180, 233, 255]);
    await expect.poll(() => page.evaluate(() => harness.shown.layer.confidence !== undefined), { timeout: 10_000 }).toBe(true);
    await page.mouse.move(8 + middle(1), 200);
    await expect
      .poll(() => page.locator('.cloisonne-readout').textContent())
      .toMatch(/^Cluster 2cube pixel \d+, \d+ · image pixel \d+, \d+\nRA 159\.21\d{3}° · Dec -58\.71\d{3}° ICRS\nsilhouette/);
    await page.mouse.click(8 + middle(2), 200);
    await expect.poll(() => page.locator('li[aria-current]').getAttribute('data-cluster')).toBe('3');
    await expect
      .poll(heard)
      .toMatch(/^Cluster 3, cube pixel \d+, \d+ · image pixel \d+, \d+, RA .* ICRS, silhouette 0\.\d\d · margin/);

    await page.getByLabel('Show Cluster 2', { exact: true }).uncheck();
    expect((await pixel(1))[3]).toBe(0);
    await page.getByLabel('Show alone: Cluster 4').click();
    expect([(await pixel(3))[3], (await pixel(4))[3]]).toEqual([255, 0]);
    await page.getByRole('button', { name: 'Show all' }).click();
    expect([(await pixel(1))[3], (await pixel(4))[3]]).toEqual([255, 255]);

    await page.getByLabel('Colour of Cluster 2').fill('#102030');
    expect((await pixel(1)).slice(0, 3)).toEqual([16, 32, 48]);
    const bad = '<img src=x onerror="alert(1)">';
    await page.getByLabel('Name of cluster 2').fill(bad);
    await page.keyboard.press('Enter');
    expect(await page.locator('.cloisonne img').count()).toBe(0);
    await page.getByLabel(`Opacity, order and merging: ${bad}`).click();
    await page.getByLabel(`Merge ${bad} with`).selectOption('Cluster 5');
    await page.getByRole('button', { name: `Merge ${bad}` }).click();
    const merged = () => page.evaluate(() => harness.shown.layer.clusters.map(({ id, members }) => [id, members]));
    expect((await merged())[1]).toEqual([7, [2, 5]]);
    expect([(await pixel(1)).slice(0, 3), (await pixel(4)).slice(0, 3)]).toEqual([
      [16, 32, 48],
      [16, 32, 48],
    ]);
    const hit = await page.evaluate(() => {
      const found = harness.overlay.hitTest({ x: 98 + 80 * 4, y: 200 });
      return { cluster: found?.cluster.id, label: found?.label, map: new Set(harness.shown.layer.labels.data).size };
    });
    expect(hit).toEqual({ cluster: 7, label: 5, map: 7 });
    await page.getByRole('button', { name: 'Undo' }).click();
    expect((await merged()).length).toBe(6);
    await page.getByRole('button', { name: 'Redo' }).click();
    expect((await merged()).length).toBe(5);
    await page.getByLabel('Opacity, order and merging: Cluster 6').click();
    await page.getByLabel('Move up: Cluster 6').click();
    expect((await merged()).map(([id]) => id)).toEqual([1, 7, 3, 6, 4]);

    await page.getByLabel('K, number of clusters').selectOption('3');
    await expect.poll(() => page.locator('.cloisonne-legend li').count()).toBe(3);
    await page.getByLabel('Name of cluster 1').fill('frame');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Save' }).click();
    const text = await page.evaluate(() => harness.saved.at(-1) ?? '');
    const saved = JSON.parse(text);
    expect(saved).toMatchObject({ version: '1.4', fromTheFuture: { survives: true }, registration: { note: 'kept' } });
    expect(saved.edits.map((edit: { kind: string; k?: number }) => [edit.kind, edit.k])).toEqual([
      ['rename', 3],
      ['recolor', undefined],
      ['rename', undefined],
      ['merge', undefined],
      ['reorder', undefined],
    ]);
    await writeFile(join(dir, 'good/edited.json'), text);
    expect(await page.evaluate(() => harness.show('good/edited.json'))).toBe('');
    expect((await merged()).map(([id]) => id)).toEqual([1, 7, 3, 6, 4]);
    await page.getByLabel('K, number of clusters').selectOption('3');
    await expect.poll(() => page.getByLabel('Name of cluster 1').inputValue()).toBe('frame');
    expect(errors).toEqual([]);
  });

  test('clicks and hover are right where the viewport is flipped and rotated', async () => {
    await page.evaluate(() => harness.show('good/segmentation.json'));
    for (const flip of [false, true]) {
      const got = await page.evaluate(async flipped => {
        await harness.view({ flip: flipped, rotation: 180 });
        const events: (string | undefined)[] = [];
        harness.overlay.on('click', ({ hit }) => events.push(hit?.cluster.name));
        Object.assign(globalThis, { events });
        return harness.overlay.hitTest({ x: 120, y: 150 })?.cluster.name;
      }, flip);
      await page.mouse.click(8 + 120, 8 + 150);
      await expect.poll(() => page.evaluate(() => (globalThis as unknown as { events: string[] }).events)).toEqual([got]);
    }
  });

  test('everything is done by keyboard', async () => {
    await page.evaluate(() => harness.show('good/segmentation.json'));
    await page.evaluate(() => harness.viewer.canvas.focus());
    const view = () =>
      page.evaluate(() => {
        const { viewport } = harness.viewer;
        return [viewport.getZoom(false), viewport.getRotation(), viewport.getFlip(), `${viewport.getCenter(false)}`];
      });
    const still = await view();
    await page.keyboard.press(']');
    await page.keyboard.press(']');
    await expect.poll(heard).toBe('Cluster 2');
    const ring = await page.evaluate(() => harness.shown.layer.highlighted);
    expect(ring).toBe(2);
    await page.keyboard.press('v');
    await expect.poll(heard).toBe('Cluster 2 hidden');
    expect((await pixel(1))[3]).toBe(0);
    await page.keyboard.press('[');
    await page.keyboard.press('x');
    await expect.poll(heard).toBe('Cluster 1 alone');
    await page.keyboard.press('Escape');
    expect((await pixel(3))[3]).toBe(255);
    await page.keyboard.press(',');
    await expect.poll(heard).toBe('Opacity 90 %');
    await page.keyboard.press('i');
    await expect.poll(heard).toMatch(/^Cluster \d, cube pixel/);
    await page.keyboard.press('o');
    await expect.poll(heard).toBe('Masks off');
    await page.keyboard.press('o');
    // None of these keys is one of OpenSeadragon's.
    for (const key of ['.', 'u', 'Escape']) await page.keyboard.press(key);
    expect(await view()).toEqual(still);
    const before = await page.evaluate(() => harness.viewer.viewport.getCenter(false).x);
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => page.evaluate(() => harness.viewer.viewport.getCenter(false).x)).not.toBe(before);

    // Tab goes through every control in the order in which it is read.
    await page.getByLabel('K, number of clusters').focus();
    const order: string[] = [];
    for (let i = 0; i < 11; i++) {
      await page.keyboard.press('Tab');
      order.push(
        await page.evaluate(
          () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.closest('label')?.textContent ?? '',
        ),
      );
    }
    expect(order.slice(0, 10)).toEqual([
      'K = 6',
      'Opacity',
      'Fill',
      'Outline',
      expect.stringMatching(/^Blend/),
      'Show Cluster 1',
      'Colour of Cluster 1',
      'Name of cluster 1',
      'Show alone: Cluster 1',
      'Opacity, order and merging: Cluster 1',
    ]);
    await page.getByLabel('Show Cluster 3', { exact: true }).focus();
    await page.keyboard.press('Space');
    expect(await page.evaluate(() => harness.shown.layer.clusters[2].visible)).toBe(false);
    // Letters typed into a name are no shortcuts.
    await page.getByLabel('Name of cluster 3').fill('');
    await page.keyboard.type('vox');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => [harness.shown.layer.clusters[2].name, harness.overlay.shown])).toEqual(['vox', true]);
    const names = await page.evaluate(() => {
      const controls = [...document.querySelectorAll('#legend :is(button, input, select)')] as HTMLInputElement[];
      return controls.filter(one => !(one.getAttribute('aria-label') || one.labels?.length || one.textContent?.trim())).length;
    });
    expect(names).toBe(0);
  });

  test('destroy takes legend, messages and style off the page', async () => {
    const left = await page.evaluate(async () => {
      await harness.show('good/segmentation.json');
      const there = [document.querySelectorAll('.cloisonne').length, document.adoptedStyleSheets.length];
      harness.shown.destroy();
      harness.shown.destroy();
      return [there, [document.querySelectorAll('.cloisonne').length, document.adoptedStyleSheets.length]];
    });
    expect(left[0][0]).toBeGreaterThanOrEqual(2);
    expect(left[1]).toEqual([left[0][0] - 2, expect.any(Number)]);
  });
});

test('a legend of 65,000 clusters: 200 rows, more when they are asked for, and the row of the cluster that is clicked', async () => {
  const started = await startHarness();
  const page = await started.openPage(1, { width: 1000, height: 1500 });
  await page.evaluate(async () => {
    await harness.open([16, 0, 0, 16, 0, 0], { width: 768, height: 640 });
    harness.overlay.removeLayer('map');
    const data = Uint16Array.from({ length: 48 * 40 }, (_, i) => 1 + ((i * 34) % 65000));
    const clusters = Array.from({ length: 65000 }, (_, i) => ({ id: i + 1, name: `Cluster ${i + 1}`, color: '#56b4e9' }));
    harness.overlay.addLayer({
      id: 'map',
      labels: { width: 48, height: 40, data },
      registration: [16, 0, 0, 16, 0, 0],
      clusters,
    });
    harness.createLegend(harness.overlay, document.querySelector('#legend') as HTMLElement);
  });
  const rows = page.locator('.cloisonne-legend li');
  const current = page.locator('.cloisonne-legend li[aria-current]');
  expect(await rows.count()).toBe(200);
  for (const [x, y] of [
    [300, 350],
    [200, 40],
  ]) {
    const id = await page.evaluate(at => harness.overlay.hitTest(at)?.cluster.id, { x, y });
    expect(id).toBeGreaterThan(200);
    await page.mouse.click(8 + x, 8 + y);
    await expect.poll(() => current.getAttribute('data-cluster')).toBe(String(id));
    expect(await rows.count()).toBe(201);
    // All of it can be seen: nothing cuts it off, and the page has not moved.
    expect(
      await current.evaluate(item => {
        const { left, top, bottom } = item.getBoundingClientRect();
        return [top + 2, bottom - 2].every(at => item.contains(document.elementFromPoint(left + 60, at)));
      }),
    ).toBe(true);
    expect(await page.evaluate(() => scrollY)).toBe(0);
  }
  const name = current.locator('.cloisonne-name');
  await name.fill('Found');
  await name.press('Enter');
  expect(await page.evaluate(() => harness.overlay.layers[0].edits)).toEqual([
    { kind: 'rename', cluster: await current.evaluate(item => Number(item.dataset.cluster)), name: 'Found' },
  ]);
  await page.locator('.openseadragon-canvas').first().press('Escape');
  expect([await rows.count(), await current.count()]).toEqual([200, 0]);
  await page.getByRole('button', { name: 'Show more' }).click();
  expect(await rows.count()).toBe(400);
  await started.close();
});

describe('bad input is one clear line in the viewer, and the image stays', () => {
  let started: Awaited<ReturnType<typeof startHarness>>;
  let page: Page;
  beforeAll(async () => {
    started = await startHarness({ dirs: [dir] });
    page = await started.openPage();
  });
  afterAll(() => started?.close());

  test.each([
    [
      'version',
      (d: Json) => {
        d.version = '2.0';
      },
      /its version is 2.0, this reads 1.x. Use the version of cloisonne that wrote it/,
    ],
    [
      'format',
      (d: Json) => {
        d.format = 'geojson';
      },
      /not a segmentation that can be shown/,
    ],
    [
      'size',
      (d: Json) => {
        d.cube.shape.width = 47;
      },
      /the label map has another size than the cube \[labels.png\]: 48 x 40 pixels, not 47 x 40/,
    ],
    [
      'singular',
      (d: Json) => {
        d.registration.matrix = [1, 2, 2, 4, 0, 0];
      },
      /the registration cannot be inverted/,
    ],
    [
      'registration without points',
      (d: Json) => {
        d.registration.kind = 'tps';
      },
      /cannot use the registration \[segmentation.json, registration.points\]: a list of control points is needed/,
    ],
    [
      'hash',
      (d: Json) => {
        d.assets[0].sha256 = '0'.repeat(64);
      },
      /its SHA-256 is another/,
    ],
    [
      'missing',
      (d: Json) => {
        d.assets[0].path = 'elsewhere.png';
      },
      /elsewhere.png\]: the server answers 404/,
    ],
    [
      'outside',
      (d: Json) => {
        d.assets[0].path = '../../secret.png';
      },
      /no PNG of labels/,
    ],
    [
      'color',
      (d: Json) => {
        d.clusters[2].color = 'url(x)';
      },
      /cluster 3\]: its 'color' is missing or wrong/,
    ],
    [
      'edit',
      (d: Json) => {
        d.edits = [{ kind: 'rotate' }];
      },
      /an edit that cannot be replayed .*'kind' is "rotate"/,
    ],
  ] as const)('%s', async (name, spoil, message) => {
    await writeResult(join(dir, name), spoil);
    expect(await page.evaluate(url => harness.show(url), `${name}/segmentation.json`)).toMatch(message);
    const said = await page.locator('.cloisonne-notice[role=alert] span').allTextContents();
    expect(said.at(-1)).toMatch(message);
    expect(await page.evaluate(() => harness.viewer.world.getItemCount())).toBe(1);
  });

  test('labels that no cluster describes are shown, with a note', async () => {
    await writeResult(join(dir, 'short'), document => {
      document.clusters = (document.clusters as unknown[]).slice(0, 4);
    });
    expect(await page.evaluate(() => harness.show('short/segmentation.json'))).toBe('');
    expect(await page.locator('.cloisonne-notice span').allTextContents()).toContainEqual(
      'labels.png: no cluster is described for label 5, 6; shown in a colour of its own',
    );
    expect((await page.evaluate(() => harness.shown.layer.clusters)).length).toBe(6);
  });

  test('damaged PNG, not JSON, tiles that are missing, no WebGL2', async () => {
    await writeResult(join(dir, 'torn'), document => {
      for (const asset of document.assets as { sha256?: string }[]) delete asset.sha256;
    });
    await writeFile(join(dir, 'torn/labels.png'), labelPng(stripes(6)).subarray(0, 90));
    expect(await page.evaluate(() => harness.show('torn/segmentation.json'))).toMatch(/truncated PNG \[labels.png\]/);
    expect(await page.evaluate(() => harness.show('good/labels.png'))).toMatch(/not JSON \[labels.png\]/);
    const notes = await page.evaluate(async () => {
      const original = HTMLCanvasElement.prototype.getContext;
      HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string, ...rest: unknown[]) {
        return kind === 'webgl2' ? null : (original as (...args: unknown[]) => unknown).call(this, kind, ...rest);
      } as never;
      const failed = await harness.show('good/segmentation.json');
      HTMLCanvasElement.prototype.getContext = original;
      harness.viewer.addTiledImage({
        tileSource: { type: 'legacy-image-pyramid', levels: [{ url: 'no.png', width: 64, height: 64 }] } as never,
      });
      for (let i = 0; i < 100 && !document.querySelector('.cloisonne-notice + .cloisonne-notice'); i++) await harness.frames(2);
      return { failed, kind: harness.overlay.renderer, alpha: harness.pixelAt(147, 200)[3] };
    });
    expect(notes).toEqual({ failed: '', kind: 'canvas2d', alpha: 255 });
    expect(await page.locator('.cloisonne-notice span').allTextContents()).toEqual(
      expect.arrayContaining([
        'This browser offers no WebGL2: the masks are painted without the graphics card.',
        'Some tiles of the image below the masks are missing.',
      ]),
    );
  });
});
