import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../core/cluster/index.js';
import type { SegmentOptions } from '../../../core/pipeline/options.js';
import { parseSteps } from '../../../core/preprocess/index.js';
import { poisson } from '../../../core/synth/poisson.js';
import { type MemoryCube, memoryCube } from '../cube/memory-source.js';
import { eventsOfRun, segmentation, threeKinds } from './scene.js';

const [width, height, bands] = [12, 11, 10];
const line = (b: number) => 2 + 12 * Math.exp(-(((b - 7) / 2) ** 2));
const cubeOf = (sample: (b: number) => number): MemoryCube => ({
  ...{ width, height, bands },
  data: Float32Array.from({ length: width * height * bands }, (_, i) => sample(Math.floor(i / (width * height)))),
});
const OPTIONS: SegmentOptions = { steps: parseSteps('none'), kMax: 4, engine: 'cpu' };
const SEEDS = 10;

/** How many cubes of noise, one for each seed, are divided. */
async function divided(noise: (seed: number) => MemoryCube, steps: string): Promise<number> {
  let count = 0;
  for (let seed = 0; seed < SEEDS; seed++) {
    const result = await segmentation(memoryCube(noise(seed)), { ...OPTIONS, steps: parseSteps(steps), seed, kMax: 2 });
    if (result.k > 1) count++;
  }
  return count;
}

describe('noise is one cluster', () => {
  it('Gaussian noise: none of ten cubes is divided', async () => {
    const noise = (seed: number) => {
      const random = createRandom(seed, 21);
      return cubeOf(() => random.normal());
    };
    expect(await divided(noise, 'none')).toBe(0);
  });

  it.each(['none', 'snv'])('Poisson noise of one spectrum, few counts, steps %s: none of ten', async steps => {
    const noise = (seed: number) => {
      const random = createRandom(seed, 22);
      return cubeOf(b => poisson(random, line(b)));
    };
    expect(await divided(noise, steps)).toBe(0);
  });

  it('says so, writes a map of one label, and keeps every other K to be opened', async () => {
    const random = createRandom(1);
    const cube = cubeOf(b => line(b) + random.normal());
    for (let p = 0; p < 5; p++) for (let b = 0; b < bands; b++) cube.data[b * width * height + p] = Number.NaN;
    const events = await eventsOfRun(memoryCube(cube), OPTIONS);
    const last = events.at(-1);
    if (last?.type !== 'result') throw new Error('no result');
    const { k, chosenBy, why, runnerUp, structure, labels, sweep, confidence, warnings } = last.segmentation;
    expect([k, chosenBy, structure?.found]).toEqual([1, 'no-structure', false]);
    expect(why).toMatch(/^one cluster: no structure found \(.*Moran's I -?0\.0\d\d, z = -?\d\.\d.*\)$/);
    expect(warnings).toContain(why);
    expect([...labels.data].map((label, p) => label === (p < 5 ? 0 : 1))).not.toContain(false);
    expect(sweep.map(entry => entry.k)).toEqual([1, 2, 3, 4]);
    expect(runnerUp).toBeGreaterThan(1);
    const [{ clusters }, two] = sweep;
    expect(clusters).toHaveLength(1);
    expect(clusters[0]).toMatchObject({ id: 1, count: width * height - 5, fraction: 1 });
    expect(clusters[0].mean[7]).toBeCloseTo(14, 0);
    expect(new Set(two.labels.data)).toEqual(new Set([0, 1, 2]));
    expect(Number.isFinite(confidence.reconstruction[9])).toBe(true);
    expect([confidence.silhouette[9], confidence.margin[9]]).toEqual([Number.NaN, Number.NaN]);
  });

  it('is divided all the same by who insists on two or more', async () => {
    const random = createRandom(1);
    const result = await segmentation(memoryCube(cubeOf(() => random.normal())), { ...OPTIONS, kMin: 2 });
    expect([result.k > 1, result.structure]).toEqual([true, undefined]);
  });
});

describe('structure is not refused', () => {
  it.each([0.05, 1, 3])('three kinds of spectra under noise of %f', async noise => {
    const { cube } = threeKinds(20, 18, 24, noise);
    const result = await segmentation(memoryCube(cube), OPTIONS);
    expect(result.structure?.found).toBe(true);
    expect(result.k).toBeGreaterThan(1);
    expect(result.runnerUp).toBeDefined();
  });
});
