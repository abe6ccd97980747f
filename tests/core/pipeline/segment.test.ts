import { afterEach, describe, expect, it, vi } from 'vitest';
import { platform } from '#platform';
import { prepareSpectra } from '../../../core/encoder/index.js';
import type { Encoder } from '../../../core/encoder/types.js';
import type { Network } from '../../../core/engine/types.js';
import { evaluate } from '../../../core/evaluate/index.js';
import type { SegmentOptions } from '../../../core/pipeline/options.js';
import { compileSteps, parseSteps } from '../../../core/preprocess/index.js';
import type { segment } from '../../../core/segment.js';
import type { SegmentEvent } from '../../../core/segmentation.js';
import { trainEncoder } from '../../../core/train/index.js';
import { memoryCube } from '../cube/memory-source.js';
import { eventsOfRun, heavyRows, segmentation, threeKinds } from './scene.js';

const MB = 1024 * 1024;
const { cube, truth } = threeKinds();
const { width, height, bands, data } = cube;
const PIXELS = width * height;
const OPTIONS: SegmentOptions = { steps: parseSteps('none'), kMin: 2, kMax: 6, seed: 0, engine: 'cpu' };
const run = (options: Partial<SegmentOptions> = {}) => segmentation(memoryCube(cube), { ...OPTIONS, ...options });

afterEach(() => {
  vi.restoreAllMocks();
});

/** Native spectra [PIXELS, bands]. */
const spectra = Float32Array.from({ length: PIXELS * bands }, (_, i) => data[(i % bands) * PIXELS + Math.floor(i / bands)]);

async function autoencoder(steps: string): Promise<Encoder> {
  const training = trainEncoder({
    ...{ spectra: spectra.slice(), n: PIXELS, axis: memoryCube(cube).spectralAxis, unit: '', steps: parseSteps(steps) },
    recipe: { latent: 2, hidden: [6], epochs: 3, batch: 64, seed: 1 },
    ...{ name: 'small', data: 'three kinds', backend: 'cpu' },
  });
  for (;;) {
    const { done, value } = await training.next();
    if (done) return value;
  }
}

/** A network in float64, straight from its definition. */
function forward({ layers }: Network, input: ArrayLike<number>): number[] {
  let x = Array.from(input);
  for (const { units, activation, kernel, bias } of layers) {
    x = Array.from({ length: units }, (_, u) => {
      const sum = x.reduce((total, v, i) => total + v * kernel[i * units + u], bias[u]);
      if (activation === 'linear') return sum;
      if (activation === 'selu') return 1.0507009873554805 * (sum > 0 ? sum : 1.6732632423543772 * Math.expm1(sum));
      throw new Error(activation);
    });
  }
  return x;
}

const permutations = (list: number[]): number[][] =>
  list.length < 2
    ? [list]
    : list.flatMap((v, i) => permutations([...list.slice(0, i), ...list.slice(i + 1)]).map(p => [v, ...p]));

