import { describe, expect, it } from 'vitest';
import { commonClusters } from '../../../core/common.js';
import { linearAxis } from '../../../core/cube/axis.js';
import { axisOfBands, keptBands } from '../../../core/cube/bands.js';
import type { Selection } from '../../../core/cube/select.js';
import type { SampleSource } from '../../../core/cube/types.js';
import { encoderFiles, parseEncoder } from '../../../core/encoder/index.js';
import type { Encoder } from '../../../core/encoder/types.js';
import { evaluate } from '../../../core/evaluate/index.js';
import type { SegmentOptions } from '../../../core/pipeline/options.js';
import { parseSteps } from '../../../core/preprocess/index.js';
import type { Segmentation } from '../../../core/segmentation.js';
import { clusterShards, encodeShard, labelShard, mergeShards } from '../../../core/shards.js';
import { trainEncoder } from '../../../core/train/index.js';
import { type MemoryCube, memoryCube } from '../cube/memory-source.js';
import { memoryStore, segmentation, threeKinds } from './scene.js';

const { cube, truth } = threeKinds();
const { width, height, bands, data } = cube;
const PIXELS = width * height;
const OPTIONS: SegmentOptions = { steps: parseSteps('none'), kMin: 3, kMax: 3, seed: 0, engine: 'cpu' };
const axis = linearAxis('wavelength-air', 'Angstrom', 5000, 1, bands);
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

/** The cube with some bands missing everywhere. */
const without = (...gone: number[]): MemoryCube => {
  const less = data.slice();
  for (const band of gone) less.fill(Number.NaN, band * PIXELS, (band + 1) * PIXELS);
  return { ...cube, data: less };
};

/** A cube that has only some of the bands. */
function cut(kept: readonly number[]): SampleSource {
  const some = Float32Array.from(kept.flatMap(band => Array.from(data.subarray(band * PIXELS, (band + 1) * PIXELS))));
  const less = memoryCube({ ...cube, bands: kept.length, data: some });
  return { ...less, spectralAxis: axisOfBands(axis, Int32Array.from(kept)) };
}

const exclude = (from: number, to: number): Selection => ({ exclude: [[4999.5 + from, 4999.5 + to]] });
const keep = (from: number, to: number): Selection => ({ keep: [[4999.5 + from, 4999.5 + to]] });

/** A PCA on some of the bands. */
async function encoderOn(kept: readonly number[], unit = ''): Promise<Encoder> {
  const spectra = Float32Array.from({ length: PIXELS * kept.length }, (_, i) => {
    return data[kept[i % kept.length] * PIXELS + Math.floor(i / kept.length)];
  });
  const training = trainEncoder({
    ...{ spectra, n: PIXELS, axis: axisOfBands(axis, Int32Array.from(kept)), unit, steps: parseSteps('none') },
    recipe: { method: 'pca', latent: 2 },
    ...{ name: 'lines', data: 'three kinds' },
  });
  for (;;) {
    const { done, value } = await training.next();
    if (done) return value;
  }
}

const run = (source: SampleSource | MemoryCube, more: Partial<SegmentOptions> = {}): Promise<Segmentation> =>
  segmentation('samples' in source ? source : memoryCube(source), { ...OPTIONS, ...more });
const bytes = ({ labels, latents }: Segmentation) => [[...labels.data], [...latents]];

