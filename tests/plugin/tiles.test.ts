import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { osd5, registrations, startHarness } from './harness.js';
import type { Harness } from './page.js';

declare const harness: Harness;

let started: Awaited<ReturnType<typeof startHarness>>;
let page: Page;
beforeAll(async () => {
  started = await startHarness();
  page = await started.openPage();
});
afterAll(() => started?.close());

/** Colours at the middles of cells in a screenshot against the look-up: [samples, wrong]. */
async function compare(colors: Readonly<Record<number, string>>, of = page) {
  const png = (await of.locator('#viewer').screenshot()).toString('base64');
  return of.evaluate(
    async ([base64, wanted]) => {
      const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${base64}`)).blob());
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d') as OffscreenCanvasRenderingContext2D;
      context.drawImage(bitmap, 0, 0);
      const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
      harness.overlay.addLayer({ id: 'probe', labels: harness.randomLabels(), registration: harness.registration, opacity: 0 });
      const counts = { samples: 0, wrong: 0, first: '' };
      const dense = Math.round(bitmap.width / 601);
      // The navigator is on the right.
      for (let y = 1; y < bitmap.height; y += 3)
        for (let x = 1; x < bitmap.width - 190 * dense; x += 3) {
          const hit = harness.overlay.hitTest({ x: (x + 0.5) / dense, y: (y + 0.5) / dense });
          if (!hit || Math.hypot((hit.cubeX % 1) - 0.5, (hit.cubeY % 1) - 0.5) > 0.2) continue;
          const rgb = [1, 3, 5].map(at => Number.parseInt(wanted[hit.label].slice(at, at + 2), 16));
          const at = 4 * (y * bitmap.width + x);
          counts.samples++;
          if (rgb.some((value, i) => Math.abs(value - data[at + i]) > 3)) {
            counts.wrong++;
            counts.first ||= `${x},${y}: ${data.slice(at, at + 3)} not ${rgb}`;
          }
        }
      harness.overlay.removeLayer('probe');
      return counts;
    },
    [png, colors] as const,
  );
}

describe.each(['webgl', 'canvas'])('drawer %s', drawer => {
  test('labels as tiles: right inside clusters under shear and mirror; recoloured without a tile asked for again', async () => {
    const first = await page.evaluate(
      async ([registration, kind]) => {
        const asked = await harness.openTiles(registration, kind);
        Object.assign(globalThis, { asked });
        return asked.count;
      },
      [registrations['sheared and mirrored'], drawer] as const,
    );
    expect(first).toBeGreaterThan(3);
    const before = Object.fromEntries((await page.evaluate(() => harness.clusters)).map(({ id, color }) => [id, color]));
    for (const view of [
      {},
      { zoom: 3, rotation: 30 },
      { zoom: 4, rotation: 215, flip: true },
      { zoom: 20, cube: [30.9, 22.1] as const },
    ]) {
      await page.evaluate(async wanted => {
        await harness.view(wanted);
        await harness.settled();
      }, view);
      const counts = await compare(before);
      expect(counts.samples).toBeGreaterThan(400);
      expect(counts.wrong, counts.first).toBeLessThanOrEqual(counts.samples * 0.01);
    }
    const after = { 1: '#101010', 2: '#ff00ff', 3: '#00ffff', 4: '#804020', 5: '#ffffff', 6: '#20a040' };
    const asked = await page.evaluate(async colors => {
      const counts = (globalThis as unknown as { asked: { count: number } }).asked;
      const before = counts.count;
      await harness.tiles().setClusters(Object.entries(colors).map(([id, color]) => ({ id: Number(id), name: id, color })));
      harness.viewer.forceRedraw();
      await harness.frames(10);
      return counts.count - before;
    }, after);
    expect(asked).toBe(0);
    const counts = await compare(after);
    expect(counts.wrong, counts.first).toBeLessThanOrEqual(counts.samples * 0.01);
  });
});

test('labels as tiles where a CSS pixel is two pixels of the screen', async () => {
  const dense = await started.openPage(2);
  await dense.evaluate(
    async registration => void (await harness.openTiles(registration, 'webgl')),
    registrations['sheared and mirrored'],
  );
  await dense.evaluate(async () => {
    await harness.view({ zoom: 3, rotation: 30, flip: true });
    await harness.settled();
  });
  const colors = Object.fromEntries((await dense.evaluate(() => harness.clusters)).map(({ id, color }) => [id, color]));
  const counts = await compare(colors, dense);
  expect(counts.samples).toBeGreaterThan(1500);
  expect(counts.wrong, counts.first).toBeLessThanOrEqual(counts.samples * 0.002);
  await dense.close();
});

// OpenSeadragon's canvas drawer shows seams of a pixel between tiles; its WebGL drawer shows none.
test.each(['projective', 'thin plate'] as const)('labels as tiles, registered by a map that is %s', async name => {
  await page.evaluate(async wanted => void (await harness.openTiles(wanted, 'webgl')), registrations[name]);
  const colors = Object.fromEntries((await page.evaluate(() => harness.clusters)).map(({ id, color }) => [id, color]));
  // Farther away some cells are 4 screen pixels wide, which the viewer's smoothing mixes.
  for (const view of [{ zoom: 1.5 }, { zoom: 3, rotation: 30 }]) {
    await page.evaluate(async wanted => {
      await harness.view(wanted);
      await harness.settled();
    }, view);
    const counts = await compare(colors);
    expect(counts.samples).toBeGreaterThan(400);
    expect(counts.wrong, counts.first).toBeLessThanOrEqual(counts.samples * 0.002);
  }
});

test('tiles of a function: drawn as they are; one that fails is left out, and the coarser one is seen there', async () => {
  const seen = await page.evaluate(async () => {
    const failed: string[] = [];
    await harness.openTiles([16, 0, 0, 16, 0, 0], 'canvas', (level, x, y) => {
      const { width, height } = harness.tiles().getTileBounds(level, x, y, true);
      const [columns, rows] = [width, height].map(Math.ceil);
      if (x === 1 && y === 1) {
        failed.push(`${level}`);
        throw new Error('gone');
      }
      const id = level === harness.tiles().maxLevel ? 2 : 5;
      return Promise.resolve({ width: columns, height: rows, data: new Uint8Array(columns * rows).fill(id) });
    });
    await harness.view({ zoom: 3, x: 0.25, y: 0.25 });
    await harness.settled();
    const { viewer } = harness;
    const canvas = viewer.drawer.canvas as HTMLCanvasElement;
    const context = canvas.getContext('2d') as CanvasRenderingContext2D;
    const item = viewer.world.getItemAt(1);
    const colors = [
      [200, 200],
      [270, 200],
      [270, 270],
    ].map(([x, y]) => {
      const at = viewer.viewport.pixelFromPoint(item.imageToViewportCoordinates(x, y, true), true);
      return [...context.getImageData(Math.floor(at.x), Math.floor(at.y), 1, 1).data.slice(0, 3)];
    });
    return { colors, failed: [...new Set(failed)] };
  });
  expect(seen.failed).toContain('10');
  expect(seen.colors).toEqual([
    [86, 180, 233],
    [86, 180, 233],
    [0, 114, 178],
  ]);
});

test('wrong input', async () => {
  const said = await page.evaluate(() => [
    harness.tileError({ id: 'x', width: 10, height: 10 }),
    harness.tileError({ id: 'x', width: 10, height: 10, labels: harness.randomLabels(), registration: [1, 1, 1, 1, 0, 0] }),
  ]);
  expect(said[0]).toBe('UsageError: tiles come from `labels` or from `tile`: give one of them');
  expect(said[1]).toMatch('the registration cannot be inverted');
});

test.skipIf(!osd5)('OpenSeadragon 5: a clear error (skipped: openseadragon-5 is not installed)', async () => {
  const old = await startHarness({ osd: osd5 });
  const other = await old.openPage();
  const said = await other.evaluate(() => harness.tileError({ id: 'x', width: 10, height: 10, labels: harness.randomLabels() }));
  expect(said).toMatch(
    /^EngineError: cannot show labels as tiles: OpenSeadragon 5.0.1 has no data pipeline. Use OpenSeadragon 6, or the overlay.$/,
  );
  await old.close();
});
