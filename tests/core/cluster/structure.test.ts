import { describe, expect, it } from 'vitest';
import { coherence } from '../../../core/cluster/coherence.js';
import { createRandom, findStructure, type Points } from '../../../core/cluster/index.js';
import { blobs } from './blobs.js';

const [width, height] = [24, 20];
const random = createRandom(3);
const valid = Uint8Array.from({ length: width * height }, (_, i) => (i % 7 === 3 ? 0 : 1));
const n = valid.reduce((sum, v) => sum + v, 0);
const grid = { width, height, valid };
/** Points of the valid pixels, in pixel order. */
const pointsOf = (dim: number, of: (x: number, y: number, d: number) => number): Points => {
  const data: number[] = [];
  for (let p = 0; p < valid.length; p++)
    if (valid[p]) for (let d = 0; d < dim; d++) data.push(of(p % width, Math.floor(p / width), d));
  return { data: Float64Array.from(data), n, dim };
};

/** Moran's I with a matrix of weights, straight from its definition. */
function naive(values: ArrayLike<number>): number {
  const pixels = [...valid.keys()].filter(p => valid[p]);
  const mean = Array.from(values).reduce((a, b) => a + b) / n;
  let [sum, weights, squares] = [0, 0, 0];
  for (const [i, p] of pixels.entries()) {
    squares += (values[i] - mean) ** 2;
    for (const [j, q] of pixels.entries()) {
      const apart = Math.abs((p % width) - (q % width)) + Math.abs(Math.floor(p / width) - Math.floor(q / width));
      if (apart !== 1) continue;
      weights++;
      sum += (values[i] - mean) * (values[j] - mean);
    }
  }
  return (n / weights) * (sum / squares);
}

describe("Moran's I of the pixels", () => {
  it('is what its definition says, coordinate by coordinate', () => {
    const points = pointsOf(2, (x, y, d) => (d === 0 ? Math.exp(random.normal()) : x + y + random.normal()));
    const found = coherence(points, grid);
    for (const d of [0, 1]) expect(found[d].moran).toBeCloseTo(naive(points.data.filter((_, i) => i % 2 === d)), 10);
    expect(found[1].z).toBeGreaterThan(20);
  });

  it('has the mean and spread of random permutations, also for values with a long tail', () => {
    const values = Float64Array.from({ length: n }, () => Math.exp(1.5 * random.normal()));
    const { moran, z } = coherence({ data: values, n, dim: 1 }, grid)[0];
    const all = Array.from({ length: 1500 }, () => coherence({ data: random.shuffle(values.slice()), n, dim: 1 }, grid)[0].moran);
    const mean = all.reduce((a, b) => a + b) / all.length;
    const spread = Math.sqrt(all.reduce((sum, v) => sum + (v - mean) ** 2, 0) / all.length);
    expect(mean).toBeCloseTo(-1 / (n - 1), 2);
    expect((moran - mean) / spread).toBeCloseTo(z, 0);
    expect((moran + 1 / (n - 1)) / z / spread).toBeGreaterThan(0.93);
    expect((moran + 1 / (n - 1)) / z / spread).toBeLessThan(1.07);
  });

  it('is nothing for constant values, one row of one pixel, no neighbours', () => {
    expect(
      coherence(
        pointsOf(1, () => 4),
        grid,
      ),
    ).toEqual([{ moran: 0, z: 0 }]);
    const apart = { width: 9, height: 1, valid: Uint8Array.from({ length: 9 }, (_, i) => (i + 1) % 2) };
    expect(coherence({ data: Float64Array.of(1, 2, 3, 4, 5), n: 5, dim: 1 }, apart)).toEqual([{ moran: 0, z: 0 }]);
  });
});

describe('structure', () => {
  const look = (points: Points) => findStructure(points, grid, { seed: 0 });

  it('is not in a Gaussian cloud of any shape, nor in a skewed one', async () => {
    for (const shape of [
      [1, 1, 1],
      [5, 1, 0.2],
    ]) {
      const cloud = await look(pointsOf(3, (_x, _y, d) => shape[d] * random.normal()));
      expect(cloud).toMatchObject({ found: false });
      expect(Math.abs(cloud.clumping!.effect)).toBeLessThan(0.1);
    }
    expect(await look(pointsOf(3, () => Math.exp(0.3 * random.normal())))).toMatchObject({ found: false });
  });

  it('is in clouds apart whose spaxels are strewn over the map', async () => {
    const strewn = blobs(n, 3, 3, 8);
    const found = await look(strewn);
    expect(Math.abs(found.coherence.z)).toBeLessThan(3.5);
    expect(found).toMatchObject({ found: true, clumping: { p: 0.01 } });
    expect(found.clumping!.effect).toBeGreaterThan(0.4);
  });

  it('is in a faint order that the cloud alone does not show', async () => {
    const faint = pointsOf(3, (x, _y, d) => random.normal() + (d === 1 && x > 12 ? 0.9 : 0));
    expect(await look(faint)).toMatchObject({ found: true });
  });
});
