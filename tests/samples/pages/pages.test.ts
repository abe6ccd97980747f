import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decode } from 'fast-png';
import type { Download, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { apply, type EditedCluster, type Registration, replayLabels } from '../../../core/labels/index.js';
import { rgbPng } from '../../../formats/index.js';
import type { Layer, ShownSegmentation } from '../../../plugin/index.js';
import { violations } from '../../helpers/axe.js';
import { clickImage, overImage } from '../../helpers/over-image.js';
import { placed } from '../../plugin/result.js';
import { ready, startSite } from './site.js';

/** What `window` of the pages holds. */
declare const shown: ShownSegmentation;
declare const viewer: ShownSegmentation['overlay']['viewer'];

// Whole pages in a browser without a graphics card.
vi.setConfig({ testTimeout: 180_000 });

let site: Awaited<ReturnType<typeof startSite>>;
beforeAll(async () => {
  site = await startSite();
});
afterAll(() => site?.close());

const clusters = (page: Page) =>
  page.evaluate(() => shown.layer.clusters.map(({ id, name, color, members }) => ({ id, name, color, members })));
const registration = (page: Page): Promise<Registration> => page.evaluate(() => shown.layer.registration);
const saved = async (download: Download) => readFile(await download.path());
/** What is handed over when a button is pressed. */
async function handed(page: Page, button: string): Promise<Download> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: button, exact: true }).first().click(),
  ]);
  return download;
}

/** Stripes of 8 spaxels, 16 base pixels each: the middle of stripe n (0 to 5). */
const stripe = (n: number) => [16 * (8 * n + 4), 320] as const;

test('the whole use on a static page: open, hover, click, solo, recolour, rename, merge, undo, split, register, export, save, reload', async () => {
  const { page, troubles } = await site.open('painting');
  // The page opens with a curtain; the left half has the masks.
  await page.getByRole('radio', { name: 'Off' }).check();
  await page.mouse.move(...(await overImage(page, stripe(2))));
  await expect.poll(() => page.locator('.cloisonne-readout').innerText()).toMatch(/^Cluster 3\n.*\n.*\nsilhouette 0\.\d\d/);
  await clickImage(page, stripe(2));
  await expect.poll(() => page.locator('.cloisonne-spectra li b').allInnerTexts()).toContain('Pixel 20, 20');
  await expect.poll(() => page.locator('li[aria-current]').getAttribute('data-cluster')).toBe('3');

  await page.getByLabel('Show alone: Cluster 3').click();
  const under = async (n: number) =>
    page.evaluate(
      ([x, y]) => {
        const box = (document.querySelector('#viewer') as HTMLElement).getBoundingClientRect();
        return shown.overlay.hitTest({ x: x - box.x, y: y - box.y })?.cluster.id;
      },
      await overImage(page, stripe(n)),
    );
  expect([await under(2), await under(3)]).toEqual([3, undefined]);
  await page.getByRole('button', { name: 'Show all' }).click();
  await page.getByLabel('Colour of Cluster 3').fill('#123456');
  await page.getByLabel('Name of cluster 3').fill('Azurite');
  await page.keyboard.press('Enter');
  await page.getByLabel('Opacity, order and merging: Cluster 4').click();
  await page.getByLabel('Merge Cluster 4 with').selectOption('Cluster 5');
  await page.getByRole('button', { name: 'Merge Cluster 4' }).click();
  expect([await under(3), await under(4)]).toEqual([7, 7]);
  await page.getByRole('button', { name: 'Undo' }).first().click();
  expect([await under(3), await under(4)]).toEqual([4, 5]);
  await page.getByRole('button', { name: 'Redo' }).first().click();

  await page.locator('summary', { hasText: 'Split clusters' }).click();
  const split = page.locator('.cloisonne-split');
  await split.getByLabel('Cluster').selectOption('Azurite');
  await split.getByRole('button', { name: 'Split', exact: true }).click();
  await expect.poll(() => split.locator('p[role=status]').innerText()).toMatch(/^Now there are Azurite \(1\), Azurite \(2\)\./);

  const { truth, cubes } = placed;
  await page.getByText('Register by points').click();
  for (const cube of cubes) {
    await page.getByRole('button', { name: 'Add a point' }).click();
    const now = await registration(page);
    await clickImage(page, apply(now.kind === 'affine' ? now.matrix : truth, ...cube));
    await expect.poll(() => page.locator('.cloisonne-registration p[role=status]').innerText()).toMatch(/^2 of 2/);
    await clickImage(page, apply(truth, ...cube));
    await expect.poll(() => page.locator('.cloisonne-registration p[role=status]').innerText()).toMatch(/is placed/);
  }
  expect(await page.locator('.cloisonne-registration output').innerText()).toMatch(/^RMS \d\.\d\d image pixels\.$/);
  const registered = await registration(page);
  const fitted = registered.kind === 'affine' ? registered.matrix : truth;
  for (const [i, value] of fitted.entries()) expect(Math.abs(value - truth[i])).toBeLessThan(i < 4 ? 0.1 : 2);

  const png = decode(await saved(await handed(page, 'Masks (PNG)')));
  expect([png.width, png.height, png.channels]).toEqual([768, 640, 4]);
  const [x, y] = apply(fitted, 20.5, 30.5).map(Math.floor);
  const drawn = await page.evaluate(() => shown.layer.drawn.data[30 * 48 + 20]);
  const color = (await clusters(page)).find(({ id }) => id === drawn)?.color;
  expect(`#${Buffer.from(png.data.subarray(4 * (y * 768 + x), 4 * (y * 768 + x) + 3)).toString('hex')}`).toBe(color);

  const before = { clusters: await clusters(page), registration: registered };
  const file = await handed(page, 'Save');
  expect(file.suggestedFilename()).toBe('segmentation.json');
  await writeFile(join(site.dir, 'painting/result/segmentation.json'), await saved(file));
  await page.reload();
  await ready(page);
  expect({ clusters: await clusters(page), registration: await registration(page) }).toEqual(before);
  expect(before.clusters.map(({ id, name }: Pick<EditedCluster, 'id' | 'name'>) => [id, name])).toEqual([
    [1, 'Cluster 1'],
    [2, expect.stringContaining('<img')],
    [8, 'Azurite (1)'],
    [9, 'Azurite (2)'],
    [7, 'Cluster 4 + Cluster 5'],
    [6, 'Cluster 6'],
  ]);
  expect(troubles).toEqual([]);
  await page.close();
});