describe('segment on a cube of known truth', () => {
  it('finds the three kinds, the widest first, and no label where there is no data', async () => {
    const result = await run();
    expect(result.k).toBe(3);
    expect(result.chosenBy).toBe('silhouette-balanced');
    expect(result.labels).toMatchObject({ width, height });
    expect(result.labels.data).toEqual(truth);
    expect(evaluate(result.labels.data, truth)).toMatchObject({ ari: 1, unlabelled: 0 });
    expect(result.valid).toBe(truth.filter(v => v > 0).length);
    expect(result.sweep.map(({ k }) => k)).toEqual([2, 3, 4, 5, 6]);
    for (const { k, exact, silhouetteMacro } of result.sweep) {
      expect(exact).toBe(true);
      if (k !== 3) expect(silhouetteMacro).toBeLessThan(result.sweep[1].silhouetteMacro);
    }
    for (let p = 0; p < PIXELS; p++) {
      const known = truth[p] > 0;
      expect(Number.isFinite(result.latents[p * result.latent])).toBe(known);
      for (const key of ['silhouette', 'margin', 'reconstruction'] as const)
        expect(Number.isFinite(result.confidence[key][p])).toBe(known);
      expect(Number.isFinite(result.brightness[p])).toBe(known);
    }
  });

  it('describes each kind: counts, means on the native axis, the line as a peak', async () => {
    const { sweep, axis, encoderOrigin, warnings } = await run();
    const { clusters } = sweep[1];
    expect(clusters.map(({ id }) => id)).toEqual([1, 2, 3]);
    for (const { id, count, fraction, mean, centroid, peaks, silhouette } of clusters) {
      const members = Array.from(truth.keys()).filter(p => truth[p] === id);
      expect(count).toBe(members.length);
      expect(fraction).toBeCloseTo(members.length / truth.filter(v => v > 0).length, 12);
      for (let b = 0; b < bands; b++)
        expect(mean[b]).toBeCloseTo(members.reduce((sum, p) => sum + data[b * PIXELS + p], 0) / members.length, 10);
      expect(centroid[0]).toBeCloseTo(members.reduce((sum, p) => sum + (p % width) + 0.5, 0) / members.length, 10);
      expect(Math.abs(peaks[0].position - axis.values[(id * bands) / 4])).toBeLessThan(1);
      expect(silhouette).toBeGreaterThan(0.8);
    }
    expect(encoderOrigin).toBe('fitted');
    expect(warnings.join('\n')).toMatch(
      /no encoder given .* principal components that form an image.* fitted on 351 spaxels \(steps: none\)/,
    );
  });

  it('keeps ids over K: no other naming of the clusters agrees better with the chosen map', async () => {
    const { sweep, labels } = await run();
    for (const { k, labels: other, clusters } of sweep) {
      const ids = clusters.map(({ id }) => id);
      expect(new Set(ids).size).toBe(k);
      expect([...new Set(other.data)].filter(id => id > 0).sort()).toEqual([...ids].sort());
      if (k > 3) for (const id of [1, 2, 3]) expect(ids).toContain(id);
      else for (const id of ids) expect(id).toBeLessThanOrEqual(3);
      const agreement = (rename: (id: number) => number): number =>
        Array.from(other.data).filter((id, p) => id > 0 && rename(id) === labels.data[p]).length;
      const best = agreement(id => id);
      for (const order of permutations(ids)) expect(agreement(id => order[ids.indexOf(id)])).toBeLessThanOrEqual(best);
      for (const cluster of clusters) expect(cluster.count).toBe(other.data.filter(id => id === cluster.id).length);
    }
  });

  it('tells what it does in order: plan, phases, every K, result', async () => {
    const events = await eventsOfRun(memoryCube(cube), OPTIONS);
    const phases = events.flatMap(e => (e.type === 'progress' ? [e.phase] : []));
    expect([...new Set(phases)]).toEqual(['scan', 'fit', 'encode', 'cluster', 'silhouette', 'judge', 'describe']);
    // Once a phase has given way to the next it does not come back.
    expect(phases.filter((phase, i) => i === 0 || phase !== phases[i - 1])).toEqual([...new Set(phases)]);
    const first = (wanted: (e: SegmentEvent) => boolean): number => events.findIndex(wanted);
    const plans = events.filter(e => e.type === 'plan');
    expect(plans).toHaveLength(1);
    expect(plans[0]).toMatchObject({
      ...{ spectra: PIXELS, bands, encoderBands: bands, passes: 2, encoderOrigin: 'fitted', blockRows: height },
    });
    expect(first(e => e.type === 'plan')).toBeLessThan(first(e => e.type === 'progress' && e.phase === 'encode'));
    expect(first(e => e.type === 'plan')).toBeGreaterThan(first(e => e.type === 'progress' && e.phase === 'fit'));
    const ks = events.flatMap((e, i) => (e.type === 'k' ? [[e.k, i]] : []));
    expect(ks.map(([k]) => k)).toEqual([2, 3, 4, 5, 6]);
    expect(ks[0][1]).toBeGreaterThan(events.findLastIndex(e => e.type === 'progress' && e.phase === 'silhouette'));
    for (const phase of new Set(phases)) {
      const steps = events.flatMap(e => (e.type === 'progress' && e.phase === phase ? [e] : []));
      for (const [i, { done, total }] of steps.entries()) {
        expect(done).toBeLessThanOrEqual(total);
        if (i > 0) expect(done).toBeGreaterThanOrEqual(steps[i - 1].done);
      }
      expect(steps.at(-1)?.done).toBe(steps.at(-1)?.total);
    }
    expect(events.filter(e => e.type === 'result')).toHaveLength(1);
    expect(events.at(-1)?.type).toBe('result');
  });

  it('averages as the paper does: inputs (8), decoded inputs (9), decoded mean latent (10)', async () => {
    const encoder = await autoencoder('area');
    const result = await run({ encoder, kMin: 3, kMax: 3 });
    expect(result.encoderOrigin).toBe('given');
    expect(result.chosenBy).toBe('given');
    const steps = compileSteps(encoder.card.steps, result.axis);
    const inputs = prepareSpectra(steps, spectra, PIXELS);
    const mean = (rows: readonly ArrayLike<number>[], j: number): number =>
      rows.reduce((sum, row) => sum + row[j], 0) / rows.length;
    let differ = 0;
    for (const cluster of result.sweep[0].clusters) {
      const members = Array.from(result.labels.data.keys()).filter(p => result.labels.data[p] === cluster.id);
      const x = members.map(p => inputs.subarray(p * bands, (p + 1) * bands));
      const z = x.map(row => forward(encoder.encode, row));
      const decoded = z.map(row => forward(encoder.decode!, row));
      const centre = [mean(z, 0), mean(z, 1)];
      const decodedCentre = forward(encoder.decode!, centre);
      for (let l = 0; l < 2; l++) expect(cluster.centre[l]).toBeCloseTo(centre[l], 5);
      for (let b = 0; b < bands; b++) {
        expect(cluster.meanInput[b]).toBeCloseTo(mean(x, b), 7);
        expect(cluster.meanDecoded[b]).toBeCloseTo(mean(decoded, b), 6);
        expect(cluster.decodedMean[b]).toBeCloseTo(decodedCentre[b], 6);
        differ = Math.max(differ, Math.abs(cluster.meanDecoded[b] - cluster.decodedMean[b]));
      }
      const errors = x.map((row, i) => Math.sqrt(decoded[i].reduce((sum, v, b) => sum + (v - row[b]) ** 2, 0) / bands));
      expect(cluster.reconstructionError).toBeCloseTo(errors.reduce((a, b) => a + b) / errors.length, 6);
    }
    // The decoder is not linear, so that (9) and (10) are not the same numbers.
    expect(differ).toBeGreaterThan(0);
  });

  it('measures the margin of each spaxel between its two nearest centres', async () => {
    const { latents, confidence, sweep, labels } = await run({ kMin: 3, kMax: 3 });
    const { clusters } = sweep[0];
    for (let p = 0; p < PIXELS; p++) {
      if (truth[p] === 0) continue;
      const distances = clusters
        .map(({ centre, id }) => ({ id, d: Math.hypot(...Array.from(centre, (c, l) => c - latents[p * centre.length + l])) }))
        .sort((a, b) => a.d - b.d);
      expect(distances[0].id).toBe(labels.data[p]);
      expect(confidence.margin[p]).toBeCloseTo((distances[1].d - distances[0].d) / (distances[1].d + distances[0].d), 5);
    }
  });

  it('takes a shipped encoder whose axis fits, and fits one where none does', async () => {
    const encoder = await autoencoder('none');
    const other = {
      ...encoder,
      card: { ...encoder.card, input: { ...encoder.card.input, axis: { ...encoder.card.input.axis } } },
    };
    const shifted = encoder.card.input.axis.edges.map(edge => edge + 400);
    other.card.input.axis = { ...other.card.input.axis, edges: shifted };
    expect((await run({ shipped: [other, encoder] })).encoderOrigin).toBe('shipped');
    const fitted = await run({ shipped: [other] });
    expect(fitted.encoderOrigin).toBe('fitted');
    expect(fitted.card.method).toBe('pca');
  });

  it('leaves out a notch with a warning, a region by request', async () => {
    const notched = { ...cube, data: data.slice() };
    notched.data.fill(Number.NaN, 10 * PIXELS, 12 * PIXELS);
    const result = await segmentation(memoryCube(notched), OPTIONS);
    expect(result.warnings.join('\n')).toMatch(/2 of 24 bands are missing in nearly every spaxel and are left out/);
    expect(Array.from(result.cube.excludedBands.keys()).filter(b => result.cube.excludedBands[b])).toEqual([10, 11]);
    expect(evaluate(result.labels.data, truth).ari).toBe(1);
    expect(result.sweep[0].clusters[0].mean[10]).toBeNaN();
    const region = { x0: 2, y0: 3, x1: 15, y1: 11 };
    const part = await run({ selection: { region }, kMin: 2, kMax: 2 });
    for (let p = 0; p < PIXELS; p++) {
      const [x, y] = [p % width, Math.floor(p / width)];
      expect(part.labels.data[p] > 0).toBe(truth[p] > 0 && x >= 2 && x < 15 && y >= 3 && y < 11);
    }
  });
});

