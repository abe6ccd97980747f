import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type OpenSeadragon from 'openseadragon';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRaster } from '../../../cli/tiles/source.js';
import { writeTiles } from '../../../cli/tiles/write.js';
import { startViewer, type ViewerServer } from '../../../cli/view/server.js';
import { type Affine, apply } from '../../../core/labels/index.js';
import { dziLayout, iiifLayout } from '../../../formats/index.js';
import { violations } from '../../helpers/axe.js';
import { launchChromium } from '../../helpers/chromium.js';
import { clickImage } from '../../helpers/over-image.js';
import { root } from '../../helpers/unpack.js';
import { buildPlugin, makeResult, sidecar } from './result.js';

let browser: Browser;
let folders: { parent: string; dir: string };
let plugin: string;

beforeAll(async () => {
  folders = await makeResult();
  plugin = join(folders.parent, 'plugin');
  await buildPlugin(plugin);
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await rm(folders.parent, { recursive: true });
});

/** What `window` of the page holds, for the functions that run there. */
interface PageGlobals {
  shown: {
    overlay: {
      hitTest(point: { x: number; y: number }): { cluster: { id: number; name: string } } | undefined;
      canvas: HTMLCanvasElement;
    };
    layer: { registration: unknown; confidence: unknown };
  };
  tools: { compare: { comparison: { overlay: PageGlobals['shown']['overlay'] } } };
  viewer: OpenSeadragon.Viewer;
  hacked?: number;
}

/** Opens the page and waits until everything is drawn; what failed on the way is in `troubles`. */
async function open(
  base?: string,
  others?: readonly string[],
): Promise<{ page: Page; server: ViewerServer; troubles: string[] }> {
  const server = await startViewer({ dir: folders.dir, base, others, plugin });
  const page = await browser.newPage({ viewport: { width: 1200, height: 700 } });
  const troubles: string[] = [];
  page.on('pageerror', err => troubles.push(err.message));
  page.on('console', message => message.type() === 'error' && troubles.push(message.text()));
  page.on(
    'response',
    reply => reply.status() >= 400 && !reply.url().endsWith('favicon.ico') && troubles.push(`${reply.status()} ${reply.url()}`),
  );
  await page.goto(server.url);
  await page.waitForFunction(() => (globalThis as unknown as PageGlobals).shown?.overlay.canvas.width > 0);
  await page.waitForFunction(() => (globalThis as unknown as PageGlobals).viewer.world.getItemAt(0).getFullyLoaded());
  return { page, server, troubles };
}

/** Cluster ids at shares of the viewer's width, half-way down. */
const idsAcross = (page: Page) =>
  page.evaluate(() => {
    const { overlay } = (globalThis as unknown as PageGlobals).shown;
    const box = (document.querySelector('#viewer') as HTMLElement).getBoundingClientRect();
    const ids: number[] = [];
    for (let x = 0; x < box.width; x += 2) {
      const id = overlay.hitTest({ x, y: box.height / 2 })?.cluster.id;
      if (id !== undefined && ids.at(-1) !== id) ids.push(id);
    }
    return ids;
  });

