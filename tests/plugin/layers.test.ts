import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startHarness } from './harness.js';
import type { Harness } from './page.js';

declare const harness: Harness;

let started: Awaited<ReturnType<typeof startHarness>>;
let page: Page;
beforeAll(async () => {
  started = await startHarness();
  page = await started.openPage();
});
afterAll(() => started?.close());

/** A viewer of the base image with two layers of 2 x 2 cells, each cell 400 base pixels wide; 403 CSS pixels show 900 base pixels. */
beforeEach(async () => {
  await page.evaluate(async () => {
    await harness.open([16, 0, 0, 16, 0, 0], { width: 900, height: 900 });
    harness.overlay.removeLayer('map');
    const clusters = [
      { id: 1, name: 'one', color: '#ff0000' },
      { id: 2, name: 'two', color: '#00ff00', opacity: 0.5 },
      { id: 3, name: 'three', color: '#0000ff', visible: false },
    ];
    const labels = { width: 2, height: 2, data: Uint8Array.of(1, 2, 3, 0) };
    harness.overlay.addLayer({ id: 'under', labels, registration: [400, 0, 0, 400, 0, 0], clusters });
  });
});

/** The middles of cells (0, 0), (1, 0), (0, 1), (1, 1) in CSS pixels. */
const cells = [
  [189, 90],
  [368, 90],
  [189, 269],
  [368, 269],
] as const;
const look = () => page.evaluate(points => points.map(([x, y]) => harness.pixelAt(x, y)), cells);
const hits = () =>
  page.evaluate(points => points.map(([x, y]) => harness.overlay.hitTest({ x, y })).map(hit => hit?.cluster.name ?? null), cells);

const none = [0, 0, 0, 0];

test('cluster colour, opacity and visibility', async () => {
  expect(await look()).toEqual([[255, 0, 0, 255], [0, 255, 0, 128], none, none]);
  expect(await hits()).toEqual(['one', 'two', null, null]);
  await page.evaluate(() => {
    const [layer] = harness.overlay.layers;
    layer.setCluster(1, { color: '#102030' });
    layer.setCluster(2, { visible: false });
    layer.setCluster(3, { visible: true, opacity: 1 });
  });
  expect(await look()).toEqual([[16, 32, 48, 255], none, [0, 0, 255, 255], none]);
  expect(await hits()).toEqual(['one', null, 'three', null]);
});

test('solo shows one cluster alone, null all again', async () => {
  await page.evaluate(() => harness.overlay.layers[0].solo(3));
  expect(await look()).toEqual([none, none, [0, 0, 255, 255], none]);
  expect(await hits()).toEqual([null, null, 'three', null]);
  await page.evaluate(() => harness.overlay.layers[0].solo(null));
  expect(await hits()).toEqual(['one', 'two', null, null]);
});

test('layers are drawn in order, their opacity multiplies, hidden layers are not hit', async () => {
  await page.evaluate(() => {
    const labels = { width: 1, height: 1, data: Uint8Array.of(1) };
    const clusters = [{ id: 1, name: 'over', color: '#0000ff' }];
    harness.overlay.addLayer({ id: 'over', labels, registration: [800, 0, 0, 400, 0, 0], clusters, opacity: 0.5 });
  });
  const [left, right] = await look();
  for (const [i, value] of [128, 0, 128, 255].entries()) expect(Math.abs(left[i] - value)).toBeLessThanOrEqual(1);
  expect(Math.abs(right[3] - 191)).toBeLessThanOrEqual(1);
  expect(await hits()).toEqual(['over', 'over', null, null]);
  await page.evaluate(() => harness.overlay.layers[1].setVisible(false));
  expect(await look()).toEqual([[255, 0, 0, 255], [0, 255, 0, 128], none, none]);
  expect(await hits()).toEqual(['one', 'two', null, null]);
});

test('labels of 16 bits, a new map, a new registration', async () => {
  await page.evaluate(() => {
    const [layer] = harness.overlay.layers;
    layer.setLabels({ width: 3, height: 1, data: Uint16Array.of(300, 1, 65535) });
    layer.setCluster(300, { name: 'far', color: '#ff00ff' });
    layer.setCluster(65535, { name: 'last', color: '#ffff00' });
  });
  expect((await look()).slice(0, 2)).toEqual([
    [255, 0, 255, 255],
    [255, 0, 0, 255],
  ]);
  await page.evaluate(() => harness.overlay.layers[0].setRegistration([-400, 0, 0, 800, 1200, 0]));
  expect(await look()).toEqual([
    [255, 255, 0, 255],
    [255, 0, 0, 255],
    [255, 255, 0, 255],
    [255, 0, 0, 255],
  ]);
  expect(await hits()).toEqual(['last', 'one', 'last', 'one']);
});

test('without styles, every id has a colour of the palette', async () => {
  const names = await page.evaluate(() => {
    harness.overlay.removeLayer('under');
    const labels = { width: 2, height: 1, data: Uint8Array.of(0, 2) };
    return harness.overlay.addLayer({ id: 'plain', labels, registration: [400, 0, 0, 400, 0, 0] }).clusters.map(c => c.name);
  });
  expect(names).toEqual(['Cluster 2']);
  expect((await look())[1]).toEqual([86, 180, 233, 255]);
});

