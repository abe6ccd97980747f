import { createRandom } from '../cluster/random.js';
import { EmptyError, TrainingError } from '../cube/errors.js';
import type { Scaling } from './parameters.js';
import type { Recipe } from './types.js';

const CHUNK = 4096;

/** Spectra ready for training: which rows train and which validate, and how they are scaled. */
export interface TrainingData {
  readonly train: Int32Array;
  readonly validate: Int32Array;
  readonly scaling: Scaling;
  /** Copies rows `rows[from .. to)` into `input`, centred and scaled, and into `target`, the same for a linear output. */
  gather(rows: Int32Array, from: number, to: number, input: Float32Array, target: Float32Array): void;
}

/** Mean spectrum, and the root mean square of all samples about it, in float64 over chunks of 4096 spectra. */
function scalingOf(spectra: Float32Array, n: number, bands: number): Scaling {
  const fold = (add: (part: Float64Array, at: number) => void): Float64Array => {
    const total = new Float64Array(bands);
    for (let first = 0; first < n; first += CHUNK) {
      const part = new Float64Array(bands);
      for (let row = first; row < Math.min(n, first + CHUNK); row++) add(part, row * bands);
      for (let band = 0; band < bands; band++) total[band] += part[band];
    }
    return total;
  };
  const mean = fold((part, at) => {
    for (let band = 0; band < bands; band++) part[band] += spectra[at + band];
  }).map(sum => sum / n);
  const squares = fold((part, at) => {
    for (let band = 0; band < bands; band++) part[band] += (spectra[at + band] - mean[band]) ** 2;
  });
  return { mean, scale: Math.sqrt(squares.reduce((sum, value) => sum + value, 0) / (n * bands)) };
}

/** Splits spectra [n, bands] by the recipe's seed and scales them. EmptyError for constant or non-finite ones, TrainingError for too few. */
export function trainingData(spectra: Float32Array, n: number, bands: number, recipe: Recipe): TrainingData {
  const held = recipe.validation > 0 ? Math.max(1, Math.round(n * recipe.validation)) : 0;
  if (n - held < 2)
    throw new TrainingError('too few spectra to train on', { why: `${n} spectra, ${held} of them for validation` });
  const scaling = scalingOf(spectra, n, bands);
  const { mean, scale } = scaling;
  if (!Number.isFinite(scale)) throw new EmptyError('training needs finite spectra', { why: 'NaN or infinite samples' });
  if (scale === 0) throw new EmptyError('all spectra are the same', { why: 'their variance is zero' });
  const order = createRandom(recipe.seed).shuffle(Int32Array.from({ length: n }, (_, i) => i));
  const raw = recipe.output === 'sigmoid';
  return {
    validate: order.slice(0, held).sort(),
    train: order.slice(held).sort(),
    scaling,
    gather(rows, from, to, input, target) {
      for (let i = from, out = 0; i < to; i++) {
        const at = rows[i] * bands;
        for (let band = 0; band < bands; band++, out++) {
          input[out] = (spectra[at + band] - mean[band]) / scale;
          target[out] = raw ? spectra[at + band] : input[out];
        }
      }
    },
  };
}
