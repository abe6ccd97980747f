import { describe, expect, test } from 'vitest';
import { kmeans, silhouettes } from '../../../core/cluster/index.js';
import { createRandom } from '../../../core/cluster/random.js';
import { linearAxis } from '../../../core/cube/axis.js';
import { encoderFiles, parseEncoder } from '../../../core/encoder/index.js';
import { openEngine } from '../../../core/engine/index.js';
import { type GivenRecipe, sampleSpectra, type TrainEvent, trainAutoencoder, trainEncoder } from '../../../core/train/index.js';
import { cpuEngines } from '../engine/networks.js';
import { drain } from './spectra.js';

const [n, bands] = [600, 32];

/** Three kinds of spectra [n, bands] that blend into each other, with noise. */
function kinds(rows: number, seed: number, shift = 0): Float32Array {
  const random = createRandom(seed);
  const out = new Float32Array(rows * bands);
  for (let i = 0, at = 0; i < rows; i++) {
    const share = [0, 1, 2].map(c => (c === i % 3 ? 1 : 0.6 * random.uniform()));
    for (let band = 0; band < bands; band++) {
      const lines = share.map((s, c) => s * Math.exp(-(((band - 6 - shift - 9 * c) / 3) ** 2)));
      out[at++] = lines[0] + lines[1] + lines[2] + 0.03 * random.normal();
    }
  }
  return out;
}

const spectra = kinds(n, 1);
const everything: GivenRecipe = {
  ...{ hidden: [24, 12], latent: 3, batch: 128, epochs: 6, seed: 4, dropout: 0.05, embedding: 'tanh', learningRate: 3e-3 },
  ...{ variational: true, beta: '0.1*ramp(1,3)', gamma: 0.05, ema: 0.9, bestAfter: 3, rate: 'cosine' },
};
const epochsOf = (events: readonly TrainEvent[]) => events.filter(event => event.type === 'epoch');
const axis = linearAxis('energy', 'keV', 1, 0.1, bands);
const encoderOf = (recipe: GivenRecipe, more: object = {}) =>
  drain(trainEncoder({ ...{ spectra, n, axis, unit: 'count', steps: [], name: 'kinds', data: 'seeded', recipe }, ...more }));

describe.each(['sum', 'product'] as const)('the whole method, %s', combine => {
  const recipe = { ...everything, combine };

  test('resumed after any epoch it gives the bytes of an undisturbed run, history included', async () => {
    const whole = await drain(trainAutoencoder(spectra, n, bands, recipe, { checkpointEvery: 1 }));
    expect(whole.result.history).toHaveLength(6);
    const checkpoints = whole.events.flatMap(event => (event.type === 'checkpoint' ? [event] : []));
    for (const { bytes } of [checkpoints[1], checkpoints[3]]) {
      const resumed = await drain(trainAutoencoder(spectra, n, bands, recipe, { resume: bytes }));
      expect(resumed.result).toEqual(whole.result);
    }
    expect(whole.result.bestEpoch).toBeGreaterThan(3);
  });

  test('every engine trains to the same terms', async () => {
    const runs = [];
    for (const backend of cpuEngines as readonly ('cpu' | 'wasm' | 'onnxruntime')[]) {
      const { events } = await drain(trainAutoencoder(spectra, n, bands, { ...recipe, epochs: 2 }, { backend }));
      runs.push(epochsOf(events).map(({ loss, terms, valLoss, valTerms, k }) => ({ loss, valLoss, k, terms, valTerms })));
    }
    const near = (value: number) => expect.closeTo(value, 4);
    const [{ loss, valLoss, k, terms, valTerms }] = runs[0];
    const each = (of: object) => Object.fromEntries(Object.entries(of).map(([name, value]) => [name, near(value)]));
    for (const run of runs) {
      expect(run[0]).toEqual({ loss: near(loss), valLoss: near(valLoss), k, terms: each(terms), valTerms: each(valTerms) });
    }
  });
});