describe('what the result does not depend on', () => {
  it('the memory cap: blocks of a few rows or of all', async () => {
    vi.spyOn(platform, 'baselineBytes').mockReturnValue(100 * MB);
    const heavy = () => heavyRows(cube, 2 * MB);
    const error = await eventsOfRun(heavy(), { ...OPTIONS, maxMemory: MB }).catch(err => err);
    expect(error).toMatchObject({ tag: 'MemoryCapError', needed: expect.any(Number) });
    const small = await eventsOfRun(heavy(), { ...OPTIONS, maxMemory: error.needed });
    const large = await eventsOfRun(heavy(), { ...OPTIONS, maxMemory: 2048 * MB });
    const rows = [small, large].map(events => events.flatMap(e => (e.type === 'plan' ? [e.blockRows] : []))[0]);
    expect(rows[0]).toBeLessThan(height);
    expect(rows[1]).toBe(height);
    expect(small.at(-1)).toEqual(large.at(-1));
    for (const [i, events] of [small, large].entries())
      for (const event of events)
        if (event.type === 'plan') expect(event.memoryBytes).toBeLessThanOrEqual([error.needed, 2048 * MB][i]);
  });

  it('the number of threads, with enough spaxels for workers; nor the run', async () => {
    const large = threeKinds(70, 66, 12, 0.4).cube;
    const of = (threads: number) => segmentation(memoryCube(large), { ...OPTIONS, kMin: 2, kMax: 4, threads });
    const one = await of(1);
    expect(one.valid * 3 * 4).toBeGreaterThan(50_000);
    expect(await of(2)).toEqual(one);
    expect(await of(1)).toEqual(one);
    expect((await run({ seed: 7 })).seed).toBe(7);
  });

  it('the storage order of the file', async () => {
    const wanted = await run();
    for (const order of ['bands-first', 'bip'] as const) {
      const got = await segmentation(memoryCube({ ...cube, order, rowCuts: [5, 1], bandCuts: [24] }), OPTIONS);
      expect(got).toEqual(wanted);
    }
  });

  it('the engine, but for rounding', async () => {
    const encoder = await autoencoder('area');
    const cpu = await run({ encoder, engine: 'cpu' });
    const wasm = await run({ encoder, engine: 'wasm' });
    expect([cpu.engine, wasm.engine]).toEqual(['cpu', 'wasm']);
    expect(wasm.labels).toEqual(cpu.labels);
    const size = Math.sqrt(cpu.latents.reduce((sum, v) => sum + (Number.isNaN(v) ? 0 : v * v), 0) / (cpu.valid * 2));
    for (let i = 0; i < cpu.latents.length; i++)
      if (!Number.isNaN(cpu.latents[i])) expect(Math.abs(wasm.latents[i] - cpu.latents[i])).toBeLessThan(1e-4 * size);
  });
});

