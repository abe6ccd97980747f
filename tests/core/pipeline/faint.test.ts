import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Encoder } from '../../../core/encoder/types.js';
import { evaluate } from '../../../core/evaluate/index.js';
import type { SegmentOptions } from '../../../core/pipeline/options.js';
import { parseSteps } from '../../../core/preprocess/index.js';
import type { Segmentation } from '../../../core/segmentation.js';
import { synthNebular } from '../../../core/synth/index.js';
import { shippedEncoder } from '../../acceptance/segmenting.js';
import { root } from '../../helpers/unpack.js';
import { memoryCube } from '../cube/memory-source.js';
import { segmentation, threeKinds } from './scene.js';

const { sourceOf } = await import(join(root, 'samples/paper/source.mjs'));

let encoder: Encoder;
beforeAll(async () => {
  encoder = await shippedEncoder('muse-nebular-1024');
});

/** A field of nebulae, from a seed that no encoder was trained on, seen with this noise. */
const seen = (noise: number, options: SegmentOptions): Promise<Segmentation> => {
  const cube = synthNebular({ width: 24, height: 24, seed: 9302, bands: 1024, edge: 60, noise });
  return segmentation(sourceOf(cube, `noise ${noise}`), { encoder, kMin: 4, kMax: 4, engine: 'wasm', ...options });
};

describe('the share of the signal below which spectra are faint', () => {
  test('an exposure sixteen times as long gives nearly the same map, which it does not without', async () => {
    const exposures = async (options: SegmentOptions) => {
      const [short, long] = [await seen(4, options), await seen(1, options)];
      return { ari: evaluate(long.labels.data, short.labels.data).ari, levels: [short.measured, long.measured] };
    };
    const [share, none] = [await exposures({}), await exposures({ faint: 0 })];
    expect(share.ari).toBeGreaterThan(none.ari + 0.05);
    expect(share.ari).toBeGreaterThan(0.9);
    expect(none.levels).toEqual([[], []]);
    const [[short], [long]] = share.levels;
    expect([short.name, long.name]).toEqual(['unit', 'unit']);
    // Of the same strength, in units of a noise four times as large.
    expect(long.values.level / short.values.level).toBeGreaterThan(2.5);
    expect(long.values.level / short.values.level).toBeLessThan(4.5);
  }, 120_000);

  test.each([
    ['none', 0.1, /nothing to tell faint spectra by: the encoder's steps do not divide by the strength/],
    ['unit', 1, /faint below 1: it is a share of 1/],
    ['unit', Number.NaN, /faint below NaN/],
  ])('is refused: steps %s, share %d', async (steps, faint, message) => {
    const run = segmentation(memoryCube(threeKinds().cube), { steps: parseSteps(steps), faint, kMax: 3, engine: 'cpu' });
    await expect(run).rejects.toThrow(message);
  });
});