test('events carry terms, weights and K; history is the same rows; weights follow their schedules', async () => {
  const { events, result } = await drain(trainAutoencoder(spectra, n, bands, everything));
  const rows = epochsOf(events).map(
    ({ type: _, epochs: __, best: ___, spectraPerSecond: ____, secondsLeft: _____, ...row }) => row,
  );
  expect(result.history).toEqual(rows);
  expect(rows.map(({ beta }) => beta)).toEqual([0, 0, 0.05, 0.1, 0.1, 0.1]);
  expect(rows.map(({ learningRate }) => learningRate)[3]).toBeCloseTo(1.5e-3, 10);
  for (const { loss, terms, beta, gamma, k } of rows) {
    const { reconstruction, mmd = Number.NaN, silhouetteLoss = Number.NaN } = terms;
    expect(reconstruction + beta * mmd + gamma * silhouetteLoss).toBeCloseTo(loss, 5);
    expect(k).toBeGreaterThanOrEqual(2);
    expect(k).toBeLessThanOrEqual(6);
  }
  const plain = await drain(trainAutoencoder(spectra, n, bands, { hidden: [8], latent: 2, epochs: 1 }));
  expect(Object.keys(plain.result.history[0].terms)).toEqual(['reconstruction']);
  expect(plain.result.history[0].k).toBe(0);
});

test('with gamma the clusters of mu stand further apart at a similar reconstruction', async () => {
  const rows = 900;
  const more = kinds(rows, 1);
  const silhouetteOf = async (gamma: number) => {
    const recipe: GivenRecipe = {
      ...{ hidden: [24, 12], latent: 3, batch: 128, epochs: 45, seed: 2, learningRate: 3e-3, patience: 60, gamma },
      silhouette: { kMin: 2, kMax: 4 },
    };
    const { result } = await drain(trainAutoencoder(more, rows, bands, recipe));
    const engine = await openEngine('cpu');
    const data = await (await engine.compile(result.encode)).run(more, rows);
    await engine.dispose();
    const points = { data, n: rows, dim: 3 };
    const { labels } = kmeans(points, { k: 3, seed: 0 });
    const [{ macro }] = await silhouettes(points, [{ k: 3, labels }], { threads: 1 });
    return { macro, reconstruction: result.history[result.bestEpoch - 1].valTerms.reconstruction };
  };
  const [without, withIt] = [await silhouetteOf(0), await silhouetteOf(0.1)];
  expect(withIt.macro).toBeGreaterThan(without.macro + 0.1);
  expect(withIt.reconstruction).toBeLessThan(without.reconstruction * 1.15);
});

test('an encoder carries limits and history; its files read back to the same, with the history or without', async () => {
  const { result } = await encoderOf(everything);
  const { limits, training } = result.card;
  expect(limits?.reconstruction.q999).toBeGreaterThan(limits?.reconstruction.median ?? 0);
  expect(limits?.latent.covariance).toHaveLength(9);
  expect(training.result.logVariance).toHaveLength(3);
  expect(result.history).toMatchObject({ epochs: { length: 6 }, reconstructions: { length: 6 }, latents: { length: n / 10 } });
  const files = encoderFiles(result);
  expect(await parseEncoder(files, 'kinds')).toEqual(result);
  const { 'history.json': _, ...three } = files;
  const { history: __, ...bare } = result;
  expect(await parseEncoder(three, 'kinds')).toEqual(bare);
  const { limits: ___, ...old } = result.card;
  const text = new TextEncoder().encode(JSON.stringify(old));
  expect((await parseEncoder({ ...three, 'encoder.json': text }, 'kinds')).card.limits).toBeUndefined();
  const damaged = new TextEncoder().encode(JSON.stringify({ ...result.card, limits: { ...limits, latent: { mean: [1] } } }));
  await expect(parseEncoder({ ...three, 'encoder.json': damaged }, 'kinds')).rejects.toThrow(/limits is incomplete/);
});

