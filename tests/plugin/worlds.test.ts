import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scratch } from '../helpers/bundle.js';
import { startHarness } from './harness.js';
import type { Harness } from './page.js';
import { writeResult } from './result.js';

declare const harness: Harness;

/** Masks stay on the image they were made for, whatever else happens in the viewer's world. */

let dir: string;
let started: Awaited<ReturnType<typeof startHarness>>;
let page: Page;
beforeAll(async () => {
  dir = await scratch('worlds');
  await writeResult(join(dir, 'good'));
  await writeResult(join(dir, 'loose'), document => {
    document.registration = { kind: 'affine', matrix: [1, 0, 0, 1, 0, 0] };
  });
  await writeResult(join(dir, 'told'), document => {
    const [first, second, third] = document.clusters as Record<string, unknown>[];
    first.suggestion = { kind: 'xrf', name: 'Pb, Cu', notes: ['Lead white, azurite.'], lines: [], elements: [] };
    second.suggestion = { kind: 'xrf', name: 'Fe', notes: [], lines: [], elements: [] };
    third.suggestion = { kind: 'xrf', name: '', notes: [], lines: [], elements: [] };
  });
  started = await startHarness({ dirs: [dir] });
  page = await started.openPage();
});
afterAll(async () => {
  await started?.close();
  await rm(dir, { recursive: true });
});

const notices = () => page.locator('.cloisonne-notice span').allTextContents();
const gone = 'The image that the masks belong to is no longer shown: they are hidden.';
const unregistered = 'Not registered yet: the map is stretched over the whole base image.';

/** What a page has for pictures: `add` puts a grey one into the world, `open` opens one anew. */
const prepare = () =>
  page.evaluate(() => {
    const source = (width: number, height: number, grey: number) => {
      const canvas = Object.assign(document.createElement('canvas'), { width, height });
      const context = canvas.getContext('2d') as CanvasRenderingContext2D;
      context.fillStyle = `rgb(${grey}, ${grey}, ${grey})`;
      context.fillRect(0, 0, width, height);
      return { type: 'image', buildPyramid: false, url: canvas.toDataURL() };
    };
    const add = (tileSource: object, options: object) =>
      new Promise(success => harness.viewer.addTiledImage({ tileSource, ...options, success } as never));
    const open = async (tileSource: object) => {
      const opened = new Promise(resolve => harness.viewer.addOnceHandler('open', resolve));
      harness.viewer.open(tileSource as never);
      await opened;
      await harness.frames(3);
    };
    const seen = () => {
      const { overlay } = harness;
      const base = overlay.baseImage(overlay.layers[0]);
      const points = [150, 200, 250, 300].map(y => ({ x: 300, y }));
      return {
        base: base ? String(base.getContentSize()) : 'none',
        drawn: points.some(({ x, y }) => harness.pixelAt(x, y)[3] > 0),
        hit: points.some(point => overlay.hitTest(point) !== undefined),
      };
    };
    Object.assign(globalThis, { worlds: { source, add, open, seen } });
  });

declare const worlds: {
  source(width: number, height: number, grey: number): { readonly url: string };
  add(source: object, options: object): Promise<void>;
  open(source: object): Promise<void>;
  seen(): { base: string; drawn: boolean; hit: boolean };
};

const here = { base: '(768,640)', drawn: true, hit: true };
const away = { base: 'none', drawn: false, hit: false };

test.each(['good', 'loose'])('%s: another image before it, its move and its removal', async name => {
  expect(await page.evaluate(url => harness.show(url), `${name}/segmentation.json`)).toBe('');
  await prepare();
  const steps = await page.evaluate(async () => {
    const { viewer } = harness;
    const base = viewer.world.getItemAt(0);
    const all = [worlds.seen()];
    await worlds.add(worlds.source(768, 640, 90), { index: 0, x: 2, y: 0, width: 0.5 });
    await harness.frames(3);
    all.push(worlds.seen());
    viewer.world.setItemIndex(base, 0);
    await harness.frames(3);
    all.push(worlds.seen());
    viewer.world.setItemIndex(base, 1);
    viewer.world.removeItem(base);
    await harness.frames(3);
    all.push(worlds.seen());
    return all;
  });
  expect(steps).toEqual([here, here, here, away]);
  expect(await notices()).toContain(gone);
});

