import { expect, test } from 'vitest';
import { openEngine } from '../../../core/engine/index.js';
import { loadTf } from '../../../core/engine/tfjs.js';
import { type Recipe, type TrainEvent, trainAutoencoder } from '../../../core/train/index.js';
import { drain, movingLines } from './spectra.js';

const [n, bands] = [600, 32];
const spectra = movingLines(n, bands);
const recipe: Partial<Recipe> = { epochs: 6, hidden: [24, 12], batch: 64, learningRate: 3e-3, dropout: 0.05, latent: 2, seed: 7 };

const epochsOf = (events: readonly TrainEvent[]) => events.filter(event => event.type === 'epoch');

test('training lowers the loss, and the folded networks have that loss in the spectra own unit', async () => {
  const longer = { ...recipe, dropout: 0, epochs: 40, validation: 0 };
  const { events, result } = await drain(trainAutoencoder(spectra, n, bands, longer));
  const losses = epochsOf(events).map(({ loss }) => loss);
  expect(losses[0]).toBeGreaterThan(0.3);
  expect(result.loss).toBeLessThan(0.1);
  expect(result.decode.layers.at(-1)?.units).toBe(bands);
  expect(result.encode.layers.at(-1)).toMatchObject({ units: 2, activation: 'linear' });
  const engine = await openEngine('wasm');
  const z = await (await engine.compile(result.encode)).run(spectra, n);
  const x = await (await engine.compile(result.decode)).run(z, n);
  const mean = Float64Array.from(
    { length: bands },
    (_, band) => spectra.reduce((sum, v, i) => sum + (i % bands === band ? v : 0), 0) / n,
  );
  const [error, variance] = x.reduce(
    ([e, v], value, i) => [e + (value - spectra[i]) ** 2, v + (mean[i % bands] - spectra[i]) ** 2],
    [0, 0],
  );
  // The loss of an epoch is a mean over its steps, so the weights at its end are a little better.
  expect(error / variance / result.loss).toBeGreaterThan(0.6);
  expect(error / variance / result.loss).toBeLessThan(1.1);
  await engine.dispose();
});

test('same seed, same bytes; another seed, others; no tensors stay behind', async () => {
  const tf = await loadTf();
  const before = tf.memory().numTensors;
  const run = async (seed: number) => (await drain(trainAutoencoder(spectra, n, bands, { ...recipe, epochs: 2, seed }))).result;
  const first = await run(1);
  expect(await run(1)).toEqual(first);
  expect((await run(2)).encode.layers[0].kernel).not.toEqual(first.encode.layers[0].kernel);
  expect(tf.memory().numTensors).toBe(before);
});

test('resumed training gives the bytes of an undisturbed run', async () => {
  const whole = await drain(trainAutoencoder(spectra, n, bands, recipe, { checkpointEvery: 3 }));
  const checkpoint = whole.events.find(event => event.type === 'checkpoint');
  expect(checkpoint?.epoch).toBe(3);
  const resumed = await drain(trainAutoencoder(spectra, n, bands, recipe, { resume: checkpoint?.bytes }));
  expect(epochsOf(resumed.events).map(({ epoch }) => epoch)).toEqual([4, 5, 6]);
  expect(resumed.result).toEqual(whole.result);
});

test('an interruption in the middle of an epoch ends with a checkpoint that resumes to the same bytes', async () => {
  const controller = new AbortController();
  const training = trainAutoencoder(spectra, n, bands, recipe, { signal: controller.signal });
  let checkpoint: Uint8Array | undefined;
  await expect(async () => {
    for await (const event of training) {
      if (event.type === 'epoch' && event.epoch === 2) controller.abort();
      if (event.type === 'checkpoint') checkpoint = event.bytes;
    }
  }).rejects.toMatchObject({ tag: 'InterruptedError' });
  const resumed = await drain(trainAutoencoder(spectra, n, bands, recipe, { resume: checkpoint }));
  expect(resumed.result).toEqual((await drain(trainAutoencoder(spectra, n, bands, recipe))).result);
});

test('a checkpoint of other spectra, or a damaged one, is refused', async () => {
  const { events } = await drain(trainAutoencoder(spectra, n, bands, { ...recipe, epochs: 1 }, { checkpointEvery: 1 }));
  const bytes = (events.find(event => event.type === 'checkpoint') as { bytes: Uint8Array }).bytes;
  const resume = (resume: Uint8Array, data = spectra) => drain(trainAutoencoder(data, n, bands, recipe, { resume }));
  await expect(resume(bytes, movingLines(n, bands, 2))).rejects.toThrow(/other spectra or another recipe/);
  await expect(resume(bytes.slice(0, -4))).rejects.toThrow(/truncated/);
  await expect(resume(bytes.slice(4))).rejects.toThrow(/damaged/);
});

test('an exploding loss goes back to the best weights with half the rate, and is an error when it never ends', async () => {
  const wild = await drain(
    trainAutoencoder(spectra, n, bands, { ...recipe, activation: 'relu', dropout: 0, learningRate: 1e8, epochs: 2 }),
  ).catch(err => err);
  expect(wild).toMatchObject({ tag: 'TrainingError', message: expect.stringMatching(/does not converge.*learning rate/) });
});

test('wasm and cpu train to the same loss', async () => {
  const losses = await Promise.all(
    (['wasm', 'cpu'] as const).map(async backend => {
      const { events } = await drain(trainAutoencoder(spectra, n, bands, { ...recipe, epochs: 2 }, { backend }));
      return epochsOf(events).map(({ valLoss }) => valLoss);
    }),
  );
  losses[0].forEach((loss, i) => {
    expect(loss / losses[1][i]).toBeCloseTo(1, 3);
  });
});

test('patience ends training early and the best epoch is kept', async () => {
  const noise = movingLines(60, bands, 3);
  const { events, result } = await drain(
    trainAutoencoder(noise, 60, bands, { ...recipe, epochs: 400, patience: 6, learningRate: 0.01 }),
  );
  expect(result.stop).toBe('patience');
  const epochs = epochsOf(events);
  expect(epochs.length).toBe(result.bestEpoch + 6);
  expect(Math.min(...epochs.map(({ valLoss }) => valLoss))).toBeCloseTo(result.valLoss, 3);
  expect(epochs.at(-1)?.learningRate).toBeLessThan(0.01);
});

test('bad recipes and spectra are named', async () => {
  const train = (given: Partial<Recipe>, data = spectra, count = n) => drain(trainAutoencoder(data, count, bands, given));
  await expect(train({ dropout: 1 })).rejects.toMatchObject({ tag: 'UsageError', message: expect.stringContaining('dropout') });
  await expect(train({}, spectra, 2)).rejects.toMatchObject({ tag: 'TrainingError' });
  await expect(train({}, new Float32Array(n * bands))).rejects.toMatchObject({ tag: 'EmptyError' });
  await expect(train({}, new Float32Array(n * bands).fill(Number.NaN))).rejects.toMatchObject({ tag: 'EmptyError' });
});