/** The share of points of the viewer, away from its edges and the curtain, where a picture of it differs from what is on the screen. */
async function otherThanSeen(page: Page, picture: Uint8Array): Promise<number> {
  const box = (await page.locator('#viewer').boundingBox()) as { x: number; y: number; width: number; height: number };
  const [seen, made] = [decode(await page.screenshot({ clip: box })), decode(picture)];
  expect([made.width, made.height > box.height + 40]).toEqual([Math.round(box.width), true]);
  let [points, other] = [0, 0];
  const colors = new Set<string>();
  for (let v = 0.2; v < 0.8; v += 0.06)
    for (let u = 0.1; u < 0.9; u += 0.05) {
      if (Math.abs(u - 0.5) < 0.08) continue;
      const at = (image: typeof seen) => image.channels * (Math.round(v * box.height) * image.width + Math.round(u * box.width));
      const differs = [0, 1, 2].some(c => Math.abs(seen.data[at(seen) + c] - made.data[at(made) + c]) > 8);
      points++;
      colors.add(String([0, 1, 2].map(c => made.data[at(made) + c])));
      if (differs) other++;
    }
  // Masks over a picture of waves: nothing is of one colour.
  expect(colors.size).toBeGreaterThan(points / 3);
  return other / points;
}

// With the curtain that the page opens with: masks on its left half only.
test.each(['webgl', 'canvas'])('a picture of the view is what is seen, turned and mirrored too; drawer %s', async drawer => {
  const { page, troubles } = await site.open('painting', { width: 900, height: 700 }, drawer);
  expect(await page.evaluate(() => viewer.drawer.getType())).toBe(drawer);
  const file = await handed(page, 'Picture of the view (PNG)');
  expect(file.suggestedFilename()).toMatch(/\.png$/);
  expect(await otherThanSeen(page, await saved(file))).toBe(0);
  await page.evaluate(() => {
    viewer.viewport.setRotation(30, true);
    viewer.viewport.setFlip(true);
  });
  await page.waitForTimeout(500);
  expect(await otherThanSeen(page, await saved(await handed(page, 'Picture of the view (PNG)')))).toBe(0);
  await page.close();
  expect(troubles).toEqual([]);
});

