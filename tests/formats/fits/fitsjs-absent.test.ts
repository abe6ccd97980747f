import { expect, test, vi } from 'vitest';
import { expected, nan, open } from './helpers.js';

// What a bundle does that runs fitsjs as an ES module: `this` is undefined there.
vi.mock('fitsjs', () => {
  throw new TypeError("Cannot read properties of undefined (reading 'astro')");
});

test('without fitsjs our own reader gives the planes', async () => {
  const cube = await open('f32.fits');
  for (let band = 0; band < 5; band++)
    expect(await cube.plane(band)).toEqual(nan(expected['f32.fits'].samples.slice(band * 12, band * 12 + 12)));
});
