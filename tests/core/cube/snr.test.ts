import { expect, it } from 'vitest';
import { selectBySnr, signalToNoise } from '../../../core/cube/snr.js';
import { memoryCube } from './memory-source.js';

const [WIDTH, HEIGHT, BANDS] = [4, 2, 10];
const PIXELS = WIDTH * HEIGHT;
const maxMemory = 1 << 20;

/** Spaxel p has signal p + 1 and standard error 2, but for band 4, a sky line: 1000. */
const made = () => {
  const data = Float32Array.from({ length: BANDS * PIXELS }, (_, i) => (i % PIXELS) + 1);
  const variance = Float32Array.from({ length: BANDS * PIXELS }, (_, i) => (Math.floor(i / PIXELS) === 4 ? 1e6 : 4));
  return { width: WIDTH, height: HEIGHT, bands: BANDS, data, variance };
};
const close = (found: Float32Array, wanted: readonly number[]) =>
  wanted.forEach((value, p) => {
    expect(found[p], `spaxel ${p}`).toBeCloseTo(value, 6);
  });
const spaxels = Array.from({ length: PIXELS }, (_, p) => p);

it('is the mean over the bands of signal over noise: one bad band takes no more than its share', async () => {
  const found = await signalToNoise(memoryCube(made()), { maxMemory });
  close(
    found,
    spaxels.map(p => (9 * (p + 1)) / 2 / 10 + (p + 1) / 1000 / 10),
  );
});

it('looks at the bands that take part only: neither those left out nor those missing in nearly all spaxels', async () => {
  const cube = made();
  // Band 0 is missing but in the last spaxel, where it is large.
  cube.data.fill(Number.NaN, 0, PIXELS);
  cube.data[PIXELS - 1] = 1e6;
  const wide = { ...cube, width: 40, height: 2 };
  const repeat = (all: Float32Array) =>
    Float32Array.from({ length: BANDS * 80 }, (_, i) => {
      const [b, p] = [Math.floor(i / 80), i % 80];
      return b === 0 && p < 79 && all === cube.data ? Number.NaN : all[b * PIXELS + (p % PIXELS)];
    });
  const source = memoryCube({ ...wide, data: repeat(cube.data), variance: repeat(cube.variance) });
  const selection = { exclude: [[5003.5, 5004.5] as const] };
  const found = await signalToNoise(source, { selection, maxMemory });
  close(
    found,
    Array.from({ length: 80 }, (_, p) => ((p % PIXELS) + 1) / 2),
  );
});

it('says how many spaxels of those selected are left out, and the highest there is', async () => {
  const mask = Uint8Array.of(0, 1, 1, 1, 1, 1, 1, 1);
  const selection = { mask, exclude: [[5003.5, 5004.5] as const] };
  const found = await selectBySnr(memoryCube(made()), 2, { selection, maxMemory });
  expect(found).toMatchObject({ known: 7, removed: 2, most: 4 });
  expect([...found.selection.mask!]).toEqual([0, 0, 0, 1, 1, 1, 1, 1]);
  expect(found.selection.exclude).toBe(selection.exclude);
});