describe('two runs at the same time', () => {
  // tfjs has one active backend per process; a fault here may hang, not fail.
  it('on two engines, and on one, give what each gives alone', async () => {
    const encoder = await autoencoder('area');
    const options: SegmentOptions[] = [
      { encoder, engine: 'wasm' },
      { encoder, engine: 'cpu' },
      { encoder, engine: 'wasm', kMax: 3 },
    ];
    const together = await Promise.all(options.map(run));
    for (const [i, one] of options.entries()) expect(together[i]).toEqual(await run(one));
    expect(together.map(({ engine }) => engine)).toEqual(['wasm', 'cpu', 'wasm']);
  });
});

describe('segment says in one line why it cannot', () => {
  const failure = async (source: Parameters<typeof segment>[0], options: Partial<SegmentOptions> = {}) => {
    const error = await eventsOfRun(source, { ...OPTIONS, ...options }).catch(err => err);
    expect(error).toBeInstanceOf(Error);
    expect(error.message).not.toContain('\n');
    return error;
  };
  const only = (count: number) => {
    const few = { ...cube, data: data.slice() };
    let left = count;
    for (let p = 0; p < PIXELS; p++)
      if (truth[p] === 0 || left-- <= 0) for (let b = 0; b < bands; b++) few.data[b * PIXELS + p] = Number.NaN;
    return memoryCube(few);
  };

  it('fewer valid spaxels than clusters, with an encoder or without', async () => {
    const encoder = await autoencoder('none');
    const given = await failure(only(3), { encoder, kMin: 4, kMax: 6 });
    expect(given).toMatchObject({ tag: 'EmptyError' });
    expect(given.message).toMatch(/nothing to segment \[memory.fits\]: 3 valid spaxels, fewer than the 4 clusters asked for/);
    expect(await failure(only(3), { kMin: 4, kMax: 6 })).toMatchObject({ tag: 'EmptyError' });
    expect(await failure(only(1))).toMatchObject({ tag: 'EmptyError' });
    expect(await failure(only(0))).toMatchObject({ tag: 'EmptyError' });
  });

  it('and does not complain about as many as there are clusters', async () => {
    for (const count of [3, 4]) {
      const { valid, k } = await segmentation(only(count), { ...OPTIONS, kMin: 2, kMax: 2 });
      expect([valid, k]).toEqual([count, 2]);
    }
  });

  it.each(['none', 'standardise', 'asinh:scale=auto', undefined])('constant spectra (steps: %s)', async steps => {
    const constant = memoryCube({ ...cube, data: data.map(() => 3.25) });
    const error = await failure(constant, { steps: steps === undefined ? undefined : parseSteps(steps) });
    expect(error).toMatchObject({ tag: 'EmptyError', message: expect.stringMatching(/same|differ|constant|zero/) });
    const encoder = await autoencoder('none');
    const given = await failure(constant, { encoder });
    expect(given).toMatchObject({
      tag: 'EmptyError',
      message: expect.stringMatching(/cannot make 2 clusters: only 1 of them differ/),
    });
  });

  it('an encoder of another axis', async () => {
    const encoder = await autoencoder('none');
    const axis = { ...encoder.card.input.axis, edges: encoder.card.input.axis.edges.map(edge => edge + 4) };
    const shifted = { ...encoder, card: { ...encoder.card, input: { ...encoder.card.input, axis } } };
    const error = await failure(memoryCube(cube), { encoder: shifted });
    expect(error).toMatchObject({ tag: 'EncoderMismatchError' });
    expect(error.message).toMatch(/the encoder does not fit the cube \[small\]: .*cloisonne train/);
    const unit = { ...encoder.card.input.axis, kind: 'energy' as const, unit: 'keV' };
    const energy = { ...encoder, card: { ...encoder.card, input: { ...encoder.card.input, axis: unit } } };
    expect(await failure(memoryCube(cube), { encoder: energy, rebin: true })).toMatchObject({ tag: 'EncoderMismatchError' });
  });

  it('a range of K that is none, an aborted signal', async () => {
    for (const range of [{ kMin: 0 }, { kMin: 5, kMax: 4 }, { kMin: 2.5 }, { kMax: 256 }])
      expect(await failure(memoryCube(cube), range)).toMatchObject({ tag: 'UsageError' });
    expect(await failure(memoryCube(cube), { signal: AbortSignal.abort() })).toMatchObject({ tag: 'InterruptedError' });
  });
});
