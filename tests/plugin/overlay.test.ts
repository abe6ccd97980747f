import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Affine } from '../../core/labels/index.js';
import { osd5, registrations, startHarness } from './harness.js';
import type { Harness, View } from './page.js';

declare const harness: Harness;

interface NamedView extends View {
  readonly deep?: boolean;
}
/** The deepest have 100 CSS pixels for a pixel of the base image; near their middle four cells meet. */
const views: Readonly<Record<string, NamedView>> = {
  home: {},
  deep: { zoom: 223, cube: [30.9973, 22.0041], deep: true },
  'deep, flipped, rotated': { zoom: 223, cube: [9.0037, 29.9949], rotation: 215, flip: true, deep: true },
  rotated: { zoom: 2, rotation: 30 },
  'flipped, rotated': { zoom: 4, rotation: 215, flip: true },
  'flipped, base flipped': { zoom: 1.5, flip: true, baseFlip: true },
};

/**
 * OpenSeadragon decides where its views lie, so that each version has all of them once at each density of the screen; the maps are ours, so that
 * each has those views that it could get wrong by itself: flat, deep, turned over.
 */
const turned = ['home', 'deep', 'flipped, rotated'];
const every = Object.keys(views);
const scenes: readonly (readonly [osd: 5 | 6, scale: 1 | 2, registration: string, views: readonly string[]])[] = [
  [6, 1, 'sheared and mirrored', every],
  [6, 1, 'projective', turned],
  [6, 1, 'thin plate', turned],
  [6, 2, 'scaled', every],
  [6, 2, 'sheared and mirrored', ['home', 'deep, flipped, rotated']],
  [6, 2, 'thin plate', ['deep, flipped, rotated']],
  [5, 1, 'sheared and mirrored', every],
  [5, 2, 'sheared and mirrored', ['home', 'deep, flipped, rotated']],
  [5, 2, 'projective', every],
];

/** Far away, where a pixel covers several spaxels, and near, with outlines. */
const looks = [
  { view: { zoom: 0.4, rotation: 30 }, style: { outline: 1 } },
  { view: { zoom: 6, rotation: 75 }, style: { outline: 2, fill: 0.25 } },
];

const versions = [{ osd: undefined, major: 6, version: /^6\./ }, ...(osd5 ? [{ osd: osd5, major: 5, version: /^5\.0\.1/ }] : [])];

describe.each(versions)('OpenSeadragon $major', ({ osd, major, version }) => {
  let started: Awaited<ReturnType<typeof startHarness>>;
  beforeAll(async () => {
    started = await startHarness({ osd });
  });
  afterAll(() => started?.close());

  describe.each([1, 2])('%s device pixels a CSS pixel', scale => {
    let page: Page;
    beforeAll(async () => {
      page = await started.openPage(scale);
    });
    afterAll(() => page?.close());

    test.each(scenes.filter(([of, at]) => of === major && at === scale))(
      'every sampled pixel is the CPU look-up and what OpenSeadragon drew: %s, %s: %s',
      async (_of, _scale, name, names) => {
        expect(await page.evaluate(() => harness.version)).toMatch(version);
        await page.evaluate(registration => harness.open(registration), registrations[name]);
        for (const view of names) {
          const counts = await page.evaluate(
            async ([wanted, step]) => {
              await harness.view(wanted);
              return harness.compare(step);
            },
            [views[view], scale === 2 ? 9 : 5] as const,
          );
          expect({ view, ...counts }).toMatchObject({ wrong: 0, baseWrong: 0, sameSize: true });
          expect(counts.hits, view).toBeGreaterThan(2000);
          if (views[view].deep) expect(counts.cells, view).toBeGreaterThan(1);
          else expect(counts.baseSamples, view).toBeGreaterThan(150);
        }
      },
    );

    test('majority minification and outlines are those of a model on the CPU', async () => {
      await page.evaluate(() => harness.open([16, 0, 0, 16, 0, 0], { width: 1000, height: 900 }));
      for (const { view, style } of looks) {
        const counts = await page.evaluate(
          async ([where, how, step]) => {
            await harness.view(where);
            const [labels, { clusters }] = [harness.blobs(1021, 903, 6), harness];
            const registration: Affine = [-0.9, 0.1, 0.15, 0.85, 910, 20];
            return harness.model({ labels, registration, clusters, ...how }, step);
          },
          [view, style, scale === 2 ? 11 : 7] as const,
        );
        expect({ view, ...counts, side: counts.side > 1 }).toMatchObject({ side: view.zoom < 1 });
        // Float32 on the graphics card decides a few pixels on borders otherwise.
        expect(counts.wrong, counts.first).toBeLessThanOrEqual(counts.samples * 1e-3);
        expect(counts.drawn).toBeGreaterThan(counts.samples / 20);
      }
    });
  });
});

test.skipIf(osd5 !== undefined)('OpenSeadragon 5.0.1 (skipped unless openseadragon-5 is installed)', () => {});
