import { createRandom } from '../cluster/random.js';
import { UsageError } from '../cube/errors.js';
import { putter, scalingOf } from './scaling.js';
import { FEWEST, heldOut, type Pass, readAll, spreadOver, type TrainingData } from './spectra.js';
import { streamedData } from './streamed.js';
import type { Recipe, TrainingSpectra } from './types.js';

function inMemory(spectra: Float32Array, n: number, bands: number, recipe: Recipe, given?: number): TrainingData {
  const held = heldOut(n, recipe, given);
  const scaling = scalingOf(spectra, n - (given ?? 0), bands);
  const put = putter(scaling, recipe.output);
  const order = Int32Array.from({ length: n }, (_, i) => i);
  if (given === undefined) createRandom(recipe.seed).shuffle(order);
  const first = given === undefined ? 0 : n - held;
  const validate = order.slice(first, first + held).sort();
  const train = (first > 0 ? order.slice(0, first) : order.slice(held)).sort();
  const pass = (rows: Int32Array): Pass => {
    let at = 0;
    return {
      total: rows.length,
      async next(input, target) {
        const count = Math.min(rows.length - at, Math.floor(input.length / bands));
        for (let i = 0; i < count; i++) put(spectra, rows[at++] * bands, input, target, i * bands);
        return count;
      },
    };
  };
  return {
    trains: train.length,
    validates: validate.length,
    scaling,
    training: random => pass(random.shuffle(train.slice())),
    validation: () => pass(validate),
    async probe(count) {
      const rows = held >= FEWEST ? validate : order.slice().sort();
      const chosen = spreadOver(rows.length, count);
      const out = new Float32Array(chosen.length * bands);
      chosen.forEach((row, i) => {
        out.set(spectra.subarray(rows[row] * bands, (rows[row] + 1) * bands), i * bands);
      });
      return out;
    },
  };
}

/**
 * Splits spectra [n, bands] into those that train and those that validate (the last `held`, where that is given), and scales them: in memory by the
 * recipe's seed; a set of more than
 * `shuffleWindow` spectra that is not in memory is streamed (`streamedData`). EmptyError for constant or non-finite spectra, TrainingError for too few.
 */
export async function trainingData(
  spectra: Float32Array | TrainingSpectra,
  n: number,
  bands: number,
  recipe: Recipe,
  held?: number,
): Promise<TrainingData> {
  if (spectra instanceof Float32Array) return inMemory(spectra, n, bands, recipe, held);
  if (spectra.n !== n || spectra.bands !== bands)
    throw new UsageError(`${n} spectra of ${bands} bands`, { why: `the set has ${spectra.n} of ${spectra.bands}` });
  return n <= recipe.shuffleWindow
    ? inMemory(await readAll(spectra), n, bands, recipe, held)
    : streamedData(spectra, recipe, held);
}
