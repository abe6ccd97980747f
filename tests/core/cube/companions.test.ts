import { expect, test } from 'vitest';
import { type VarianceRule, withFlags, withVariance } from '../../../core/cube/companions.js';
import { createCube } from '../../../core/cube/cube.js';
import { parseFlagBits } from '../../../core/cube/flags.js';
import { scanCube } from '../../../core/cube/scan.js';
import { memoryCube } from './memory-source.js';

const shape = { width: 5, height: 6, bands: 9 };
const N = 5 * 6 * 9;
const data = Float32Array.from({ length: N }, (_, i) => i + 1);
const flags = Float32Array.from({ length: N }, (_, i) => [0, 0, 4, 1, 8][i % 5]);
const source = (values: Float32Array, order: 'bsq' | 'bands-first' | 'bip' = 'bsq') =>
  memoryCube({ ...shape, data: values, order });

const ORDERS = ['bsq', 'bands-first', 'bip'] as const;

test.each(ORDERS.flatMap(a => ORDERS.map(b => [a, b] as const)))(
  'flags in %s strike samples in %s, whatever the pieces',
  async (a, b) => {
    const cube = withFlags(source(data, b), source(flags, a), parseFlagBits('2,3'));
    const { data: block } = await createCube(cube).block(1, 4, {});
    for (let p = 0; p < 20; p++) {
      for (let band = 0; band < 9; band++) {
        const i = band * 30 + 5 + p;
        if (flags[i] === 4 || flags[i] === 8) expect(block[p * 9 + band]).toBeNaN();
        else expect(block[p * 9 + band]).toBe(i + 1);
      }
    }
    const spectrum = await cube.spectrum(2, 3);
    expect([...spectrum].every(Number.isNaN)).toBe(true);
    expect((await cube.plane(4)).filter(Number.isNaN)).toHaveLength(12);
  },
);

test('flags are counted once and said once', async () => {
  const cube = withFlags(source(data), source(flags), parseFlagBits('any'));
  const opened = createCube(cube);
  for (let i = 0; i < 2; i++) for (let row = 0; row < 6; row += 2) await opened.block(row, 2, {});
  expect(cube.flagged?.()).toMatchObject({ flagged: (3 * N) / 5, read: N, missing: 0 });
  expect(cube.warnings.filter(line => /samples are missing/.test(line))).toHaveLength(1);
});

test('flags that leave nothing are named', async () => {
  const cube = withFlags(source(data), source(new Float32Array(N).fill(1)), parseFlagBits('any'));
  await expect(scanCube(cube)).rejects.toThrow(/270 of 270 samples are flagged by .*any bit/);
});

test.each([
  ['variance', 4],
  ['sigma', 16],
  ['inverse', 0.25],
] as [VarianceRule, number][])('a %s of 4 is a variance of %f', async (rule, wanted) => {
  const cube = withVariance(source(data), source(new Float32Array(N).fill(4)), rule);
  const { variance } = await createCube(cube).block(0, 6, { variance: true });
  expect(new Set(variance)).toEqual(new Set([wanted]));
  expect(cube.notes?.join()).toMatch(/variance/);
});

test('another shape and bits that float32 does not hold are refused', async () => {
  const small = memoryCube({ width: 5, height: 6, bands: 8, data: new Float32Array(240) });
  expect(() => withVariance(source(data), small, 'sigma')).toThrow(/do not fit the cube.*5 x 6 x 8, the cube 5 x 6 x 9/);
  const large = withFlags(source(data), source(new Float32Array(N).fill(2 ** 25)), parseFlagBits('3'));
  await expect(createCube(large).block(0, 6, {})).rejects.toThrow(/beyond 2\^24/);
});

test.each<[VarianceRule, number]>([
  ['variance', 4e-40],
  ['sigma', 2e-20],
  ['inverse', 0.25e40],
])('%s beside samples that came scaled is in the unit of the samples', async (rule, value) => {
  const scaled = Object.assign(source(data), { narrowing: { scale: 1e-20, offset: 0, unit: 'Jy' } });
  // The variances themselves came scaled, too: value = 1e-10 + 1e30 * sample or the like.
  const power = 10 ** Math.floor(Math.log10(value));
  const values = Object.assign(source(new Float32Array(N).fill((value - power) / power)), {
    narrowing: { scale: power, offset: power, unit: '' },
  });
  const { variance } = await createCube(withVariance(scaled, values, rule)).block(0, 1, { variance: true });
  expect(variance?.[0]).toBeCloseTo(4, 5);
});