test('closed and opened again: on the same picture, not on one of another size', async () => {
  await page.evaluate(() => harness.show('good/segmentation.json'));
  await prepare();
  const steps = await page.evaluate(async () => {
    const same = { type: 'image', buildPyramid: false, url: (harness.viewer.world.getItemAt(0).source as { url?: string }).url };
    harness.viewer.close();
    await harness.frames(3);
    const closed = worlds.seen();
    await worlds.open(same);
    const again = worlds.seen();
    await worlds.open(worlds.source(500, 400, 80));
    const other = worlds.seen();
    await worlds.open(same);
    return [closed, again, other, worlds.seen()];
  });
  expect(steps).toEqual([away, here, away, here]);
  expect(await notices()).toEqual([gone]);
});

test('another picture of the same size that is opened in its place has the masks, and it is said', async () => {
  await page.evaluate(() => harness.show('good/segmentation.json'));
  await prepare();
  expect(
    await page.evaluate(async () => {
      await worlds.open(worlds.source(768, 640, 80));
      return worlds.seen();
    }),
  ).toEqual(here);
  expect(await notices()).toEqual(['Another image of the same size was opened: the masks are shown on it.']);
});

test('a picture that is replaced by itself keeps its masks; `setBase` puts them on another', async () => {
  await page.evaluate(() => harness.show('good/segmentation.json'));
  await prepare();
  const steps = await page.evaluate(async () => {
    const { viewer, overlay } = harness;
    const told: string[] = [];
    overlay.on('change', ({ what }) => told.push(what));
    const same = { type: 'image', buildPyramid: false, url: (viewer.world.getItemAt(0).source as { url?: string }).url };
    await worlds.add(same, { index: 0, replace: true });
    await harness.frames(3);
    const replaced = worlds.seen();
    await worlds.add(worlds.source(400, 300, 80), { x: 0, y: 0, width: 1 });
    overlay.setBase(1);
    await harness.frames(3);
    return { replaced, other: worlds.seen(), told: told.filter(what => what === 'base').length };
  });
  expect(steps).toEqual({ replaced: here, other: { ...here, base: '(400,300)' }, told: 3 });
  expect(await notices()).toEqual([]);
});

test('a result that nobody has registered is stretched over the image; that is said, and not saved', async () => {
  await page.evaluate(() => harness.show('loose/segmentation.json'));
  const matrix = () => page.evaluate(() => (harness.shown.layer.registration as { matrix?: unknown }).matrix);
  expect(await matrix()).toEqual([16, 0, 0, 16, 0, 0]);
  expect(await notices()).toEqual([unregistered]);
  await page.evaluate(() => harness.shown.choose(3));
  expect(await matrix()).toEqual([16, 0, 0, 16, 0, 0]);
  const saved = () => page.evaluate(() => JSON.parse(harness.shown.save()).registration.matrix);
  expect(await saved()).toEqual([1, 0, 0, 1, 0, 0]);
  await page.evaluate(() => harness.shown.layer.setRegistration([15, 0, 0, 15, 0, 0]));
  expect(await saved()).toEqual([15, 0, 0, 15, 0, 0]);
});

test.each([
  ['loose', { fit: false }, [1, 0, 0, 1, 0, 0], [1, 0, 0, 1, 0, 0]],
  ['loose', { registration: [2, 0, 0, 2, 5, 5] as const }, [2, 0, 0, 2, 5, 5], [2, 0, 0, 2, 5, 5]],
  ['good', { registration: [2, 0, 0, 2, 5, 5] as const }, [2, 0, 0, 2, 5, 5], [2, 0, 0, 2, 5, 5]],
  ['good', {}, [16, 0, 0, 16, 0, 0], [16, 0, 0, 16, 0, 0]],
  ['good', { fit: true }, [16, 0, 0, 16, 0, 0], [16, 0, 0, 16, 0, 0]],
  ['loose', { fit: true }, [16, 0, 0, 16, 0, 0], [1, 0, 0, 1, 0, 0]],
] as const)('%s with %j', async (name, options, lies, saved) => {
  const found = await page.evaluate(
    async ([url, options]) => {
      await harness.show(url, options as never);
      const { matrix } = harness.shown.layer.registration as { matrix?: unknown };
      return { matrix, saved: JSON.parse(harness.shown.save()).registration.matrix };
    },
    [`${name}/segmentation.json`, options] as const,
  );
  expect(found).toEqual({ matrix: lies, saved });
  expect(await notices()).toEqual([]);
});

