import { expect, test } from 'vitest';
import { restored } from '../../../core/cube/narrowing.js';
import { open, readAll, SIZE } from '../helpers.js';

const { width, height, bands } = SIZE;
const total = width * height * bands;
/** The rule of make.py, in the order of readAll: [band][row][column]. */
const fine = Float64Array.from({ length: total }, (_, i) => {
  const [band, pixel] = [Math.floor(i / (width * height)), i % (width * height)];
  return 1 + (((pixel * bands + band) * 7919) % total) / total;
});
/** The sample that is the fill value of `huge`. */
const FILLED = 3 * width * height + width + 2;

test.each([
  ['huge', (v: number) => v * 1e300, '10**300 Jy', /about 1.*e\+300.*divided by 1e\+300/],
  ['tiny', (v: number) => v * 1e-60, '10**-60 Jy', /e-60.*divided by 1e-60/],
  ['far', (v: number) => v + 1e9, 'Jy - 1000000001', /around 1000000000.*1000000001 is subtracted/],
])('float64 that float32 cannot hold: %s', async (dataset, rule, unit, note) => {
  const cube = await open('hdf5/narrow.h5', { dataset });
  expect(cube.unit).toBe(unit);
  expect(cube.warnings.filter(warning => note.test(warning))).toHaveLength(1);
  const values = restored(await readAll(cube), cube.narrowing!);
  for (const [i, value] of values.entries()) {
    if (dataset === 'huge' && i === FILLED) expect(value).toBeNaN();
    else expect(Math.abs(value - rule(fine[i])) / (rule(2) - rule(1))).toBeLessThan(1e-6);
  }
  const spectrum = restored(await cube.spectrum(4, 3), cube.narrowing!);
  expect([...spectrum]).toEqual(Array.from({ length: bands }, (_, b) => values[b * width * height + 3 * width + 4]));
  await cube.close();
});

test('values of scaled integers are looked at as they are', async () => {
  const cube = await open('hdf5/narrow.h5', { dataset: 'scaled' });
  const values = restored(await readAll(cube), cube.narrowing!);
  expect(values[total - 1] / ((total - 1) * 1e-50)).toBeCloseTo(1, 6);
  await cube.close();
});

test('values that float32 holds are left alone', async () => {
  const cube = await open('hdf5/narrow.h5', { dataset: 'plain' });
  expect([cube.narrowing, cube.unit]).toEqual([undefined, 'Jy']);
  expect(await readAll(cube)).toEqual(Float32Array.from(fine));
  await cube.close();
});
