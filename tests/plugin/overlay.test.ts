import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Affine } from '../../core/labels/index.js';
import { osd5, startHarness } from './harness.js';
import type { Harness } from './page.js';

declare const harness: Harness;

const registrations: Readonly<Record<string, Affine>> = {
  scaled: [16, 0, 0, 16, 16, 24],
  'sheared and mirrored': [-14, 3, 5, 17, 720, 60],
};
const views = [
  { name: 'home' },
  { name: 'zoomed', zoom: 5 },
  { name: 'deep', zoom: 60, x: 0.4213, y: 0.3871 },
  { name: 'rotated', zoom: 2, rotation: 30 },
  { name: 'flipped', flip: true },
  { name: 'flipped, rotated and zoomed', zoom: 4, rotation: 215, flip: true },
  { name: 'base flipped', zoom: 1.5, baseFlip: true },
];

describe.each([
  { osd: undefined, version: /^6\./, scales: [1, 2] },
  ...(osd5 ? [{ osd: osd5, version: /^5\.0\.1/, scales: [1.5] }] : []),
])('OpenSeadragon $version, at $scales device pixels a CSS pixel', ({ osd, version, scales }) => {
  let started: Awaited<ReturnType<typeof startHarness>>;
  beforeAll(async () => {
    started = await startHarness({ osd });
  });
  afterAll(() => started?.close());

  const cases = scales.flatMap(scale => Object.keys(registrations).map(name => ({ scale, name })));
  test.each(cases)(
    'every sampled pixel is the CPU look-up and what OpenSeadragon drew: $name, $scale',
    async ({ scale, name }) => {
      const page = await started.openPage(scale);
      expect(await page.evaluate(() => harness.version)).toMatch(version);
      await page.evaluate(matrix => harness.open(matrix), registrations[name]);
      for (const view of views) {
        const counts = await page.evaluate(
          async ([wanted, step]) => {
            await harness.view(wanted);
            return harness.compare(step);
          },
          [view, scale === 2 ? 5 : 3] as const,
        );
        expect({ view: view.name, ...counts }).toMatchObject({ wrong: 0, baseWrong: 0, sameSize: true });
        expect(counts.hits, view.name).toBeGreaterThan(5000);
        expect(counts.baseSamples, view.name).toBeGreaterThan(400);
      }
      await page.close();
    },
  );
});

test.skipIf(osd5 !== undefined)('OpenSeadragon 5.0.1 (skipped unless openseadragon-5 is installed)', () => {});