test('an image that opens after the result is fitted to then', async () => {
  await page.evaluate(() => harness.show('loose/segmentation.json'));
  await prepare();
  const found = await page.evaluate(async () => {
    const { viewer } = harness;
    harness.shown.destroy();
    viewer.close();
    await harness.showHere('loose/segmentation.json');
    const before = harness.shown.overlay.baseImage() ?? null;
    await worlds.open(worlds.source(480, 200, 80));
    return { before, matrix: (harness.shown.layer.registration as { matrix?: unknown }).matrix };
  });
  expect(found).toEqual({ before: null, matrix: [10, 0, 0, 5, 0, 0] });
  expect(await notices()).toEqual([unregistered]);
});

/** One cluster over all of a picture of 900 x 900, and where it is seen: each `step`th pixel of the viewer against what OpenSeadragon has drawn. */
const agreement = (view: { rotation?: number; flip?: boolean; baseFlip?: boolean }) =>
  page.evaluate(async view => {
    await harness.view({ ...view, zoom: 0.8, x: 0.5, y: 0.5 });
    const { data, width, height } = harness.pixels();
    const drawn = harness.viewer.drawer.canvas as HTMLCanvasElement;
    const copy = new OffscreenCanvas(width, height);
    const context = copy.getContext('2d') as OffscreenCanvasRenderingContext2D;
    context.drawImage(drawn, 0, 0, width, height);
    const base = context.getImageData(0, 0, width, height).data;
    const counts = { samples: 0, seen: 0, wrong: 0, wrongHits: 0 };
    for (let y = 2; y < height - 2; y += 5)
      for (let x = 2; x < width - 2; x += 5) {
        const at = 4 * (y * width + x) + 3;
        // Edges are smoothed: pixels beside one do not count.
        const sure = [-8, 8, -8 * width, 8 * width].every(step => base[at + step] === base[at]);
        if (!sure) continue;
        const visible = base[at] > 0;
        counts.samples++;
        if (visible) counts.seen++;
        if (visible !== data[at] > 0) counts.wrong++;
        if (visible !== (harness.overlay.hitTest({ x: x + 0.5, y: y + 0.5 }) !== undefined)) counts.wrongHits++;
      }
    return counts;
  }, view);

const views = [{}, { rotation: 200, flip: true }, { baseFlip: true }];

describe.each(['canvas', 'webgl'])('an image that is clipped, %s drawer', drawer => {
  const open = (polygons: boolean) =>
    page.evaluate(
      async ([drawer, polygons]) => {
        await harness.open([16, 0, 0, 16, 0, 0], { width: 900, height: 900 }, {}, { drawer });
        harness.overlay.removeLayer('map');
        const labels = { width: 1, height: 1, data: Uint8Array.of(1) };
        harness.overlay.addLayer({ id: 'all', labels, registration: [900, 0, 0, 900, 0, 0] });
        const item = harness.viewer.world.getItemAt(0);
        const { Rect } = harness;
        if (polygons) {
          const corners = [
            [100, 100],
            [800, 200],
            [500, 850],
            [300, 400],
          ].map(([x, y]) => ({ x, y }));
          item.setCroppingPolygons([corners] as never);
        }
        item.setClip(new Rect(200, 150, 450, 600));
        await harness.frames(3);
      },
      [drawer, polygons] as const,
    );

  test.each(views)('masks and hits end where the picture does: %j', async view => {
    await open(false);
    const { samples, seen, wrong, wrongHits } = await agreement(view);
    expect(seen).toBeGreaterThan(200);
    expect(samples - seen).toBeGreaterThan(200);
    expect([wrong, wrongHits]).toEqual([0, 0]);
  });

  test('by polygons as well', async () => {
    await open(true);
    const { seen, wrong, wrongHits } = await agreement({ rotation: 30 });
    expect(seen).toBeGreaterThan(200);
    expect([wrong, wrongHits]).toEqual([0, 0]);
  });

  test('the clip goes: all is seen again', async () => {
    await open(false);
    const before = await agreement({});
    await page.evaluate(() => harness.viewer.world.getItemAt(0).setClip(null));
    const after = await agreement({});
    expect(after.seen).toBeGreaterThan(1.2 * before.seen);
    expect([after.wrong, after.wrongHits]).toEqual([0, 0]);
  });
});