test('a chart as SVG, its values as CSV, and a link that opens the same view', async () => {
  const { page, troubles } = await site.open('sky');
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const svg = (await saved(await handed(page, 'Export SVG'))).toString();
  const chart = await page.evaluate(text => {
    const document = new DOMParser().parseFromString(text, 'image/svg+xml');
    const colors = [...document.querySelectorAll('*')].flatMap(one => [one.getAttribute('fill'), one.getAttribute('stroke')]);
    return { root: document.documentElement.tagName, text: document.documentElement.textContent, colors };
  }, svg);
  expect(chart.root).toBe('svg');
  expect(chart.text).toContain('Cluster 1, mean ± std of 312 pixels');
  // Programs that draw know no variables of the page.
  expect(chart.colors.filter(color => color && !/^(#[0-9a-f]{6}|none|url\(.*\))$/.test(color))).toEqual([]);
  expect((await saved(await handed(page, 'Export CSV'))).toString().split('\n')[0]).toMatch(
    /^"?Energy \(keV\)"?,.*Cluster 1, mean/,
  );

  await page.getByRole('radio', { name: 'Off' }).check();
  await page.getByLabel('Show Cluster 3').uncheck();
  await page.evaluate(() => {
    viewer.viewport.setRotation(30, true);
    viewer.viewport.setFlip(true);
    const center = viewer.viewport.getCenter();
    center.x = 0.3;
    viewer.viewport.zoomTo(3, undefined, true);
    viewer.viewport.panTo(center, true);
    shown.layer.setStyle({ opacity: 0.7 });
  });
  const state = (of: Page) =>
    of.evaluate(() => {
      const { viewport } = viewer;
      const { x, y } = viewport.getCenter();
      const { id, opacity, fill, clusters } = shown.layer;
      const view = [x, y, viewport.getZoom(), viewport.getRotation()].map(value => Number(value.toFixed(5)));
      return { view, flip: viewport.getFlip(), id, opacity, fill, seen: clusters.map(({ visible }) => visible !== false) };
    });
  await button('Copy a link to this view').click();
  await expect.poll(() => page.url()).toContain('#x=0.3');
  const before = await state(page);
  expect(before).toMatchObject({ flip: true, opacity: 0.7, seen: [true, true, false, true, true, true] });
  expect(before.view.slice(2)).toEqual([3, 30]);
  const other = await site.openAt(page.url());
  await expect.poll(() => state(other)).toEqual(before);
  await other.evaluate(() => {
    location.hash = '#x=0.5&y=0.4&zoom=1&k=6&clusters=2.99';
  });
  await expect.poll(async () => (await state(other)).seen).toEqual([false, true, false, false, false, false]);
  await expect
    .poll(() => other.locator('.cloisonne-notice').allInnerTexts())
    .toContainEqual(expect.stringContaining('The link names clusters that are not here: 99.'));
  await other.close();
  await page.close();
  expect(troubles).toEqual([]);
});

test('a cluster is split, and a region clustered again, by keyboard; undone; what cannot be split is said', async () => {
  const { page, troubles } = await site.open('sky');
  const labels = () =>
    page.evaluate(() => {
      const { data }: Layer['drawn'] = shown.layer.drawn;
      return { whole: Array.from(data), count: shown.layer.clusters.map(({ id }) => [id, shown.layer.count(id)]) };
    });
  const before = await labels();
  await page.locator('summary', { hasText: 'Split clusters' }).focus();
  await page.keyboard.press('Enter');
  const panel = page.locator('.cloisonne-split');
  const status = () => panel.locator('p[role=status]').innerText();
  await panel.getByLabel('into').fill('3');
  await panel.getByRole('button', { name: 'Split', exact: true }).press('Enter');
  await expect.poll(status).toMatch(/^Now there are Cluster 1 \(1\), Cluster 1 \(2\), Cluster 1 \(3\)/);
  const thirds = await labels();
  // The second latent is the row: the stripe comes apart in three bands, those that `cloisonne edit --replay` makes.
  const edits = await page.evaluate(() => shown.layer.edits);
  const latents = { data: Float32Array.from(before.whole.flatMap((id, i) => [id, Math.floor(i / 48)])), size: 2 };
  const map = { width: 48, height: 40, data: Uint8Array.from(before.whole) };
  const original = before.count.map(([id]) => ({ id, name: `Cluster ${id}`, color: '#808080' }));
  expect(thirds.whole).toEqual(Array.from(replayLabels(map, original, edits, latents).labels.data));
  const rows = Array.from({ length: 39 }, (_, i) => thirds.whole.slice((i + 1) * 48, (i + 1) * 48 + 8));
  expect(rows.every(row => new Set(row).size === 1)).toBe(true);
  expect(rows.filter(([id], i) => i > 0 && id !== rows[i - 1][0])).toHaveLength(2);
  await page.getByRole('button', { name: 'Undo' }).first().press('Enter');
  expect((await labels()).whole).toEqual(before.whole);

  // A square over two stripes of the upper half; its parts are those stripes, for k-means sees label and row.
  await panel.getByLabel('into').fill('2');
  await panel.getByRole('button', { name: 'Draw a region' }).press('Enter');
  for (const [u, v] of [
    [10, 10],
    [22, 10],
    [22, 14],
    [10, 14],
  ] as const) {
    await page.evaluate(
      ([x, y]) => {
        viewer.viewport.panTo(viewer.world.getItemAt(0).imageToViewportCoordinates(16 * x, 16 * y, true), true);
      },
      [u, v] as const,
    );
    await page.keyboard.press('Enter');
  }
  await expect.poll(status).toMatch(/^4 corners\./);
  await page.keyboard.press('Escape');
  await panel.getByRole('button', { name: 'Cluster it again' }).press('Enter');
  await expect.poll(status).toMatch(/^The region is Cluster 7, Cluster 8 now/);
  const region = await labels();
  for (let y = 0; y < 40; y++)
    for (let x = 0; x < 48; x++) {
      const inside = x >= 10 && x < 22 && y >= 10 && y < 14;
      const is = region.whole[y * 48 + x];
      if (inside ? is < 7 : is !== before.whole[y * 48 + x]) throw new Error(`${x}, ${y}: ${is}`);
    }
  await panel.getByLabel('Cluster').selectOption('Cluster 8');
  await panel.getByLabel('into').fill('24');
  await page.evaluate(() =>
    shown.layer.setCut(() => {
      throw new Error('cannot split: its 24 spaxels do not make 24 different clusters');
    }),
  );
  const kept = await labels();
  await panel.getByRole('button', { name: 'Split', exact: true }).press('Enter');
  await expect.poll(status).toMatch(/do not make 24 different clusters/);
  expect(await labels()).toEqual(kept);
  await page.locator('summary', { hasText: 'Split clusters' }).click();
  await expect.poll(() => page.locator('.cloisonne-split, .cloisonne-region').count()).toBe(0);
  expect(troubles).toEqual([]);
  await page.close();
});

/** All controls that can be used now, and those that Tab reaches; of radio buttons Tab reaches the one that is chosen. */
async function reach(page: Page) {
  await page.evaluate(() => {
    const controls = [
      ...document.querySelectorAll<HTMLElement>('a[href], button, input, select, summary, [tabindex="0"]'),
    ].filter(one => one.checkVisibility({ visibilityProperty: true }) && !one.matches(':disabled, [type=radio]:not(:checked)'));
    for (const [i, one] of controls.entries()) one.setAttribute('data-control', String(i));
  });
  const wanted = await page.locator('[data-control]').count();
  const seen = new Set<string>();
  const hidden: string[] = [];
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  for (let i = 0; i < wanted + 20; i++) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const one = document.activeElement as HTMLElement;
      const style = getComputedStyle(one);
      const ring =
        style.outlineStyle !== 'none' ||
        one.matches('[type=radio], .cloisonne-divider, .openseadragon-canvas, [class*=navigator], [style*=inline-block]');
      return { control: one.dataset.control, ring, html: one.outerHTML.slice(0, 120) };
    });
    if (at.control !== undefined) seen.add(at.control);
    if (at.control !== undefined && !at.ring) hidden.push(at.html);
  }
  const missed = await page.evaluate(
    reached =>
      [...document.querySelectorAll<HTMLElement>('[data-control]')]
        .filter(one => !reached.includes(one.dataset.control ?? ''))
        .map(one => one.outerHTML.slice(0, 160)),
    [...seen],
  );
  return { wanted, missed, hidden };
}