describe('cloisonne view', () => {
  it('shows the overlay over the preview, lists the clusters, and runs nothing that a name says', async () => {
    const { page, server, troubles } = await open();
    expect(await idsAcross(page)).toEqual([1, 2, 3]);
    expect(await page.title()).toBe('result - cloisonne');
    const values = await page.evaluate(() =>
      [...document.querySelectorAll('#legend .cloisonne-legend input')].map(input => (input as HTMLInputElement).value),
    );
    expect(values).toContain('Cluster 2');
    // The title of the legend is seen, with the choice of K where there is one.
    expect((await page.getByRole('heading', { name: 'bands.fits' }).boundingBox())?.width).toBeGreaterThan(40);
    expect(values).toContain('<img src=x onerror="window.hacked=1">');
    expect(await page.evaluate(() => (globalThis as unknown as PageGlobals).hacked)).toBeUndefined();
    expect(troubles).toEqual([]);
    await page.close();
    await server.close();
  });

  it('is told when someone else has saved, keeps what was typed, and replaces theirs only when asked', async () => {
    const { page, server } = await open();
    const path = join(folders.dir, 'segmentation.json');
    const before = await readFile(path, 'utf8');
    const names = async () => JSON.parse(await readFile(path, 'utf8')).edits.map(({ name }: { name: string }) => name);
    const rename = async (name: string) => {
      const input = page
        .locator('#legend .cloisonne-legend input[type=text], #legend .cloisonne-legend input:not([type])')
        .nth(1);
      await input.fill(name);
      await input.press('Enter');
    };
    const save = page.getByRole('button', { name: 'Save', exact: true });
    const said = page.locator('#status');
    await rename('mine');
    // Twice at once: the second knows the version that the first leaves.
    await save.evaluate(button => {
      (button as HTMLButtonElement).click();
      (button as HTMLButtonElement).click();
    });
    await expect.poll(() => said.innerText()).toBe('Saved to segmentation.json.');
    const theirs = { ...JSON.parse(before), edits: [{ kind: 'rename', cluster: 2, name: 'theirs' }] };
    await writeFile(path, JSON.stringify(theirs));
    await rename('mine again');
    await save.click();
    await expect.poll(() => said.innerText()).toMatch(/^Not saved: .* changed by someone else.* Your edits are still here\./);
    expect(await names()).toEqual(['theirs']);
    expect(await page.locator('#legend input').evaluateAll(all => all.map(one => (one as HTMLInputElement).value))).toContain(
      'mine again',
    );
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download mine' }).click(),
    ]);
    expect(JSON.parse(await readFile(await download.path(), 'utf8')).edits.at(-1).name).toBe('mine again');
    expect(await names()).toEqual(['theirs']);
    await page.getByRole('button', { name: 'Replace theirs' }).click();
    await expect.poll(() => said.innerText()).toBe('Saved to segmentation.json.');
    expect((await names()).at(-1)).toBe('mine again');
    await page.close();
    await server.close();
    await writeFile(path, before);
  });

  it('says how sure a label is; registers by points in a panel that is loaded when it is opened, and takes its markers away', async () => {
    const { page, server, troubles } = await open();
    await page.waitForFunction(() => (globalThis as unknown as PageGlobals).shown.layer.confidence !== undefined);
    await page.locator('#viewer').hover();
    await expect
      .poll(() => page.locator('.cloisonne-readout').innerText())
      .toMatch(/\nsilhouette 0\.50 · margin 0\.25 · error 0\.13$/);
    const summary = page.getByText('Register by points');
    await summary.click();
    await page.getByRole('button', { name: 'Add a point' }).click();
    await page.locator('.cloisonne-aim').waitFor();
    expect(await violations(page)).toEqual([]);
    await summary.click();
    await expect.poll(() => page.locator('.cloisonne-registration, .cloisonne-points, .cloisonne-aim').count()).toBe(0);
    await summary.click();
    await page.locator('.cloisonne-registration').waitFor();
    expect(troubles).toEqual([]);
    await page.close();
    await server.close();
  });

  it('saves what was renamed, and finds it again', async () => {
    const { page, server } = await open();
    const name = page.locator('#legend .cloisonne-legend input[type=text]').nth(1);
    await name.fill('Sky');
    await name.press('Enter');
    await page.getByRole('button', { name: /^save/i }).click();
    await page.waitForFunction(() => /Saved/.test(document.querySelector('#status')?.textContent ?? ''));
    const held = JSON.parse(await readFile(join(folders.dir, 'segmentation.json'), 'utf8'));
    expect(held.edits).toEqual([{ kind: 'rename', cluster: 2, name: 'Sky' }]);
    expect(held.later).toEqual({ kept: true });
    await page.reload();
    await page.waitForFunction(() => (globalThis as unknown as PageGlobals).shown?.overlay.canvas.width > 0);
    expect(await name.inputValue()).toBe('Sky');
    await page.close();
    await server.close();
  });

  it('registers by four points that are placed by hand, saves, and finds the registration again', async () => {
    const { page, server, troubles } = await open();
    const truth: Affine = [0.8, 0.06, -0.05, 0.85, 2, 1];
    const now = () => page.evaluate(() => (globalThis as unknown as PageGlobals).shown.layer.registration as { matrix: Affine });
    const panel = page.locator('.cloisonne-registration');
    await page.getByText('Register by points').click();
    for (const cube of [
      [3, 3],
      [21, 3],
      [20, 13],
      [4, 12],
    ]) {
      await panel.getByRole('button', { name: 'Add a point' }).click();
      await clickImage(page, apply((await now()).matrix, cube[0], cube[1]));
      await expect.poll(() => panel.locator('p[role=status]').innerText()).toMatch(/^2 of 2/);
      await clickImage(page, apply(truth, cube[0], cube[1]));
      await expect.poll(() => panel.locator('p[role=status]').innerText()).toMatch(/is placed/);
    }
    expect(await panel.locator('output').innerText()).toMatch(/^RMS 0\.0\d image pixels\.$/);
    const { matrix } = await now();
    for (const [i, value] of matrix.entries()) expect(Math.abs(value - truth[i])).toBeLessThan(i < 4 ? 0.01 : 0.1);
    await panel.getByRole('button', { name: 'Save' }).click();
    await page.waitForFunction(() => /Saved/.test(document.querySelector('#status')?.textContent ?? ''));
    const held = JSON.parse(await readFile(join(folders.dir, 'segmentation.json'), 'utf8'));
    expect(held.registration.matrix).toEqual(matrix);
    expect(held.later).toEqual({ kept: true });
    await page.reload();
    await page.waitForFunction(() => (globalThis as unknown as PageGlobals).shown?.overlay.canvas.width > 0);
    expect((await now()).matrix).toEqual(matrix);
    await writeFile(join(folders.dir, 'segmentation.json'), JSON.stringify({ ...held, registration: sidecar.registration }));
    expect(troubles).toEqual([]);
    await page.close();
    await server.close();
  });

  it('lays another result of the same image beside this one, by its own registration; one that is gone is said', async () => {
    const [raman, gone] = [join(folders.parent, 'raman'), join(folders.parent, 'gone')];
    await cp(folders.dir, raman, { recursive: true });
    await cp(folders.dir, gone, { recursive: true });
    const other = JSON.parse(await readFile(join(raman, 'segmentation.json'), 'utf8'));
    other.cube.name = 'raman.tif';
    // Turned by half a circle: its first band is on the right.
    other.registration.matrix = [-1, 0, 0, -1, 24, 16];
    await writeFile(join(raman, 'segmentation.json'), JSON.stringify(other));
    await rm(join(gone, 'labels.png'));
    const { page, server, troubles } = await open(undefined, [raman, gone]);
    expect(await page.locator('.cloisonne-notice').innerText()).toMatch(/labels\.png\]: the server answers 404/);
    await page.getByLabel('Compare with').selectOption({ label: 'K = 3', index: 2 });
    await page.getByRole('radio', { name: 'Curtain' }).check();
    const divider = page.getByRole('separator');
    await expect
      .poll(() => divider.getAttribute('aria-label'))
      .toBe('Curtain: bands.fits, K = 3 on the left, raman.tif, K = 3 on the right');
    const ids = await page.evaluate(() => {
      const { overlay } = (globalThis as unknown as PageGlobals).tools.compare.comparison;
      const { width, height } = (document.querySelector('#viewer') as HTMLElement).getBoundingClientRect();
      return [0.1, 0.9].map(share => overlay.hitTest({ x: share * width, y: height / 2 })?.cluster.id);
    });
    expect(ids).toEqual([3, 1]);
    expect(await violations(page)).toEqual([]);
    expect(troubles.filter(text => !/404/.test(text))).toEqual([]);
    await page.close();
    await server.close();
  });

  it.each(['light', 'dark'] as const)('axe finds nothing on the page, %s', async scheme => {
    const { page, server } = await open();
    await page.emulateMedia({ colorScheme: scheme });
    await page.locator('#viewer').click();
    await page.locator('.cloisonne-chart svg').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.close();
    await server.close();
  });

  it.each(['dzi', 'iiif'] as const)(
    'opens a %s base that tiles wrote, and stretches a map without registration over it',
    async kind => {
      const { source, close } = await openRaster(join(root, 'tests/fixtures/tiles/tiled.tif'), false);
      const { width, height } = source;
      const facts = { width, height, tileSize: 64, format: 'jpg' } as const;
      const base = join(folders.parent, kind);
      await mkdir(base);
      const output = {
        place: async (path: string) => join(base, path),
        write: async (path: string, text: Uint8Array | string) => writeFile(join(base, path), text),
      };
      await writeTiles(source, kind === 'dzi' ? dziLayout(facts, 'image') : iiifLayout(facts, 'x'), output, {
        tileSize: 64,
        format: 'jpg',
        quality: 90,
      });
      await close();
      const { page, server, troubles } = await open(base);
      expect(await idsAcross(page)).toEqual([1, 2, 3]);
      const seen = await page.evaluate(() => {
        const { viewer, shown } = globalThis as unknown as PageGlobals;
        const { x: width, y: height } = viewer.world.getItemAt(0).getContentSize();
        return { width, height, registration: shown.layer.registration };
      });
      expect(seen).toEqual({
        ...{ width: 150, height: 101 },
        registration: { kind: 'affine', matrix: [150 / 24, 0, 0, 101 / 16, 0, 0] },
      });
      // The viewer asked for every tile of the levels it showed: all were there.
      expect(troubles).toEqual([]);
      await page.close();
      await server.close();
    },
  );
});
