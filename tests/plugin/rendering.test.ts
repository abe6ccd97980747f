import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Registration } from '../../core/labels/index.js';
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

const affine: Registration = { kind: 'affine', matrix: [0.9, 0.1, -0.15, 0.85, 90, 20] };
const projective: Registration = { kind: 'projective', matrix: [0.9, -0.15, 90, 0.1, 0.85, 20, 1e-4, -2e-4, 1] };
const spline: Registration = {
  kind: 'tps',
  points: [
    { cube: [20, 30], image: [110, 40] },
    { cube: [1000, 10], image: [930, 150] },
    { cube: [10, 890], image: [-10, 800] },
    { cube: [990, 880], image: [850, 830] },
    { cube: [500, 450], image: [500, 430] },
    { cube: [300, 700], image: [230, 670] },
  ],
};

describe.each(['webgl', 'canvas2d'] as const)('%s', renderer => {
  beforeAll(() =>
    page.evaluate(
      kind => harness.open([16, 0, 0, 16, 0, 0], { width: 1000, height: 900 }, { renderer: kind, maxTextureSize: 400 }),
      renderer,
    ),
  );

  // Float32 on the graphics card decides a few pixels on borders otherwise.
  test('a map above the texture size, far away: majority of blocks, near: outlines of constant width', async () => {
    expect(await page.evaluate(() => harness.overlay.renderer)).toBe(renderer);
    const looks = [
      { view: {}, style: {}, side: 2 },
      { view: {}, style: { minify: 'nearest' as const }, side: 1 },
      { view: { zoom: 0.4, rotation: 30 }, style: { outline: 1 }, side: 8 },
      { view: { zoom: 3, rotation: 75 }, style: { outline: 3, fill: 0.25, opacity: 0.8 }, side: 1 },
      { view: { zoom: 25, x: 0.45, y: 0.42 }, style: { outline: 2, fill: 0 }, side: 1 },
      { view: { zoom: 0.4, rotation: 30 }, style: { outline: 1 }, side: 8, registration: projective },
      { view: { zoom: 3, rotation: 75 }, style: { outline: 3, fill: 0.25 }, side: 1, registration: projective },
      { view: {}, style: { outline: 1 }, side: 2, registration: spline },
      { view: { zoom: 8, rotation: 75 }, style: { outline: 3, fill: 0.25 }, side: 1, registration: spline },
    ];
    for (const { view, style, side, registration = affine } of looks) {
      const counts = await page.evaluate(
        async ([where, how, matrix]) => {
          await harness.view(where);
          return harness.model({ labels: harness.blobs(1021, 903, 6), registration: matrix, clusters: harness.clusters, ...how });
        },
        [view, style, registration] as const,
      );
      expect(counts, JSON.stringify({ view, style, ...counts })).toMatchObject({ side });
      // The model solves the spline exactly; it is drawn to a twentieth of a base pixel, which on borders is another label.
      const slack = registration.kind === 'tps' ? 0.02 : 5e-4;
      expect(counts.wrong, JSON.stringify({ view, style, ...counts })).toBeLessThanOrEqual(counts.samples * slack);
      expect(counts.drawn).toBeGreaterThan(counts.samples / 20);
    }
  });

  test('65,000 labels of 16 bits', async () => {
    const counts = await page.evaluate(async () => {
      await harness.view({ zoom: 1 });
      const [width, height] = [260, 250];
      const data = Uint16Array.from({ length: width * height }, (_, i) => i + 1);
      const hex = (id: number) => `#${((id * 2654435761) >>> 8).toString(16).padStart(6, '0').slice(-6)}`;
      const clusters = Array.from({ length: 65000 }, (_, i) => ({ id: i + 1, name: `${i + 1}`, color: hex(i + 1) }));
      return harness.model({ labels: { width, height, data }, registration: [3.8, 0, 0, 3.6, 0, 0], clusters }, 11);
    });
    expect(counts.wrong, counts.first).toBe(0);
    expect(counts.drawn).toBeGreaterThan(1000);
  });
});