test('a change shows in the next frame without a move of the viewer', async () => {
  const shot = async () => (await page.locator('#viewer').screenshot()).toString('base64');
  const before = await shot();
  await page.evaluate(() => harness.overlay.layers[0].setOpacity(0));
  await page.evaluate(() => harness.frames(2));
  expect(await shot()).not.toBe(before);
});

test('a lost context comes back with everything on it', async () => {
  await page.evaluate(async () => {
    const lose = harness.overlay.canvas.getContext('webgl2')?.getExtension('WEBGL_lose_context');
    const event = (name: string) =>
      new Promise(resolve => harness.overlay.canvas.addEventListener(name, resolve, { once: true }));
    const lost = event('webglcontextlost');
    lose?.loseContext();
    await lost;
    // The browser allows it only once the event has been dealt with.
    await harness.frames(2);
    harness.overlay.layers[0].setCluster(1, { color: '#ffffff' });
    const restored = event('webglcontextrestored');
    lose?.restoreContext();
    await restored;
  });
  expect(await look()).toEqual([[255, 255, 255, 255], [0, 255, 0, 128], none, none]);
});

test('wrong input is refused in one clear line and changes nothing', async () => {
  const messages = await page.evaluate(() => {
    const said = (work: () => unknown) => {
      try {
        work();
        return 'nothing';
      } catch (err) {
        return `${(err as Error).name}: ${(err as Error).message}`;
      }
    };
    const { overlay } = harness;
    const [layer] = overlay.layers;
    const one = { width: 1, height: 1, data: Uint8Array.of(1) };
    return [
      said(() => overlay.addLayer({ id: 'under', labels: one })),
      said(() => overlay.addLayer({ id: 'short', labels: { ...one, width: 2 } })),
      said(() => overlay.addLayer({ id: 'flat', labels: one, registration: [1, 1, 1, 1, 0, 0] })),
      said(() => layer.setCluster(1, { color: 'reddish' })),
    ];
  });
  expect(messages).toEqual([
    'UsageError: a layer of this id exists [under]',
    'UsageError: the label map is not whole: 2 x 1 pixels, 1 labels',
    expect.stringContaining('UsageError: the registration cannot be inverted'),
    "UsageError: not a colour [cluster 1]: 'reddish'. Write #rrggbb, or a name that CSS knows.",
  ]);
  expect(await page.evaluate(() => harness.overlay.layers.map(layer => layer.id))).toEqual(['under']);
  expect((await look())[0]).toEqual([255, 0, 0, 255]);
});

test('destroy removes canvas and handlers, may be called twice, and comes with the end of the viewer', async () => {
  const left = await page.evaluate(async () => {
    const { viewer, overlay } = harness;
    const second = harness.createSegmentationOverlay(viewer);
    const canvases = () => viewer.canvas.querySelectorAll('canvas').length;
    const counts = [canvases()];
    overlay.destroy();
    overlay.destroy();
    counts.push(canvases());
    viewer.forceRedraw();
    await harness.frames(2);
    const host = second.canvas.isConnected;
    viewer.destroy();
    return { counts, host, after: second.canvas.isConnected, layers: overlay.layers.length };
  });
  expect(left.counts[0] - left.counts[1]).toBe(1);
  expect(left).toMatchObject({ host: true, after: false, layers: 0 });
});

test('in sequence mode the masks are on their page only', async () => {
  const seen = await page.evaluate(async () => {
    await harness.open(
      [16, 0, 0, 16, 0, 0],
      { width: 900, height: 900 },
      { page: 1 },
      { sequenceMode: true, showNavigator: false },
    );
    const { viewer } = harness;
    const url = Object.assign(document.createElement('canvas'), { width: 900, height: 900 }).toDataURL();
    const source = { type: 'image', buildPyramid: false, url };
    const steps = [() => viewer.open([source, source] as never), () => viewer.goToPage(1), () => viewer.goToPage(0)];
    const found: [drawn: boolean, hit: boolean][] = [];
    for (const step of steps) {
      const opened = new Promise(resolve => viewer.addOnceHandler('open', resolve));
      step();
      await opened;
      await harness.frames(4);
      const points = [150, 200, 250, 300].map(y => ({ x: 280, y }));
      found.push([
        points.some(({ x, y }) => harness.pixelAt(x, y)[3] > 0),
        points.some(point => harness.overlay.hitTest(point) !== undefined),
      ]);
    }
    return found;
  });
  expect(seen).toEqual([
    [false, false],
    [true, true],
    [false, false],
  ]);
});

test('installSegmentation gives viewers a method', async () => {
  const made = await page.evaluate(() => {
    const before = 'segmentation' in harness.viewer;
    harness.installSegmentation();
    const overlay = harness.viewer.segmentation();
    return { before, connected: overlay.canvas.isConnected };
  });
  expect(made).toEqual({ before: false, connected: true });
});

test('an empty world draws nothing and hits nothing', async () => {
  const found = await page.evaluate(async () => {
    harness.viewer.world.removeAll();
    await harness.frames(3);
    return { hit: harness.overlay.hitTest({ x: 189, y: 90 }) ?? null, pixel: harness.pixelAt(189, 90) };
  });
  expect(found).toEqual({ hit: null, pixel: none });
});