test.each(['painting', 'sky'] as const)(
  '%s: Tab reaches every control, each shows that it has the focus, and keys use them',
  async name => {
    const { page } = await site.open(name);
    await clickImage(page, stripe(1));
    await expect.poll(() => page.locator('.cloisonne-spectra li b', { hasText: 'Pixel' }).count()).toBe(1);
    for (const fold of ['Split clusters', 'Register by points', 'Lines', 'Values']) {
      await page.locator('summary', { hasText: fold }).first().press('Enter');
    }
    await page.locator('.cloisonne-registration').waitFor();
    await page.locator('.cloisonne-split').waitFor();
    const { wanted, missed, hidden } = await reach(page);
    expect(wanted).toBeGreaterThan(60);
    expect({ missed, hidden }).toEqual({ missed: [], hidden: [] });

    await page.getByLabel('Show Cluster 1', { exact: true }).press('Space');
    await page.getByLabel('Fill', { exact: true }).press('Home');
    await page.getByLabel('K, number of clusters').focus();
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => page.evaluate(() => shown.layer.id)).toBe('k3');
    expect(await page.evaluate(() => shown.layer.fill)).toBe(0);
    await page.getByRole('radio', { name: 'Off' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('separator').press('End');
    expect(await page.getByRole('separator').getAttribute('aria-valuenow')).toBe('100');
    await page.getByLabel('Compare with').focus();
    await page.keyboard.type('K = 6');
    await expect
      .poll(() => page.getByRole('separator').getAttribute('aria-label'))
      .toBe('Curtain: K = 3 on the left, K = 6 on the right');
    await page.close();
  },
);

test('a keyboard alone: select, rename, compare, register by points, and take the picture', async () => {
  const { page, troubles } = await site.open('sky');
  const key = (name: string) => page.keyboard.press(name);
  const focused = () =>
    page.evaluate(() => {
      const now = document.activeElement as HTMLInputElement | null;
      return (now?.getAttribute('aria-label') ?? now?.labels?.[0]?.textContent ?? now?.textContent ?? '').trim();
    });
  const tabTo = async (name: string, by = 'Tab') => {
    for (let i = 0; i < 150; i++) {
      await key(by);
      if ((await focused()) === name) return;
    }
    throw new Error(`Tab does not reach ${name}`);
  };
  await page.evaluate(() => {
    const { centerSpringX, centerSpringY } = viewer.viewport as unknown as Record<string, { animationTime: number }>;
    for (const spring of [centerSpringX, centerSpringY]) spring.animationTime = 0.1;
  });
  const centre = (now: boolean) => page.evaluate(now => ({ ...viewer.viewport.getCenter(now) }), now);
  /** A key that moves the picture, held until it is far away; then until it is at rest. */
  const pan = async (name: string) => {
    const before = await centre(false);
    await page.keyboard.down(name);
    await expect
      .poll(() => centre(false).then(({ x, y }) => Math.hypot(x - before.x, y - before.y)), { interval: 20 })
      .toBeGreaterThan(0.012);
    await page.keyboard.up(name);
    const { x, y } = await centre(false);
    await expect.poll(() => centre(true), { timeout: 20_000 }).toEqual({ x: expect.closeTo(x, 6), y: expect.closeTo(y, 6) });
  };
  await tabTo('Image with cluster masks');
  for (const one of [']', ']', 'x']) await key(one);
  expect(await page.locator('li[aria-current]').getAttribute('data-cluster')).toBe('2');
  expect(await page.evaluate(() => shown.layer.soloed)).toBe(2);
  await key('Escape');
  await tabTo('Name of cluster 3');
  await key('ControlOrMeta+a');
  await page.keyboard.type('Azurite');
  await key('Enter');
  expect(await page.evaluate(() => shown.layer.clusters.find(({ id }) => id === 3)?.name)).toBe('Azurite');

  await tabTo('Off');
  await key('ArrowRight');
  await expect.poll(() => page.locator('.cloisonne-divider').count()).toBe(1);
  await key('ArrowLeft');
  await expect.poll(() => page.locator('.cloisonne-divider').count()).toBe(0);

  await tabTo('Register by points');
  await key('Enter');
  await page.locator('.cloisonne-registration').waitFor();
  const before = await registration(page);
  for (const ways of [['ArrowLeft'], ['ArrowRight'], ['ArrowUp', 'ArrowUp']]) {
    await tabTo('Add a point', 'Shift+Tab');
    await key('Enter');
    // Another place for each point, and the same way down from it.
    for (const way of ways) await pan(way);
    await key('Enter');
    await expect.poll(() => page.locator('.cloisonne-registration p[role=status]').innerText()).toMatch(/^2 of 2/);
    await pan('ArrowDown');
    await key('Enter');
    await expect.poll(() => page.locator('.cloisonne-registration p[role=status]').innerText()).toMatch(/is placed/);
  }
  const { points } = (await registration(page)) as { points: readonly { cube: readonly number[]; image: readonly number[] }[] };
  const matrix = before.kind === 'affine' ? before.matrix : placed.truth;
  expect(points.map(({ cube: [x, y], image }) => Math.round(image[1] - apply(matrix, x, y)[1]) > 5)).toEqual([true, true, true]);

  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await tabTo('Picture of the view (PNG)', 'Shift+Tab');
  const [file] = await Promise.all([page.waitForEvent('download'), key('Enter')]);
  expect(decode(await saved(file)).width).toBeGreaterThan(500);
  await page.close();
  expect(troubles).toEqual([]);
});

test('the page that segments lays the map over a picture of the person, cut into tiles in the page; axe finds nothing there', async () => {
  const { page, troubles } = await site.open('segment');
  // Four quarters of a picture that no graphics card takes at once.
  const [width, height] = [9000, 600];
  const pixels = new Uint8Array(width * height * 3);
  const colors = [200, 60, 60, 60, 160, 60, 60, 60, 200, 200, 200, 60];
  for (let i = 0; i < width * height; i++)
    for (let c = 0; c < 3; c++) pixels[3 * i + c] = colors[3 * Math.floor((4 * (i % width)) / width) + c];
  await page.locator('#picture').setInputFiles({
    name: 'wide.png',
    mimeType: 'image/png',
    buffer: Buffer.from(rgbPng(width, height, pixels)),
  });
  await page.waitForFunction(() => viewer.world.getItemAt(0)?.getFullyLoaded());
  expect(await page.evaluate(() => ({ ...viewer.world.getItemAt(0).getContentSize() }))).toEqual({ x: width, y: height });
  await page.waitForTimeout(500);
  const picture = decode(await page.screenshot());
  for (const [i, u] of [1000, 3300, 5700, 8000].entries()) {
    const [x, y] = (await overImage(page, [u, 300])).map(Math.round);
    const at = picture.channels * (y * picture.width + x);
    const seen = [0, 1, 2].map(c => picture.data[at + c]);
    for (const c of [0, 1, 2]) expect(Math.abs(seen[c] - colors[3 * i + c])).toBeLessThan(6);
  }
  expect(await page.getByLabel('Lay the map over').inputValue()).toBe('image');
  expect(await violations(page)).toEqual([]);
  await page.locator('#picture').setInputFiles({ name: 'notes.txt', mimeType: 'image/png', buffer: Buffer.from('no picture') });
  await expect.poll(() => page.locator('#said').textContent()).toBe('notes.txt cannot be shown: choose a JPEG, PNG or WebP.');
  await page.close();
  expect(troubles).toEqual([]);
});

test.each([
  ['painting', 'light', 1280],
  ['painting', 'dark', 820],
  ['sky', 'dark', 1280],
  ['sky', 'light', 820],
] as const)('axe finds nothing on the page of the %s, %s, %i wide', async (name, colorScheme, width) => {
  const { page } = await site.open(name, { width, height: 1000 });
  await page.emulateMedia({ colorScheme });
  await clickImage(page, stripe(1));
  await expect.poll(() => page.locator('.cloisonne-spectra li b', { hasText: 'Pixel' }).count()).toBe(1);
  for (const fold of ['Split clusters', 'Register by points']) await page.locator('summary', { hasText: fold }).click();
  await page.locator('.cloisonne-registration').waitFor();
  await page.getByLabel('Opacity, order and merging: Cluster 1').click();
  expect(await violations(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  await page.close();
});

test('axe finds nothing on the page that leads to both', async () => {
  const page = await site.openIndex();
  expect(await violations(page)).toEqual([]);
  await page.close();
});