test('blends: each layer is mixed with what is below it, as the browser does', async () => {
  const shots = await page.evaluate(async () => {
    await harness.open([16, 0, 0, 16, 0, 0], { width: 900, height: 900 });
    harness.overlay.removeLayer('map');
    const labels = { width: 1, height: 1, data: Uint8Array.of(1) };
    const cover = [900, 0, 0, 900, 0, 0] as const;
    const styled = (color: string) => [{ id: 1, name: 'a', color }];
    harness.overlay.addLayer({ id: 'plain', labels, registration: cover, clusters: styled('#808000') });
    harness.overlay.addLayer({ id: 'times', labels, registration: cover, clusters: styled('#80ff40'), blend: 'multiply' });
    harness.overlay.addLayer({ id: 'screen', labels, registration: cover, clusters: styled('#404040'), blend: 'screen' });
    await harness.frames(2);
    const blob = await harness.overlay.exportPng({ region: { x: 5, y: 5, width: 2, height: 1 } });
    const bitmap = await createImageBitmap(blob);
    const canvas = new OffscreenCanvas(2, 1);
    const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
    context.drawImage(bitmap, 0, 0);
    const canvases = harness.viewer.canvas.querySelectorAll('canvas').length;
    return { rendered: harness.pixelAt(300, 200), exported: [...context.getImageData(0, 0, 1, 1).data], canvases };
  });
  // 128 * 128 / 255 = 64; 64 + 64 - 64 * 64 / 255 = 112; 128 -> 160; 0 -> 64.
  for (const got of [shots.rendered, shots.exported]) {
    for (const [i, value] of [112, 160, 64, 255].entries()) expect(Math.abs(got[i] - value), String(got)).toBeLessThanOrEqual(1);
  }
  const png = await page.locator('#viewer').screenshot();
  const seen = await page.evaluate(async base64 => {
    const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${base64}`)).blob());
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d') as OffscreenCanvasRenderingContext2D;
    context.drawImage(bitmap, 0, 0);
    return [...context.getImageData(300, 200, 1, 1).data];
  }, png.toString('base64'));
  for (const [i, value] of [112, 160, 64, 255].entries()) expect(Math.abs(seen[i] - value), String(seen)).toBeLessThanOrEqual(1);
  const after = await page.evaluate(async () => {
    harness.overlay.removeLayer('times');
    harness.overlay.removeLayer('screen');
    await harness.frames(2);
    return harness.viewer.canvas.querySelectorAll('canvas').length;
  });
  expect(shots.canvases - after).toBe(3);
});

test('export: the pixels of the base image, whatever the view', async () => {
  const wrong = await page.evaluate(async () => {
    const registration = [15, 2, -3, 14, 120, 40] as const;
    await harness.open(registration, { width: 1000, height: 900 });
    await harness.view({ zoom: 7, rotation: 20 });
    const progress: number[] = [];
    const blob = await harness.overlay.exportPng({ onProgress: done => progress.push(done) });
    const bitmap = await createImageBitmap(blob);
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d') as OffscreenCanvasRenderingContext2D;
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    const labels = harness.randomLabels();
    const [a, b, c, d, e, f] = registration;
    let bad = 0;
    for (let y = 0; y < 900; y += 7)
      for (let x = 0; x < 1000; x += 7) {
        const [u, v] = [x + 0.5 - e, y + 0.5 - f];
        const det = a * d - b * c;
        const [column, row] = [Math.floor((d * u - c * v) / det), Math.floor((a * v - b * u) / det)];
        const inside = column >= 0 && row >= 0 && column < labels.width && row < labels.height;
        const style = harness.clusters[(inside ? labels.data[row * labels.width + column] : 0) - 1];
        const rgb = style ? [1, 3, 5].map(at => Number.parseInt(style.color.slice(at, at + 2), 16)) : [0, 0, 0];
        if ([...rgb, style ? 255 : 0].some((value, i) => value !== data[4 * (y * 1000 + x) + i])) bad++;
      }
    return { bad, size: [bitmap.width, bitmap.height], done: progress.at(-1), type: blob.type };
  });
  expect(wrong).toEqual({ bad: 0, size: [1000, 900], done: 1, type: 'image/png' });
});

test('the navigator shows the layers; several images; a highlighted cluster', async () => {
  const seen = await page.evaluate(async () => {
    await harness.open([16, 0, 0, 16, 0, 0], { width: 900, height: 900 }, {}, { showNavigator: true });
    const { viewer, overlay } = harness;
    for (let i = 0; i < 60 && viewer.navigator.world.getItemCount() === 0; i++) await harness.frames(1);
    viewer.forceRedraw();
    await harness.frames(8);
    const small = [...viewer.navigator.canvas.querySelectorAll('canvas')].at(-1) as HTMLCanvasElement;
    const pixels = (small.getContext('2d') as CanvasRenderingContext2D).getImageData(0, 0, small.width, small.height).data;
    const navigator = pixels.filter((value, i) => i % 4 === 3 && value === 255).length;
    const url = (viewer.world.getItemAt(0).source as unknown as { url: string }).url;
    await new Promise<void>(resolve =>
      viewer.addTiledImage({ tileSource: { type: 'image', url } as never, x: 1.1, success: () => resolve() }),
    );
    overlay.removeLayer('map');
    const labels = { width: 1, height: 1, data: Uint8Array.of(1) };
    overlay.addLayer({ id: 'second', labels, registration: [900, 0, 0, 900, 0, 0], base: 1 });
    viewer.viewport.goHome(true);
    viewer.forceRedraw();
    await harness.frames(4);
    const hits = [150, 450].map(x => harness.overlay.hitTest({ x, y: 200 })?.layer.id ?? null);
    overlay.layers[0].highlight(1);
    await harness.frames(2);
    const corner = Object.assign(viewer.viewport.getCenter(true), { x: 1.1, y: 0.5 });
    const left = Math.ceil(viewer.viewport.pixelFromPoint(corner, true).x);
    return { navigator, hits, edge: [1, 2, 5].map(x => harness.pixelAt(left + x - 1, 200).slice(0, 3)) };
  });
  expect(seen.navigator).toBeGreaterThan(1000);
  expect(seen.hits).toEqual([null, 'second']);
  expect(seen.edge).toEqual([
    [255, 255, 255],
    [255, 255, 255],
    [230, 159, 0],
  ]);
});

test('a context that does not come back: the CPU goes on', async () => {
  const result = await page.evaluate(async () => {
    await harness.open([16, 0, 0, 16, 0, 0], { width: 1000, height: 900 });
    const messages: string[] = [];
    harness.overlay.on('message', ({ text }) => messages.push(text));
    harness.overlay.canvas.getContext('webgl2')?.getExtension('WEBGL_lose_context')?.loseContext();
    for (let i = 0; i < 400 && harness.overlay.renderer === 'webgl'; i++) await harness.frames(1);
    return { ...harness.compare(5), messages, renderer: harness.overlay.renderer };
  });
  expect(result).toMatchObject({ wrong: 0, baseWrong: 0, renderer: 'canvas2d' });
  expect(result.hits).toBeGreaterThan(2000);
  expect(result.messages).toEqual(['The graphics card was lost: the masks are painted without it.']);
});
