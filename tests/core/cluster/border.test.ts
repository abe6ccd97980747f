import { describe, expect, it } from 'vitest';
import { borderOf } from '../../../core/cluster/border.js';
import { createRandom, findStructure, kmeans } from '../../../core/cluster/index.js';

const [width, height] = [48, 48];
const n = width * height;
const grid = { width, height, valid: new Uint8Array(n).fill(1) };

/** Points of one pixel after the other: `value` from its column in 0..1, with noise. */
function image(value: (x: number) => number, noise: number) {
  const random = createRandom(5);
  const data = Float32Array.from({ length: 2 * n }, (_, i) =>
    i % 2 === 0 ? value(((i >> 1) % width) / (width - 1)) + noise * random.normal() : 0.05 * random.normal(),
  );
  const points = { data, n, dim: 2 };
  return { points, two: kmeans(points, { k: 2, seed: 0 }) };
}

/** White noise under a mean over 9 x 9 pixels, twice. */
function smoothNoise() {
  const random = createRandom(8);
  const smooth = (values: Float64Array) =>
    Float64Array.from(values, (_, p) => {
      let [sum, count] = [0, 0];
      for (let dy = -4; dy <= 4; dy++)
        for (let dx = -4; dx <= 4; dx++) {
          const [x, y] = [(p % width) + dx, Math.floor(p / width) + dy];
          if (x < 0 || y < 0 || x >= width || y >= height) continue;
          sum += values[y * width + x];
          count++;
        }
      return sum / count;
    });
  const layers = Array.from({ length: 4 }, () => smooth(smooth(Float64Array.from({ length: n }, () => random.normal()))));
  const points = { data: Float32Array.from({ length: 4 * n }, (_, i) => layers[i % 4][i >> 2]), n, dim: 4 };
  return { points, two: kmeans(points, { k: 2, seed: 0 }) };
}

describe('what lies between two clusters', () => {
  it('of a gradient is nothing: no gap, and no larger step than elsewhere', async () => {
    const { points, two } = image(x => x, 0.01);
    const { valley, jump, excess } = borderOf(points, two, grid, 0);
    expect(valley).toBeLessThan(0.1);
    expect(jump).toBeLessThan(0.15);
    expect(Math.abs(excess)).toBeLessThan(0.05);
    expect(await findStructure(points, grid, { seed: 0, two })).toMatchObject({ found: true, continuum: true });
  });

  it('of two kinds is a gap, and a step as wide as they are apart', async () => {
    const { points, two } = image(x => (x < 0.5 ? 0 : 1), 0.1);
    const { valley, jump, excess } = borderOf(points, two, grid, 0);
    expect(valley).toBeGreaterThan(0.9);
    expect(Math.abs(jump - 1)).toBeLessThan(0.1);
    expect(excess).toBeGreaterThan(0.7);
    expect(await findStructure(points, grid, { seed: 0, two })).toMatchObject({ found: true, continuum: false });
  });

  it('of kinds that noise makes overlap is still a step', async () => {
    const { points, two } = image(x => (x < 0.5 ? 0 : 1), 0.4);
    expect(borderOf(points, two, grid, 0).valley).toBeLessThan(0.5);
    expect(await findStructure(points, grid, { seed: 0, two })).toMatchObject({ found: true, continuum: false });
  });
});

it('noise that is smooth in space has nothing to divide', async () => {
  const { points, two } = smoothNoise();
  const structure = await findStructure(points, grid, { seed: 0, two });
  expect(structure.coherence.z).toBeGreaterThan(20);
  expect(structure.found).toBe(false);
});