test.each(views)(
  'the html drawer does not turn or flip the view, nor do the masks: %j',
  async ({ flip = false, rotation = 0 }) => {
    const found = await page.evaluate(
      async ([flip, rotation]) => {
        await harness.open([16, 0, 0, 16, 0, 0], { width: 900, height: 900 }, {}, { drawer: 'html' });
        await harness.view({ flip, rotation });
        const tile = harness.viewer.element.querySelector('.openseadragon-canvas img')?.getBoundingClientRect();
        const place = harness.viewer.element.getBoundingClientRect();
        const hit = harness.overlay.hitTest({ x: 130, y: 203 });
        const { left = 0, top = 0, width = 1 } = tile ?? {};
        return {
          hit: hit && [hit.baseX, hit.baseY],
          drawn: [((130 - (left - place.left)) * 900) / width, ((203 - (top - place.top)) * 900) / width],
        };
      },
      [flip, rotation] as const,
    );
    // The drawer makes a tile one pixel larger, so that no seam is seen.
    for (const i of [0, 1]) expect(Math.abs((found.hit?.[i] ?? 0) - found.drawn[i])).toBeLessThan(3);
  },
);

describe('colours of a result', () => {
  const colors = () => page.evaluate(() => harness.shown.layer.clusters.map(({ color }) => color));
  const saved = () => page.evaluate(() => JSON.parse(harness.shown.save()).edits);
  const show = (options: object) => page.evaluate(options => harness.show('good/segmentation.json', options as never), options);

  test('a palette by its name, for every K, saved', async () => {
    await show({ palette: 'muted' });
    const muted = ['#352a5e', '#274c92', '#2f7fb8', '#4fb3a9', '#8fce9b', '#f0c95c'];
    expect(await colors()).toEqual(muted);
    expect(await saved()).toEqual(muted.map((color, i) => ({ kind: 'recolor', cluster: i + 1, color })));
    await page.evaluate(() => harness.shown.layer.edit({ kind: 'recolor', cluster: 2, color: '#010203' }));
    await page.evaluate(() => harness.shown.choose(3));
    expect(await colors()).toEqual(muted.slice(0, 3));
    await page.evaluate(() => harness.shown.choose(6));
    expect(await colors()).toEqual([muted[0], '#010203', ...muted.slice(2)]);
    expect(await page.evaluate(() => harness.shown.layer.edits.length)).toBe(1);
  });

  test('colours as CSS has them, which begin anew at their end', async () => {
    await show({ palette: ['teal', 'rgb(255 0 0)', '#ABCDEF', 'hsl(120 100% 50%)'] });
    expect(await colors()).toEqual(['#008080', '#ff0000', '#ABCDEF', '#00ff00', '#008080', '#ff0000']);
    await page.evaluate(() => harness.shown.layer.setCluster(1, { color: 'rebeccapurple' }));
    expect((await colors())[0]).toBe('#663399');
  });

  test('what is no palette is said in one line', async () => {
    expect(await show({ palette: 'mutted' })).toBe(
      "UsageError: no such palette: 'mutted'. There are okabe-ito, muted, tol-bright, tol-light.",
    );
    expect(await show({ palette: ['teal', 'greenish'] })).toMatch(/^UsageError: not a colour \[palette, colour 2\]: 'greenish'/);
    expect(await show({ palette: [] })).toMatch(/^UsageError: a palette without colours/);
  });

  test('masks tint the picture unless asked for more', async () => {
    await show({ fill: undefined });
    expect(await page.evaluate(() => harness.shown.layer.fill)).toBe(0.5);
    await page.evaluate(() => harness.shown.choose(3));
    expect(await page.evaluate(() => harness.shown.layer.fill)).toBe(0.5);
  });
});

