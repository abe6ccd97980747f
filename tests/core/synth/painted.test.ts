import { describe, expect, it } from 'vitest';
import { addError, degradation, noError, psnr, psnrLadder } from '../../../core/evaluate/index.js';
import { clusterColors } from '../../../core/synth/colors.js';
import { degraded } from '../../../core/synth/degraded.js';
import { shrinkImage } from '../../../core/synth/image.js';
import { synthNebular } from '../../../core/synth/nebular/nebular.js';
import { paintedCube } from '../../../core/synth/painted.js';
import type { RgbImage, Synthesis } from '../../../core/synth/types.js';
import { energyAxis } from '../../../core/synth/xrf/spectrum.js';
import { synthXrf } from '../../../core/synth/xrf/xrf.js';

/** Stripes of colours with a little noise. */
function stripes(colors: readonly (readonly number[])[], width = 24, height = 20, jitter = 3): RgbImage {
  const data = new Uint8Array(width * height * 3);
  for (let p = 0; p < width * height; p++) {
    const color = colors[Math.floor(((p % width) * colors.length) / width)];
    for (let c = 0; c < 3; c++)
      data[p * 3 + c] = Math.max(0, Math.min(255, color[c] + ((p * 7 + c * 3) % (2 * jitter + 1)) - jitter));
  }
  return { width, height, data };
}
const four = [
  [230, 220, 200],
  [200, 50, 40],
  [40, 90, 160],
  [20, 20, 20],
];

describe('colours of an image', () => {
  it('are found with their number', async () => {
    const { labels, colors } = await clusterColors(stripes(four), { kMin: 2, kMax: 8, seed: 0 });
    expect(colors.length).toBe(4);
    expect(new Set([...labels].map((label, p) => `${label} ${Math.floor(((p % 24) * 4) / 24)}`)).size).toBe(4);
    const red = colors.find(color => color >> 16 > 190 && (color & 255) < 60)!;
    expect(Math.abs((red >> 16) - 200)).toBeLessThanOrEqual(3);
  });

  it('are as many as there are', async () => {
    const one = { width: 3, height: 2, data: new Uint8Array(18).fill(90) };
    expect((await clusterColors(one, { kMin: 3, kMax: 8, seed: 0 })).colors).toEqual([0x5a5a5a]);
    const two = { width: 2, height: 1, data: Uint8Array.of(0, 0, 0, 255, 255, 255) };
    expect([...(await clusterColors(two, { kMin: 3, kMax: 8, seed: 0 })).colors].sort((a, b) => a - b)).toEqual([0, 0xffffff]);
  });

  it('shrink by means of what is covered', () => {
    const image = { width: 3, height: 2, data: Uint8Array.from([0, 30, 60, 100, 130, 160].flatMap(v => [v, v, 255])) };
    // 1.5 old pixels each: (0 + 30/2 + 100 + 130/2) / 3 and (30/2 + 60 + 130/2 + 160) / 3.
    const { width, height, data } = shrinkImage({ ...image, height: 2 }, 2);
    expect([width, height]).toEqual([2, 1]);
    expect([...data]).toEqual([60, 60, 255, 100, 100, 255]);
    expect(() => shrinkImage(image, 4)).toThrow(/4 pixels wide/);
  });
});