describe('an encoder and bands that take no part', () => {
  it('a shipped one is passed over where bands it takes are gone, and that is said', async () => {
    const shipped = [await encoderOn(range(0, bands))];
    const whole = await run(cube, { steps: undefined, shipped });
    expect(whole.encoderOrigin).toBe('shipped');
    for (const [source, selection] of [
      [cube, exclude(5, 6)],
      [without(5), undefined],
    ] as const) {
      const found = await run(source, { steps: undefined, shipped, selection });
      expect(found.encoderOrigin).toBe('fitted');
      expect(found.warnings.join('\n')).toMatch(
        /shipped encoder lines fits the axis, but 1 of the 24 bands that it takes are left out or missing: it is passed over/,
      );
      expect(bytes(found)).toEqual(bytes(await run(cut(range(0, bands).filter(b => b !== 5)), { steps: undefined })));
    }
  });

  it('one that is given gets values made from the neighbours of a few, and it is said of how many', async () => {
    const encoder = await encoderOn(range(0, bands));
    const found = await run(cube, { steps: undefined, encoder, selection: exclude(9, 11) });
    expect(found.warnings).toContain(
      '2 of the 24 bands that the encoder takes are left out or missing: it gets values made from the bands beside them',
    );
    expect(evaluate(found.labels.data, truth).ari).toBeGreaterThan(0.9);
    // What the excluded bands hold does not matter.
    const absurd = { ...cube, data: data.slice().fill(1e30, 9 * PIXELS, 11 * PIXELS) };
    expect(bytes(await run(absurd, { steps: undefined, encoder, selection: exclude(9, 11) }))).toEqual(bytes(found));
  });

  it('one that is given is refused where more than a fifth is gone', async () => {
    const encoder = await encoderOn(range(0, bands));
    const much = run(cube, { steps: undefined, encoder, selection: keep(0, 19) });
    await expect(much).rejects.toMatchObject({ tag: 'EncoderMismatchError' });
    await expect(much).rejects.toThrow(
      /5 of the 24 bands that it takes are left out or missing, at least 0.8 of them must be there.*--bands, --exclude/,
    );
    expect((await run(cube, { steps: undefined, encoder, selection: keep(0, 20) })).warnings.join()).toMatch(/4 of the 24/);
  });

  it('one that was fitted on a window or around a gap fits the same bands again, from its files too', async () => {
    for (const selection of [keep(4, 17), exclude(8, 12)]) {
      const first = await run(cube, { selection });
      expect(first.card.input.bands).toBe(first.cube.excludedBands.filter(flag => !flag).length);
      const encoder = await parseEncoder(encoderFiles(first.encoder!), 'again');
      const again = await run(cube, { steps: undefined, encoder, selection });
      expect(bytes(again)).toEqual(bytes(first));
      expect(again.warnings).toEqual([]);
      // Without the option the encoder takes the bands it knows, and that is said.
      const all = await run(cube, { steps: undefined, encoder });
      expect(all.warnings).toEqual([`the encoder takes ${first.card.input.bands} of the 24 bands that take part`]);
      expect(all.labels).toEqual(first.labels);
    }
  });

  it('with --rebin, bins that lie in a gap are made from their neighbours, but never counts', async () => {
    const kept = range(0, 12);
    const coarse = linearAxis('wavelength-air', 'Angstrom', 5000.5, 2, 12);
    const on = async (unit: string) => {
      const encoder = await encoderOn(kept, unit);
      const { card } = encoder;
      const edges = Array.from(coarse.edges);
      return { ...encoder, card: { ...card, input: { ...card.input, axis: { ...card.input.axis, edges } } } };
    };
    const selection = exclude(6, 8);
    const options = { steps: undefined, rebin: true, selection, unclassified: 'off' } as const;
    const found = await run(cube, { ...options, encoder: await on('') });
    expect(found.warnings.join('\n')).toMatch(/1 of the 12 bands that the encoder takes are left out or missing/);
    await expect(run(cube, { ...options, encoder: await on('count') })).rejects.toThrow(
      /1 of the 12 bands that it takes are left out or missing, and counts cannot be made up/,
    );
  });
});

describe('bands that take no part', () => {
  const gone = range(0, bands).filter(band => band < 2 || band === 11);
  const selection: Selection = { exclude: [[4999, 5001.5]] };
  const source = () => memoryCube(without(11));

  it('are gone in shards as in one run', async () => {
    const whole = await run(source(), { selection });
    const store = memoryStore();
    const options = { ...OPTIONS, selection };
    const drain = async (events: AsyncIterable<unknown>) => {
      let last: unknown;
      for await (const event of events) last = event;
      return last;
    };
    for (const index of [1, 0]) await drain(encodeShard(source(), options, store, { index, count: 2 }));
    await drain(clusterShards(source(), options, store, 2));
    for (const index of [1, 0]) await drain(labelShard(source(), options, store, { index, count: 2 }));
    const merged = await drain(mergeShards(source(), options, store, 2));
    expect(merged).toEqual({ type: 'result', segmentation: whole });
    expect([...keptBands(whole.cube.excludedBands)]).toEqual(range(0, bands).filter(band => !gone.includes(band)));
    expect(bytes(whole)).toEqual(bytes(await run(cut([...keptBands(whole.cube.excludedBands)]))));
  });

  it('take no part in common clusters either: what is gone in one cube is gone in all', async () => {
    const sources = [without(3), without(20, 21), cube];
    const inputs = sources.map((made, i) => ({
      name: `part ${i + 1}`,
      spaxels: PIXELS,
      open: async () => memoryCube(made),
      select: async () => exclude(0, 1),
    }));
    const found = await commonClusters(inputs, { ...OPTIONS });
    expect(found.inputs.every(({ left }) => left === undefined)).toBe(true);
    const kept = range(1, bands).filter(band => ![3, 20, 21].includes(band));
    expect(found.encoder.card.input.bands).toBe(kept.length);
    // As of cubes that have only these bands.
    const alone = await commonClusters(
      sources.map((_, i) => ({ name: `part ${i + 1}`, spaxels: PIXELS, open: async () => cut(kept) })),
      { ...OPTIONS },
    );
    expect(alone.encoder.card.weights.sha256).toBe(found.encoder.card.weights.sha256);
    expect(alone.clusters.centres).toEqual(found.clusters.centres);
    for (const made of sources) {
      const { labels } = await run(made, {
        ...{ steps: undefined, encoder: found.encoder, clusters: found.clusters, selection: exclude(0, 1) },
      });
      expect(evaluate(labels.data, truth).ari).toBe(1);
    }
  });

  it('have spectra, but no peak and no part in the pictures of the cube', async () => {
    const long = threeKinds(20, 18, 40);
    long.cube.data.fill(1e20, 30 * PIXELS, 31 * PIXELS);
    const found = await run(long.cube, { selection: exclude(30, 31) });
    for (const { mean, samples, peaks, count } of found.sweep[0].clusters) {
      expect(mean[30]).toBeCloseTo(1e20, -14);
      expect(samples[30]).toBe(count);
      expect(peaks.every(({ position }) => position !== 5030)).toBe(true);
    }
    expect(Math.max(...found.brightness.filter(Number.isFinite))).toBeLessThan(10);
    expect(Math.max(...found.integrated!.colors.filter(Number.isFinite))).toBeLessThan(10);
  });
});