describe('fine-tuning', async () => {
  const { result: parent } = await encoderOf({ ...everything, epochs: 12, bestAfter: 0, ema: 0 });
  const other = kinds(600, 9, 0.5);

  test('starts from what the parent does, also under another scaling, and keeps its steps; the card names the parent', async () => {
    const recipe: GivenRecipe = {
      epochs: 1,
      learningRate: 1e-12,
      validation: 0.2,
      beta: 0,
      gamma: 0,
      dropout: 0,
      rate: 'plateau',
    };
    const { events, result } = await encoderOf(recipe, { spectra: other, n: 600, from: parent, name: 'tuned' });
    const engine = await openEngine('cpu');
    const latents = await (await engine.compile(parent.encode)).run(other, 600);
    const decoded = await (await engine.compile(parent.decode!)).run(latents, 600);
    const tuned = await (await engine.compile(result.decode!)).run(
      await (await engine.compile(result.encode)).run(other, 600),
      600,
    );
    await engine.dispose();
    tuned.forEach((value, i) => {
      expect(value).toBeCloseTo(decoded[i], 4);
    });
    const [{ valLoss }] = epochsOf(events);
    const mean = Float64Array.from(
      { length: bands },
      (_, b) => other.reduce((s, v, i) => (i % bands === b ? s + v : s), 0) / 600,
    );
    const [error, variance] = decoded.reduce(
      ([e, v], value, i) => [e + (value - other[i]) ** 2, v + (other[i] - mean[i % bands]) ** 2],
      [0, 0],
    );
    expect(valLoss / (error / variance)).toBeGreaterThan(0.8);
    expect(valLoss / (error / variance)).toBeLessThan(1.2);
    expect(result.card.training.parent).toEqual({ name: 'kinds', sha256: parent.card.weights.sha256 });
    expect(result.card.training.recipe).toMatchObject({ hidden: [24, 12], variational: true, embedding: 'tanh' });
  });

  test('gets ahead of training anew', async () => {
    const recipe: GivenRecipe = { ...everything, epochs: 2, ema: 0, bestAfter: 0, beta: 0, gamma: 0 };
    const loss = async (more: object) =>
      (await encoderOf(recipe, { spectra: other, n: 600, ...more })).result.history?.epochs[1].valLoss;
    expect(await loss({ from: parent })).toBeLessThan(0.7 * ((await loss({})) as number));
  });

  test('refuses other layers, another axis and a PCA', async () => {
    await expect(encoderOf({ hidden: [20] }, { from: parent })).rejects.toThrow(/keeps the layers.*24 selu/);
    await expect(encoderOf({}, { from: parent, axis: linearAxis('energy', 'keV', 9, 0.1, bands) })).rejects.toMatchObject({
      tag: 'EncoderMismatchError',
    });
    const pca = (await encoderOf({ method: 'pca' })).result;
    await expect(encoderOf({}, { from: pca })).rejects.toMatchObject({ tag: 'UsageError' });
  });
});

describe('sampling', () => {
  /** Root mean square distance of each sampled spectrum from the nearest training spectrum, mean over the sample. */
  const distance = (sampled: Float32Array) => {
    let sum = 0;
    for (let i = 0; i < sampled.length; i += bands) {
      let nearest = Number.POSITIVE_INFINITY;
      for (let j = 0; j < spectra.length; j += bands) {
        let square = 0;
        for (let b = 0; b < bands; b++) square += (sampled[i + b] - spectra[j + b]) ** 2;
        nearest = Math.min(nearest, square);
      }
      sum += Math.sqrt(nearest / bands);
    }
    return (sum * bands) / sampled.length;
  };

  test.each<[string, GivenRecipe]>([
    ['a variational encoder', { variational: true, beta: 1, mmd: 'multiscale' }],
    ['an autoencoder', {}],
    ['a PCA', { method: 'pca' }],
  ])('%s gives spectra like those of training', async (_, more) => {
    const { result } = await encoderOf({
      hidden: [24, 12],
      latent: 3,
      batch: 128,
      epochs: 40,
      learningRate: 3e-3,
      seed: 1,
      ...more,
    });
    const { spectra: sampled, latents } = await sampleSpectra(result, 100, 7);
    expect([sampled.length, latents.length]).toEqual([100 * bands, 300]);
    expect(distance(sampled)).toBeLessThan(0.12);
    expect(distance(Float32Array.from(sampled, v => v + 0.3))).toBeGreaterThan(0.2);
    expect((await sampleSpectra(result, 100, 7)).spectra).toEqual(sampled);
    expect((await sampleSpectra(result, 100, 8)).spectra).not.toEqual(sampled);
  });

  test('a card of an earlier version says why not', async () => {
    const { result } = await encoderOf({ method: 'pca' });
    const { limits: _, ...card } = result.card;
    await expect(sampleSpectra({ ...result, card }, 1, 0)).rejects.toMatchObject({ tag: 'UsageError' });
  });
});