describe('a painted cube', () => {
  it('has Poisson counts about the mixtures of its classes', async () => {
    const cube = await synthXrf({ image: stripes(four), palette: 'choirbook', seed: 5, counts: 2000, bands: 256 });
    const { width, height, bands } = cube.shape;
    expect(cube.classes.length).toBe(4);
    const [data, clean] = [new Float32Array(width * bands), new Float32Array(width * bands)];
    let [chi, n, total, square] = [0, 0, 0, 0];
    for (let y = 0; y < height; y++) {
      cube.row(y, data);
      cube.expected(y, clean);
      for (let x = 0; x < width; x++) {
        let counts = 0;
        for (let i = x * bands; i < (x + 1) * bands; i++) {
          counts += data[i];
          if (clean[i] < 1) continue;
          chi += (data[i] - clean[i]) ** 2 / clean[i];
          n++;
        }
        total += counts;
        square += counts * counts;
      }
    }
    expect(Math.abs(chi / n - 1)).toBeLessThan(5 * Math.sqrt(3 / n));
    const pixels = width * height;
    const mean = total / pixels;
    expect(Math.abs(mean - 2000)).toBeLessThan(5 * Math.sqrt(2000 / pixels));
    // The total is a Poisson number, not a constant as in ganX.
    expect(Math.abs((square / pixels - mean * mean) / 2000 - 1)).toBeLessThan(0.35);
    for (let p = 0; p < pixels; p++) expect(cube.abundances.reduce((sum, plane) => sum + plane[p], 0)).toBeCloseTo(1, 5);
  });

  it('makes any row at any time with the same bytes', async () => {
    const options = { image: stripes(four), palette: 'court', seed: 1, bands: 64 } as const;
    const [first, second] = [await synthXrf(options), await synthXrf(options)];
    const [a, b] = [new Float32Array(24 * 64), new Float32Array(24 * 64)];
    for (let y = 0; y < 20; y++) first.row(y, a);
    first.row(4, a);
    second.row(4, b);
    expect(a).toEqual(b);
    second.row(5, b);
    expect(a).not.toEqual(b);
  });

  it('makes one class of colours that come to the same mixture', async () => {
    const spectrum = (band: number) => Float64Array.from({ length: 32 }, (_, i) => Number(i === band));
    const materials = [
      { name: 'dark', color: 0x101010, spectrum: spectrum(3) },
      { name: 'bright', color: 0xf0f0f0, spectrum: spectrum(20) },
    ];
    const image = stripes(
      [
        [10, 10, 10],
        [40, 20, 30],
        [250, 250, 240],
      ],
      24,
      8,
      0,
    );
    const cube = await paintedCube({
      image,
      materials,
      spectralAxis: energyAxis(32),
      counts: 50,
      seed: 0,
      threshold: 0.99,
      kMin: 3,
      kMax: 3,
    });
    expect(cube.classes.slice().sort()).toEqual(['bright', 'dark']);
    expect(cube.labels.data[0]).toBe(cube.labels.data[8]);
  });

  it('refuses wrong options', async () => {
    const image = stripes(four);
    await expect(synthXrf({ image, palette: 'court', seed: 0, counts: 0 })).rejects.toThrow(/0 counts/);
    await expect(synthXrf({ image, palette: 'court', seed: 0, threshold: 1 })).rejects.toThrow(/threshold of 1/);
    await expect(synthXrf({ image, palette: 'court', seed: 0, bands: 3 })).rejects.toThrow(/3 bands/);
  });
});

describe('a degraded cube', () => {
  const measure = (cube: Synthesis) => {
    const [data, clean] = [0, 0].map(() => new Float32Array(cube.shape.width * cube.shape.bands));
    let error = noError;
    for (let y = 0; y < cube.shape.height; y++) {
      cube.row(y, data);
      cube.expected(y, clean);
      error = addError(error, data, clean);
    }
    return error;
  };

  it('of counts reaches each level of the ladder by thinning', async () => {
    const cube = await synthXrf({ image: stripes(four), palette: 'choirbook', seed: 5, counts: 4000, bands: 128 });
    const error = measure(cube);
    for (const level of psnrLadder) {
      const { keep, psnr: target } = degradation(error, level);
      const worse = degraded(cube, { keep }, 9);
      expect(Math.abs(psnr(measure(worse)) / target - 1)).toBeLessThan(0.02);
      expect(worse.labels).toBe(cube.labels);
    }
  });

  it('of fluxes reaches each level by white noise', () => {
    const cube = synthNebular({ width: 16, height: 16, seed: 2, bands: 512 });
    const error = measure(cube);
    for (const level of psnrLadder) {
      const { sigma, psnr: target } = degradation(error, level);
      expect(Math.abs(psnr(measure(degraded(cube, { sigma }, 9))) / target - 1)).toBeLessThan(0.02);
    }
  });
});