test('what a cluster may be stands in the legend and in the hover line, and goes into what is merged', async () => {
  const hover = page.locator('.cloisonne-readout');
  await page.evaluate(() => harness.show('told/segmentation.json'));
  expect(await page.locator('li[data-cluster="1"] > .cloisonne-maybe').textContent()).toBe('may be: Pb, Cu');
  expect(await page.locator('li[data-cluster="3"] > .cloisonne-maybe').isHidden()).toBe(true);
  const hits = await page.evaluate(() =>
    [60, 180, 330].map(x => harness.overlay.hitTest({ x, y: 200 })).map(hit => [hit?.cluster.id, hit?.suggestion ?? '']),
  );
  expect(hits).toEqual([
    [1, 'Pb, Cu'],
    [2, 'Fe'],
    [4, ''],
  ]);
  await page.mouse.move(100, 200);
  await expect.poll(() => hover.textContent()).toContain('may be: Pb, Cu (suggested by its spectrum)');
  await page.getByRole('button', { name: 'Opacity, order and merging: Cluster 1' }).click();
  expect(await page.locator('li[data-cluster="1"] .cloisonne-more .cloisonne-maybe').textContent()).toBe(
    'Suggested by its mean spectrum. Lead white, azurite.',
  );
  const merged = await page.evaluate(() => {
    const { layer } = harness.shown;
    return layer.suggestion(layer.merge([1, 2]))?.name;
  });
  expect(merged).toBe('Pb, Cu; Fe');
  await page.evaluate(() => harness.shown.choose(3));
  expect(await page.evaluate(() => harness.shown.layer.suggestion(1) ?? null)).toBeNull();
});

test('a server that answers with its start page what is not there', async () => {
  const told = (part: string, body: string, type: string) =>
    page.evaluate(
      ([part, body, type]) =>
        harness.show('good/segmentation.json', {
          fetch: async (...args: Parameters<typeof fetch>) =>
            String(args[0]).endsWith(part) ? new Response(body, { headers: { 'content-type': type } }) : fetch(...args),
        }),
      [part, body, type] as const,
    );
  const page404 = '\n<!DOCTYPE html>\n<html><body>Welcome</body></html>';
  for (const part of ['segmentation.json', 'labels.png'])
    for (const type of ['text/html; charset=utf-8', 'application/octet-stream'])
      expect(await told(part, page404, type)).toMatch(
        `InputError: a file of the segmentation is not there [${part}]: the server sent HTML in its place.`,
      );
});

test('a viewer that goes while the result loads: AbortError, as for a signal; nothing is left', async () => {
  const found = await page.evaluate(async () => {
    const name = (promise: Promise<unknown>) =>
      promise.then(
        () => 'resolved',
        (err: Error) => err.name,
      );
    const names: string[] = [];
    const begin = async () => {
      await harness.show('good/segmentation.json');
      harness.shown.destroy();
      return harness.viewer;
    };
    let viewer = await begin();
    const control = new AbortController();
    const stopped = name(harness.showSegmentation(viewer, 'good/segmentation.json', { signal: control.signal }));
    control.abort();
    names.push(await stopped);
    const loading = name(harness.showSegmentation(viewer, 'good/segmentation.json'));
    viewer.destroy();
    names.push(await loading);
    // Already gone.
    names.push(await name(harness.showSegmentation(viewer, 'good/segmentation.json')));
    viewer = await begin();
    // The last file is there when the viewer goes.
    const get: typeof fetch = async (...args) => {
      const response = await fetch(...args);
      if (String(args[0]).endsWith('.png')) viewer.destroy();
      return response;
    };
    names.push(await name(harness.showSegmentation(viewer, 'good/segmentation.json', { fetch: get })));
    return { names, left: document.querySelectorAll('.cloisonne-notices').length };
  });
  expect(found).toEqual({ names: ['AbortError', 'AbortError', 'AbortError', 'AbortError'], left: 0 });
});
