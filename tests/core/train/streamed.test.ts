import { expect, test } from 'vitest';
import { createRandom } from '../../../core/cluster/random.js';
import { linearAxis } from '../../../core/cube/axis.js';
import { trainingData } from '../../../core/train/data.js';
import { memorySpectra, type TrainingSpectra, trainAutoencoder, trainEncoder } from '../../../core/train/index.js';
import { completeRecipe } from '../../../core/train/recipe.js';
import { drain, movingLines } from './spectra.js';

const [n, bands] = [700, 24];
const spectra = movingLines(n, bands);
const recipe = { epochs: 3, hidden: [12], batch: 64, latent: 2, seed: 5, shuffleWindow: 160 } as const;

/** A set that notes what is read of it. */
function watched(data: Float32Array, rows = n): TrainingSpectra & { reads: [number, number][] } {
  const reads: [number, number][] = [];
  const set = memorySpectra(data, rows, bands);
  return {
    ...set,
    reads,
    async read(from, count, out) {
      expect(out.length).toBe(count * bands);
      reads.push([from, count]);
      await set.read(from, count, out);
    },
  };
}

/** The first band of every spectrum of a pass, unscaled, batch by batch. */
async function firsts(data: Awaited<ReturnType<typeof trainingData>>, pass: ReturnType<typeof data.training>, batch: number) {
  const [input, target] = [new Float32Array(batch * bands), new Float32Array(batch * bands)];
  const found: number[][] = [];
  for (let rows = await pass.next(input, target); rows > 0; rows = await pass.next(input, target)) {
    found.push(Array.from({ length: rows }, (_, i) => input[i * bands] * data.scaling.scale + data.scaling.mean[0]));
  }
  return found;
}

test('a pass shows every training spectrum once, mixed across the set, in full batches, and reads blocks only', async () => {
  const numbered = spectra.slice();
  for (let row = 0; row < n; row++) numbered[row * bands] = row / 100;
  const set = watched(numbered);
  const data = await trainingData(set, n, bands, completeRecipe(recipe));
  expect([data.trains, data.validates]).toEqual([630, 70]);
  expect(Math.max(...set.reads.map(([, count]) => count))).toBeLessThanOrEqual(160);
  set.reads.length = 0;
  const pass = async (seed: number) =>
    (await firsts(data, data.training(createRandom(seed)), 64)).map(b => b.map(v => Math.abs(Math.round(v * 100))));
  const batches = await pass(1);
  expect(batches.map(batch => batch.length)).toEqual([...Array(9).fill(64), 54]);
  expect(batches.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 630 }, (_, i) => i));
  // Blocks of a sixteenth of the window, each once, in an order that is not theirs.
  expect(set.reads.every(([from, count]) => from % 10 === 0 && count === 10)).toBe(true);
  const starts = set.reads.map(([from]) => from);
  expect(new Set(starts).size).toBe(63);
  expect(starts).not.toEqual([...starts].sort((a, b) => a - b));
  for (const batch of batches) expect(Math.max(...batch) - Math.min(...batch)).toBeGreaterThan(300);
  expect(await pass(1)).toEqual(batches);
  expect(await pass(2)).not.toEqual(batches);
  const held = (await firsts(data, data.validation(), 50)).flat().map(v => Math.abs(Math.round(v * 100)));
  expect(held).toEqual(Array.from({ length: 70 }, (_, i) => 630 + i));
});

test('streamed training gives the same bytes twice, and resumed; a set within the window those of memory', async () => {
  const streamed = () => trainAutoencoder(memorySpectra(spectra, n, bands), n, bands, recipe, { checkpointEvery: 2 });
  const first = await drain(streamed());
  expect((await drain(streamed())).result).toEqual(first.result);
  const resume = first.events.flatMap(event => (event.type === 'checkpoint' ? [event.bytes] : []))[0];
  const resumed = await drain(trainAutoencoder(memorySpectra(spectra, n, bands), n, bands, recipe, { resume }));
  expect(resumed.result).toEqual(first.result);
  const fits = { ...recipe, shuffleWindow: n };
  const whole = await drain(trainAutoencoder(memorySpectra(spectra, n, bands), n, bands, fits));
  expect(whole.result).toEqual((await drain(trainAutoencoder(spectra, n, bands, fits))).result);
  expect(whole.result.encode).not.toEqual(first.result.encode);
});

test('a streamed encoder never reads more than a window, and leaves out what the steps cannot take', async () => {
  const gaps = spectra.slice();
  for (const row of [3, 300, 699]) gaps.fill(-5, row * bands, (row + 1) * bands);
  const set = watched(gaps);
  const options = { n, axis: linearAxis('energy', 'keV', 1, 0.1, bands), unit: 'count', name: 'streamed', data: 'seeded lines' };
  const steps = [{ name: 'log1p', version: 1 as const }];
  const { events, result } = await drain(trainEncoder({ ...options, spectra: set, steps, recipe }));
  expect(Math.max(...set.reads.map(([, count]) => count))).toBeLessThanOrEqual(160);
  expect(events).toContainEqual({ type: 'warning', message: expect.stringContaining('1 of the first 160 spectra') });
  expect(events.flatMap(event => (event.type === 'epoch' ? [event.loss] : [])).every(Number.isFinite)).toBe(true);
  expect(result.card.training.spectra).toBe(n);
  expect(result.history?.latents.length).toBe(69);
  const pca = await drain(trainEncoder({ ...options, spectra: watched(spectra), steps, recipe: { ...recipe, method: 'pca' } }));
  expect(pca.result.card.limits?.latent.mean).toHaveLength(2);
});

test('a set of another size than said is refused', async () => {
  await expect(drain(trainAutoencoder(memorySpectra(spectra, n, bands), n + 1, bands, recipe))).rejects.toMatchObject({
    tag: 'UsageError',
  });
});
