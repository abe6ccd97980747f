import { describe, expect, it } from 'vitest';
import { commonClusters } from '../../core/common.js';
import { linearAxis } from '../../core/cube/axis.js';
import { InputError } from '../../core/cube/errors.js';
import type { SampleSource } from '../../core/cube/types.js';
import type { CommonInput } from '../../core/pipeline/common/sample.js';
import type { SegmentOptions } from '../../core/pipeline/options.js';
import { parseSteps } from '../../core/preprocess/index.js';
import { type MemoryCube, memoryCube } from './cube/memory-source.js';
import { segmentation, threeKinds } from './pipeline/scene.js';

const { cube, truth } = threeKinds(24, 20, 16);
const OPTIONS: SegmentOptions = { steps: parseSteps('none'), kMin: 2, kMax: 4, engine: 'cpu' };

/** Columns [from, to) of the scene as a cube of their own, as a painting is scanned in parts. */
function part(from: number, to: number): MemoryCube {
  const [width, pixels] = [to - from, cube.width * cube.height];
  const data = Float32Array.from({ length: width * cube.height * cube.bands }, (_, i) => {
    const [x, y, b] = [i % width, Math.floor(i / width) % cube.height, Math.floor(i / width / cube.height)];
    return cube.data[b * pixels + y * cube.width + from + x];
  });
  return { width, height: cube.height, bands: cube.bands, data };
}

const input = (name: string, made: MemoryCube, more: Partial<SampleSource> = {}): CommonInput => ({
  name,
  spaxels: made.width * made.height,
  open: async () => ({ ...memoryCube(made), name, ...more }),
});
const parts = [part(0, 11), part(11, 20), part(20, 24)];
const inputs = parts.map((made, i) => input(`part ${i + 1}`, made));
const found = await commonClusters(inputs, OPTIONS);

describe('clusters of several cubes', () => {
  it('label all of them with one legend: ids, names and colours mean the same in each', async () => {
    expect(found).toMatchObject({ k: 3, origin: 'fitted', clusters: { name: '3 cubes' } });
    expect(found.inputs.map(({ sampled }) => sampled).reduce((a, b) => a + b)).toBe(truth.filter(kind => kind > 0).length);
    // No part has all three kinds; the common ids tell them apart nevertheless.
    const starts = [0, 11, 20];
    for (const [i, made] of parts.entries()) {
      const { labels, chosenBy } = await segmentation(memoryCube(made), {
        ...OPTIONS,
        encoder: found.encoder,
        clusters: found.clusters,
      });
      expect(chosenBy).toBe('earlier');
      const wanted = Array.from(
        labels.data,
        (_, p) => truth[Math.floor(p / made.width) * cube.width + starts[i] + (p % made.width)],
      );
      const wrong = wanted.filter((kind, p) => kind > 0 && labels.data[p] !== kind).length;
      expect(wrong, `part ${i + 1}`).toBeLessThanOrEqual(1);
    }
    expect(found.clusters.styles.map(({ id }) => id)).toEqual([1, 2, 3]);
  });

  it('are the same every time', async () => {
    expect(await commonClusters(inputs, { ...OPTIONS, threads: 1 })).toEqual(found);
  });

  it('do without cubes that cannot be read or have another axis, and name them', async () => {
    const unreadable: CommonInput = {
      name: 'broken',
      spaxels: 9,
      open: async () => {
        throw new InputError('the file is damaged');
      },
    };
    const foreign = input('foreign', parts[1], { spectralAxis: linearAxis('energy', 'keV', 1, 0.5, cube.bands) });
    const warnings: string[] = [];
    const some = await commonClusters([unreadable, inputs[0], foreign, inputs[1]], OPTIONS, message => warnings.push(message));
    expect(some.clusters.name).toBe('2 cubes');
    expect(some.inputs.filter(({ left }) => left).map(({ name, sampled }) => [name, sampled])).toEqual([
      ['broken', 0],
      ['foreign', 0],
    ]);
    expect(warnings.filter(message => /has no part in the common clusters/.test(message))).toHaveLength(2);
    await expect(commonClusters([unreadable], OPTIONS)).rejects.toMatchObject({ tag: 'EmptyError' });
  });

  it('weigh each cube by its spaxels', async () => {
    // One kind takes nine tenths of all spaxels and of the sample.
    const wide = threeKinds(80, 60, 8, 0.05).cube;
    const sizes = [input('wide', wide), input('narrow', threeKinds(10, 8, 8, 0.05).cube)];
    const { inputs: shares } = await commonClusters(sizes, { ...OPTIONS, kMin: 3, kMax: 3 });
    expect(shares[0].sampled / shares[1].sampled).toBeGreaterThan(50);
  });
});
