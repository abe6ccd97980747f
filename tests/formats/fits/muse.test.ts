import { expect, test } from 'vitest';
import { platform } from '#platform';
import { openFits, readFitsImage } from '../../../formats/fits/index.js';
import { expected, gather } from './helpers.js';

const { muse } = expected;
const path = 'samples/data/muse.fits';
const sum = (values: Float32Array): number => values.reduce((total, v) => total + v, 0);

test('the real MUSE sub-cube has the numbers that astropy reads', async () => {
  const cube = await openFits(await platform.openFile(path));
  expect(cube.shape).toEqual({ width: 30, height: 30, bands: 500 });
  expect(cube.name).toBe(`${path}[DATA]`);
  const data = await gather(cube, cube.samples(0, 30));
  const stat = await gather(cube, cube.variance!(0, 30));
  for (const { at, data: value, stat: variance } of muse.voxels) {
    const [x, y, band] = at;
    expect(data[(band * 30 + y) * 30 + x]).toBe(value);
    expect(stat[(band * 30 + y) * 30 + x]).toBe(variance);
    expect((await cube.spectrum(x, y))[band]).toBe(value);
  }
  expect(sum(data)).toBeCloseTo(muse.sum, 5);
  expect(sum(stat)).toBeCloseTo(muse.statSum, 5);
  expect(data.filter(v => v < 0)).toHaveLength(muse.negative);
  for (const [i, band] of [0, 123, 499].entries()) expect(sum(await cube.plane(band))).toBeCloseTo(muse.bandSums[i], 6);

  expect(cube.spectralAxis).toMatchObject({ kind: 'wavelength-air', unit: 'Angstrom' });
  expect([cube.spectralAxis.values[0], cube.spectralAxis.values[499]]).toEqual([4750, 5373.75]);
  expect(cube.spectralAxis.edges[0]).toBe(4749.375);
  await cube.close();
});

test('slabs of any height give the same samples', async () => {
  const cube = await openFits(await platform.openFile(path));
  const whole = await gather(cube, cube.samples(0, 30));
  for (const rows of [1, 7, 16]) {
    const parts = new Float32Array(whole.length);
    for (let y0 = 0; y0 < 30; y0 += rows) {
      const n = Math.min(rows, 30 - y0);
      const slab = await gather(cube, cube.samples(y0, n));
      for (let b = 0; b < 500; b++) parts.set(slab.subarray((b * 30 + y0) * 30, (b * 30 + y0 + n) * 30), (b * 30 + y0) * 30);
    }
    expect(Buffer.from(parts.buffer).equals(Buffer.from(whole.buffer))).toBe(true);
  }
  await cube.close();
});

test('a two-dimensional int64 HDU is read as an image', async () => {
  const source = await platform.openFile(path);
  const map = await readFitsImage(source, { hdu: 'FIELDMAP' });
  expect([map.width, map.height, sum(map.data)]).toEqual([30, 30, muse.fieldmapSum]);
  expect(map.frame.kind).toBe('celestial');
  await source.close();
});
