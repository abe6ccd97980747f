import { platform } from '#platform';
import { EmptyError } from '../cube/errors.js';
import type { SpectralAxis } from '../cube/types.js';
import { cardAxis, describeLayers, type Encoder, fitPca, makeGolden, prepareSpectra, weightBytes } from '../encoder/index.js';
import type { EncoderCard } from '../encoder/types.js';
import type { Network } from '../engine/types.js';
import { compileSteps, fitSteps } from '../preprocess/index.js';
import type { StepSpec } from '../preprocess/types.js';
import { trainAutoencoder } from './autoencoder.js';
import { completeRecipe } from './recipe.js';
import type { Recipe, TrainEvent, TrainOptions } from './types.js';

/** What `trainEncoder` makes an encoder from. */
export interface TrainEncoderOptions extends TrainOptions {
  /** Raw spectra [n, bands] on `axis` in `unit`, NaN for missing samples. */
  readonly spectra: Float32Array;
  readonly n: number;
  readonly axis: SpectralAxis;
  readonly unit: string;
  /** Preprocessing, not fitted yet. */
  readonly steps: readonly StepSpec[];
  readonly recipe?: Partial<Recipe>;
  /** For the card. */
  readonly name: string;
  readonly description?: string;
  readonly licence?: string;
  /** What the spectra are, for the card: cube names and how they were sampled. */
  readonly data: string;
  readonly software?: string;
}

interface Learned {
  readonly encode: Network;
  readonly decode: Network;
  readonly result: EncoderCard['training']['result'];
}

async function* learn(
  spectra: Float32Array,
  n: number,
  bands: number,
  recipe: Recipe,
  options: TrainOptions,
): AsyncGenerator<TrainEvent, Learned> {
  if (recipe.method === 'pca') {
    const { encode, decode, variance, explained } = fitPca(spectra, n, bands, recipe);
    return { encode, decode, result: { variance: Array.from(variance), explainedVariance: Array.from(explained) } };
  }
  const { encode, decode, loss, valLoss, epochs, bestEpoch } = yield* trainAutoencoder(spectra, n, bands, recipe, options);
  return { encode, decode, result: { trainingLoss: loss, validationLoss: valLoss, epochs, bestEpoch } };
}

/** The rows whose samples are all finite, moved to the front, and their number. */
function keepFinite(spectra: Float32Array, n: number, bands: number): number {
  let kept = 0;
  for (let row = 0; row < n; row++) {
    const spectrum = spectra.subarray(row * bands, (row + 1) * bands);
    if (spectrum.every(Number.isFinite)) spectra.copyWithin(kept++ * bands, row * bands, (row + 1) * bands);
  }
  return kept;
}

/**
 * Makes a whole encoder from raw spectra: fits the steps, learns the networks (autoencoder or PCA by the recipe's method) and writes the
 * card with golden vectors of the reference engine. Same input and seed give the same encoder. Throws what `trainAutoencoder` and
 * `fitPca` throw; EmptyError when no spectrum survives the steps.
 */
export async function* trainEncoder(options: TrainEncoderOptions): AsyncGenerator<TrainEvent, Encoder> {
  const { spectra, n, axis, unit } = options;
  const recipe = completeRecipe(options.recipe ?? {});
  const fitted = fitSteps([...options.steps], { data: spectra, n }, axis);
  const steps = compileSteps(fitted, axis);
  const prepared = prepareSpectra(steps, spectra, n);
  const kept = keepFinite(prepared, n, steps.outputBands);
  if (kept === 0) throw new EmptyError('nothing to train on', { why: `none of ${n} spectra is finite after preprocessing` });
  if (kept < n)
    yield {
      type: 'warning',
      message: `${n - kept} of ${n} spectra lie outside the domain of the preprocessing and are left out`,
    };
  const usable = prepared.subarray(0, kept * steps.outputBands);
  const { encode, decode, result } = yield* learn(usable, kept, steps.outputBands, recipe, options);
  const card: EncoderCard = {
    format: 'cloisonne-encoder',
    version: '1.0',
    name: options.name,
    description: options.description ?? '',
    method: recipe.method,
    licence: options.licence ?? '',
    input: { axis: cardAxis(axis), bands: axis.values.length, unit },
    steps: fitted,
    latent: recipe.latent,
    layers: { encoder: describeLayers(encode), decoder: describeLayers(decode) },
    training: {
      data: options.data,
      spectra: kept,
      recipe: recipe.method === 'pca' ? { method: 'pca', latent: recipe.latent, seed: recipe.seed } : { ...recipe },
      seed: recipe.seed,
      software: options.software ?? 'cloisonne',
      result,
    },
    weights: { file: 'weights.bin', sha256: await platform.sha256(weightBytes(encode, decode)) },
    golden: await makeGolden(encode, steps, spectra, n),
  };
  return { card, encode, decode };
}
