import { describe, expect, test } from 'vitest';
import { linearAxis } from '../../../core/cube/axis.js';
import { parseSteps } from '../../../core/preprocess/index.js';
import { trainingData } from '../../../core/train/data.js';
import { memorySpectra, trainEncoder } from '../../../core/train/index.js';
import { prepare } from '../../../core/train/prepared.js';
import { completeRecipe } from '../../../core/train/recipe.js';
import type { TrainingData } from '../../../core/train/spectra.js';
import { drain, movingLines } from './spectra.js';

const [n, held, bands] = [300, 60, 16];
const spectra = movingLines(n, bands);
const axis = linearAxis('wavelength-air', 'Angstrom', 5000, 1, bands);
/** The same spectra that train, and others that validate. */
const strange = spectra.map((v, i) => (i < (n - held) * bands ? v : 7 - 3 * v));

/** Row numbers of what a pass shows, by their first band, which is made their number. */
async function rowsOf(data: TrainingData, pass: ReturnType<TrainingData['validation']>): Promise<number[]> {
  const [input, target] = [new Float32Array(n * bands), new Float32Array(n * bands)];
  const count = await pass.next(input, target);
  return Array.from({ length: count }, (_, i) => Math.round(input[i * bands] * data.scaling.scale + data.scaling.mean[0]));
}

describe('spectra that are held to validate', () => {
  test.each([
    ['in memory', 1000],
    ['streamed', 64],
  ])('%s: the last ones do, in their order, and mean and scale are those of the others', async (_, shuffleWindow) => {
    const numbered = strange.map((v, i) => (i % bands === 0 ? i / bands : v));
    const recipe = completeRecipe({ shuffleWindow, validation: 0 });
    const data = await trainingData(memorySpectra(numbered, n, bands), n, bands, recipe, held);
    expect([data.trains, data.validates]).toEqual([n - held, held]);
    expect(await rowsOf(data, data.validation())).toEqual(Array.from({ length: held }, (_, i) => n - held + i));
    const known = Math.min(shuffleWindow, n - held);
    expect(data.scaling.mean[0]).toBeCloseTo((known - 1) / 2, 3);
    const probe = await data.probe(held);
    expect(Array.from({ length: held }, (_, i) => probe[i * bands])).toEqual(
      Array.from({ length: held }, (_, i) => n - held + i),
    );
  });

  test('steps are fitted to the others, and one that is not finite is no longer counted', async () => {
    const damaged = strange.slice();
    damaged.fill(Number.NaN, 5 * bands, 6 * bands);
    damaged.fill(Number.NaN, (n - 2) * bands);
    const steps = parseSteps('standardise');
    const recipe = completeRecipe({});
    const prepared = await prepare(damaged, n, axis, steps, recipe, held);
    expect([prepared.n, prepared.held]).toEqual([n - 3, held - 2]);
    const alone = await prepare(damaged.slice(0, (n - held) * bands), n - held, axis, steps, recipe);
    expect(prepared.fitted).toEqual(alone.fitted);
  });

  test('they change what is said of every epoch, not what is learned in it', async () => {
    const recipe = { hidden: [8], latent: 2, epochs: 2, batch: 64, seed: 1 };
    const train = async (data: Float32Array) => {
      const common = { n, held, axis, unit: '', steps: [], name: 'held', data: 'lines', backend: 'cpu' as const };
      return (await drain(trainEncoder({ ...common, spectra: data, recipe }))).result;
    };
    const [one, other] = [await train(spectra), await train(strange)];
    const epochs = [one, other].map(({ history }) => history?.epochs ?? []);
    expect(epochs[0].map(({ loss }) => loss)).toEqual(epochs[1].map(({ loss }) => loss));
    expect(epochs[1][0].valLoss).toBeGreaterThan(2 * epochs[0][0].valLoss);
    expect(one.card.training).toMatchObject({ spectra: n, recipe: { validation: held / n } });
  });

  test('a PCA is that of the others alone', async () => {
    const pca = async (data: Float32Array, rows: number, validating?: number) => {
      const common = { n: rows, held: validating, axis, unit: '', steps: [], name: 'held', data: 'lines' };
      return (await drain(trainEncoder({ ...common, spectra: data, recipe: { method: 'pca', latent: 2 } }))).result;
    };
    const [with_, without] = [await pca(strange, n, held), await pca(spectra.slice(0, (n - held) * bands), n - held)];
    expect(with_.encode).toEqual(without.encode);
  });
});
