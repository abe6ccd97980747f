import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../core/cluster/random.js';

describe('createRandom', () => {
  it('gives the same numbers for the same seed, on every machine', () => {
    const random = createRandom(42);
    expect(Array.from({ length: 4 }, () => random.uint32())).toMatchInlineSnapshot(`
      [
        776820508,
        1483947982,
        2358087958,
        4214160380,
      ]
    `);
    expect(Array.from({ length: 3 }, () => random.normal())).toMatchInlineSnapshot(`
      [
        1.691301267318297,
        -1.3341241149235572,
        -0.032106182598344385,
      ]
    `);
  });

  it('gives other numbers for another seed, stream or half of the seed', () => {
    const first = [createRandom(1), createRandom(2), createRandom(1, 1), createRandom(1 + 2 ** 32), createRandom(-1)].map(r =>
      r.uint32(),
    );
    expect(new Set(first).size).toBe(5);
  });

  it('has the moments of the uniform and of the normal distribution', () => {
    const random = createRandom(7);
    const n = 100_000;
    const uniform = Float64Array.from({ length: n }, random.uniform);
    const normal = Float64Array.from({ length: n }, random.normal);
    const moment = (list: Float64Array, power: number) => list.reduce((sum, x) => sum + x ** power, 0) / n;
    expect(moment(uniform, 1)).toBeCloseTo(1 / 2, 2);
    expect(moment(uniform, 2)).toBeCloseTo(1 / 3, 2);
    expect(Math.abs(moment(normal, 1))).toBeLessThan(0.02);
    expect(moment(normal, 2)).toBeCloseTo(1, 1);
    expect(Math.abs(moment(normal, 4) - 3)).toBeLessThan(0.15);
    expect(Math.max(...normal.subarray(0, 50_000))).toBeGreaterThan(3.5);
  });

  it('draws integers evenly and shuffles without losing any', () => {
    const random = createRandom(3);
    const counts = new Int32Array(7);
    for (let i = 0; i < 70_000; i++) counts[random.integer(7)]++;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
    const shuffled = random.shuffle(Int32Array.from({ length: 100 }, (_, i) => i));
    expect(shuffled).not.toEqual(shuffled.toSorted());
    expect([...shuffled.toSorted()]).toEqual(Array.from({ length: 100 }, (_, i) => i));
  });

  it('samples different integers in order, each as likely as the others', () => {
    const random = createRandom(5);
    const counts = new Int32Array(20);
    for (let t = 0; t < 4000; t++) {
      const sample = random.sample(20, 5);
      expect(new Set(sample).size).toBe(5);
      expect(sample).toEqual(sample.toSorted());
      for (const i of sample) counts[i]++;
    }
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
    expect([...random.sample(3, 9)]).toEqual([0, 1, 2]);
  });
});
