import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Registration } from '../../core/labels/index.js';
import { osd5, startHarness } from './harness.js';
import type { Harness, View } from './page.js';

declare const harness: Harness;

const registrations: Readonly<Record<string, Registration>> = {
  scaled: { kind: 'affine', matrix: [16, 0, 0, 16, 16, 24] },
  'sheared and mirrored': { kind: 'affine', matrix: [-14, 3, 5, 17, 720, 60] },
  projective: { kind: 'projective', matrix: [16, -1, 60, 2, 17, 30, 2e-3, 4e-3, 1] },
  'thin plate': {
    kind: 'tps',
    points: [
      { cube: [1, 1], image: [90, 50] },
      { cube: [46, 2], image: [820, 40] },
      { cube: [3, 38], image: [80, 700] },
      { cube: [47, 39], image: [850, 780] },
      { cube: [24, 18], image: [470, 330] },
      { cube: [30, 30], image: [560, 560] },
    ],
  },
};
/** The deepest have 100 CSS pixels for a pixel of the base image; near their middle four cells meet. */
const views: readonly (View & { readonly name: string; readonly deep?: boolean })[] = [
  { name: 'home' },
  { name: 'at 100 screen pixels a pixel', zoom: 223, cube: [30.9973, 22.0041], deep: true },
  { name: 'the same, flipped and rotated', zoom: 223, cube: [9.0037, 29.9949], rotation: 215, flip: true, deep: true },
  { name: 'rotated', zoom: 2, rotation: 30 },
  { name: 'flipped and rotated', zoom: 4, rotation: 215, flip: true },
  { name: 'flipped, and the base too', zoom: 1.5, flip: true, baseFlip: true },
];

const versions = [{ osd: undefined, version: /^6\./ }, ...(osd5 ? [{ osd: osd5, version: /^5\.0\.1/ }] : [])];

describe.each(versions)('OpenSeadragon $version', ({ osd, version }) => {
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

    test.each(Object.keys(registrations))(
      'every sampled pixel is the CPU look-up and what OpenSeadragon drew: %s',
      async name => {
        expect(await page.evaluate(() => harness.version)).toMatch(version);
        await page.evaluate(registration => harness.open(registration), registrations[name]);
        for (const view of views) {
          const counts = await page.evaluate(
            async ([wanted, step]) => {
              await harness.view(wanted);
              return harness.compare(step);
            },
            [view, scale === 2 ? 9 : 5] as const,
          );
          expect({ view: view.name, ...counts }).toMatchObject({ wrong: 0, baseWrong: 0, sameSize: true });
          expect(counts.hits, view.name).toBeGreaterThan(2000);
          if (view.deep) expect(counts.cells, view.name).toBeGreaterThan(1);
          else expect(counts.baseSamples, view.name).toBeGreaterThan(150);
        }
      },
    );
  });
});

test.skipIf(osd5 !== undefined)('OpenSeadragon 5.0.1 (skipped unless openseadragon-5 is installed)', () => {});
