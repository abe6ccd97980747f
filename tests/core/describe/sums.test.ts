import { expect, test } from 'vitest';
import { createCube } from '../../../core/cube/cube.js';
import { sumsByLabel } from '../../../core/describe/label-sums.js';
import { platform } from '../../../core/platform/node.js';
import { openSampleSource } from '../../../formats/index.js';

const labels = {
  width: 30,
  height: 30,
  data: Uint8Array.from({ length: 900 }, (_, i) => (i % 30 < 4 ? 0 : 1 + (Math.floor(i / 90) % 3))),
};

test('sums and their variances are those of the planes, also of a band that takes no part, whatever the block', async () => {
  const source = await openSampleSource(await platform.openFile('samples/data/muse.fits'));
  try {
    const cube = createCube(source, { notch: Uint8Array.from({ length: source.shape.bands }, (_, b) => (b === 7 ? 1 : 0)) });
    const [whole, ...others] = await Promise.all([30, 7, 1].map(rows => sumsByLabel(cube, labels, [1, 3], { rows })));
    for (const other of others) expect(other).toEqual(whole);
    for (const band of [0, 7, 250, 499]) {
      const plane = await source.plane(band);
      const stat = new Float32Array(900);
      for await (const piece of source.variance?.(0, 30) ?? []) {
        const from = (band - piece.band) * piece.rows * 30;
        if (piece.order === 'bsq' && band >= piece.band && band < piece.band + piece.bands)
          stat.set(piece.data.subarray(from, from + piece.rows * 30), piece.y0 * 30);
      }
      [1, 3].forEach((id, i) => {
        let [sum, noise, count] = [0, 0, 0];
        for (let p = 0; p < 900; p++) {
          if (labels.data[p] !== id || Number.isNaN(plane[p]) || Number.isNaN(stat[p])) continue;
          sum += plane[p];
          noise += stat[p];
          count++;
        }
        expect(whole[i].samples[band]).toBe(count);
        expect(whole[i].values[band]).toBe(count > 0 ? sum : Number.NaN);
        expect(whole[i].variance?.[band]).toBe(count > 0 ? noise : Number.NaN);
      });
    }
    expect(whole[0].samples[0]).toBeGreaterThan(200);
  } finally {
    await source.close();
  }
});

test('a map of another size is refused', async () => {
  const source = await openSampleSource(await platform.openFile('samples/data/muse.fits'));
  const small = { width: 2, height: 2, data: new Uint8Array(4) };
  await expect(sumsByLabel(createCube(source), small, [1], { rows: 5 })).rejects.toThrow('another size than the label map');
  await source.close();
});
