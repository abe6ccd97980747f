import { expect, test } from 'vitest';
import { memorySource } from '../../../formats/bytes/index.js';
import { formatCard, openFits, writeFits } from '../../../formats/fits/index.js';
import { gather } from './helpers.js';

const [width, height, bands] = [8, 6, 20];
const count = width * height * bands;
const shape = [width, height, bands];
/** Between 0 and 1, another for every sample. */
const structure = (i: number): number => ((i * 7919) % count) / count;

async function open(of: (i: number) => number, more: { noise?: (i: number) => number; name?: string } = {}) {
  const data = Float64Array.from({ length: count }, (_, i) => of(i));
  const noise = more.noise && Float64Array.from({ length: count }, (_, i) => more.noise?.(i) ?? 0);
  const bytes = writeFits([
    { name: 'SCI', header: [formatCard('BUNIT', 'Jy')], data, shape },
    ...(noise ? [{ name: more.name ?? 'STAT', header: [], data: noise, shape }] : []),
  ]);
  return openFits(memorySource(bytes, 'wide.fits'), { hdu: 0 });
}

test.each([
  [1e300, 0],
  [1e-310, 0],
  [0.01, 1e6],
  [5, -1e9],
])('a float64 cube of values about %g on %g keeps its structure', async (size, pedestal) => {
  const cube = await open(i => pedestal + size * (1 + structure(i)));
  const { narrowing, unit, warnings, dtype } = cube;
  expect(dtype).toBe('f64');
  expect(warnings.filter(line => /every sample/.test(line))).toHaveLength(1);
  expect(unit).not.toBe('Jy');
  const samples = await gather(cube, cube.samples(0, height));
  const { scale, offset } = narrowing!;
  const spectrum = await cube.spectrum(3, 2);
  for (let band = 0; band < bands; band++) {
    const wanted = size * (1 + structure((band * height + 2) * width + 3));
    expect(Math.abs((spectrum[band] * scale + (offset - pedestal)) / wanted - 1)).toBeLessThan(1e-5);
  }
  expect(new Set(samples).size).toBeGreaterThan(count * 0.99);
});

test('variances are narrowed with them, or left out where that is beyond float32', async () => {
  const value = (i: number): number => 1e100 * (1 + structure(i));
  for (const [name, noise] of [
    ['STAT', 4e196],
    ['ERR', 2e98],
    ['IVAR', 1 / 4e196],
  ] as const) {
    const cube = await open(value, { name, noise: () => noise });
    const variance = await gather(cube, cube.variance!(0, height));
    for (const v of variance.slice(0, 10)) expect(Math.abs(v / 4e-4 - 1), name).toBeLessThan(1e-5);
  }
  const beyond = await open(i => 1e300 * (1 + structure(i)), { noise: () => 1 });
  expect(beyond.variance).toBeUndefined();
  expect(beyond.warnings.join('\n')).toMatch(/cannot hold the variances/);
});

test('an ordinary float64 cube is left as it is', async () => {
  const cube = await open(structure);
  expect([cube.unit, cube.narrowing, cube.warnings.join()]).toEqual(['Jy', undefined, expect.not.stringMatching(/float32/)]);
});
