import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { createRandom } from '../../../core/cluster/random.js';
import { linearAxis } from '../../../core/cube/axis.js';
import { scanCube } from '../../../core/cube/scan.js';
import type { SampleSource } from '../../../core/cube/types.js';
import type { Encoder } from '../../../core/encoder/types.js';
import { evaluate } from '../../../core/evaluate/index.js';
import { chooseEncoder } from '../../../core/pipeline/choose-encoder.js';
import { resamplingSteps, type ShippedTrial, tryShipped } from '../../../core/pipeline/try-shipped.js';
import { clusterShards, encodeShard, labelShard, mergeShards } from '../../../core/shards.js';
import { museAxis, synthNebular } from '../../../core/synth/index.js';
import { shippedEncoder } from '../../acceptance/segmenting.js';
import { root } from '../../helpers/unpack.js';
import { memoryCube } from '../cube/memory-source.js';
import { memoryStore, segmentation } from './scene.js';

const { sourceOf } = await import(join(root, 'samples/paper/source.mjs'));

// Twice the bins of the encoder, over the same range.
const [side, bands] = [24, 2048];
const axis = museAxis(bands);
const line = (at: number, width: number) => axis.values.map(w => Math.exp(-0.5 * ((w - at) / width) ** 2));
const mixed = (...parts: readonly (readonly [number, Float64Array])[]) =>
  axis.values.map((_, b) => parts.reduce((sum, [factor, values]) => sum + factor * values[b], 0));

let encoder: Encoder;
const nebular = (options: { noise?: number; velocity?: number } = {}) =>
  synthNebular({ width: side, height: side, seed: 9402, bands, ...options });
const nebulae = (options = {}): SampleSource => sourceOf(nebular(options), 'nebulae');

/** A field of two halves of one brightness profile, under noise of 2 units. */
function field(left: Float64Array, right: Float64Array): SampleSource {
  const random = createRandom(5);
  const data = new Float32Array(side * side * bands);
  for (let p = 0; p < side * side; p++) {
    const [x, y] = [p % side, Math.floor(p / side)];
    const bright = Math.exp(-((x - side / 2) ** 2 + (y - side / 2) ** 2) / 80);
    const spectrum = x < side / 2 ? left : right;
    for (let b = 0; b < bands; b++) data[b * side * side + p] = bright * spectrum[b] + 2 * random.normal();
  }
  return memoryCube({ width: side, height: side, bands, data, more: { spectralAxis: axis } });
}

async function tried(source: SampleSource): Promise<ShippedTrial | undefined> {
  const { cube, sample } = await scanCube(source);
  const steps = resamplingSteps(encoder, cube.keptAxis, false);
  return steps && tryShipped(encoder, steps, cube.keptAxis, sample);
}

beforeAll(async () => {
  encoder = await shippedEncoder('muse-nebular-1024');
});

describe('a shipped encoder of coarser bins', () => {
  test.each([1, 3])('is taken for nebulae at noise %d', async noise => {
    const trial = await tried(nebulae({ noise }));
    expect(trial?.refused).toBeUndefined();
    expect(trial?.kept).toBeGreaterThan(0.9);
  });

  const flat = new Float64Array(bands).fill(1);
  const stars = mixed([800, flat], [-300, line(5175, 15)], [-200, line(5890, 6)], [-150, line(8542, 8)], [-200, line(4861, 7)]);
  const quasar = mixed([100, flat], [800, line(5800, 60)], [500, line(7150, 90)], [200, line(8800, 80)]);
  const far = (oxygen: number) =>
    mixed([20, flat], [100, line(6319, 2)], [oxygen, line(6509, 2)], [oxygen / 3, line(6446, 2)], [290, line(8531, 2)]);
  test.each<[string, () => SampleSource]>([
    ['a galaxy at z = 0.05', () => nebulae({ velocity: 14_990 })],
    ['a galaxy at z = 0.3', () => field(far(60), far(300))],
    ['a quasar', () => field(quasar, quasar)],
    ['stars without nebular lines', () => field(stars, stars)],
  ])('is refused for %s', async (_, source) => {
    const trial = await tried(source());
    expect(trial?.refused).toMatch(/^it keeps \d % of what neighbouring spaxels have in common$/);
  });

  test('is refused for X-rays whose energies are wrong by half, though all lie inside its limits', async () => {
    const xrf = await shippedEncoder('xrf-512');
    const { edges } = xrf.card.input.axis;
    const [low, step] = [edges[0], (edges[512] - edges[0]) / 1024];
    const energies = linearAxis('energy', 'keV', low + step / 2, step, 1024);
    const random = createRandom(6);
    const pixels = Uint32Array.from({ length: 128 }, (_, i) => i);
    const peak = (b: number, at: number) => Math.exp(-0.5 * ((energies.values[b] - at) / 0.12) ** 2);
    const data = Float32Array.from({ length: 128 * 1024 }, (_, i) => {
      const mean = 1 + (i < 64 * 1024 ? 60 : 20) * peak(i % 1024, 9.6) + 40 * peak(i % 1024, 5.5);
      return Math.max(0, Math.round(mean + Math.sqrt(mean) * random.normal()));
    });
    const steps = resamplingSteps(xrf, energies, false) ?? [];
    const trial = await tryShipped(xrf, steps, energies, { data, n: 128, bands: 1024, pixels });
    expect(trial?.inside).toBe(1);
    expect(trial?.refused).toMatch(/^it keeps \d+ % of what/);
  });

  test('is refused for noise', async () => {
    const trial = await tried(field(new Float64Array(bands), new Float64Array(bands)));
    expect(trial?.inside).toBe(1);
    expect(trial?.refused).toMatch(/nothing in common/);
  });

  test('gives a run its four classes, in shards as in one piece, and says so', async () => {
    const options = { shipped: [encoder], kMin: 4, kMax: 4, engine: 'wasm' } as const;
    const made = nebular();
    const whole = await segmentation(sourceOf(made, 'nebulae'), options);
    expect([whole.encoderOrigin, whole.card.name]).toEqual(['shipped', 'muse-nebular-1024']);
    expect(whole.warnings.join('\n')).toMatch(/muse-nebular-1024 is taken: the 2048 bands are resampled on to its 1024/);
    const store = memoryStore();
    const source = () => sourceOf(made, 'nebulae') as SampleSource;
    const all = async (events: AsyncIterable<unknown>) => {
      let last: unknown;
      for await (const event of events) last = event;
      return last;
    };
    for (const index of [1, 0]) await all(encodeShard(source(), options, store, { index, count: 2 }));
    await all(clusterShards(source(), options, store, 2));
    for (const index of [1, 0]) await all(labelShard(source(), options, store, { index, count: 2 }));
    const merged = (await all(mergeShards(source(), options, store, 2))) as { segmentation: typeof whole };
    expect(merged.segmentation).toEqual(whole);
    expect(evaluate(merged.segmentation.labels.data, made.labels.data).ari).toBeGreaterThan(0.5);
  }, 60_000);

  test('is named, with the command, where it is refused', async () => {
    const { cube, sample } = await scanCube(nebulae({ velocity: 14_990 }));
    const said: string[] = [];
    const { origin } = await chooseEncoder(cube, cube.keptAxis, sample, { shipped: [encoder] }, text => said.push(text));
    expect(origin).toBe('fitted');
    expect(said[0]).toMatch(/not taken: it keeps .* \(to use it nevertheless: --encoder muse-nebular-1024 --rebin\)/);
  });
});
