import { platform } from '#platform';
import { type Edges, edgesAmong } from '../cluster/index.js';
import { UsageError } from '../cube/errors.js';
import type { SpectralAxis } from '../cube/types.js';
import {
  cardAxis,
  checkAxis,
  describeLayers,
  type Encoder,
  fitCoherentPca,
  fitPca,
  makeGolden,
  weightBytes,
} from '../encoder/index.js';
import type { EncoderCard, HistoryRow } from '../encoder/types.js';
import type { StepSpec } from '../preprocess/types.js';
import { type Ancestor, trainAutoencoder } from './autoencoder.js';
import type { FoldedNetworks } from './fold.js';
import { measure } from './measure.js';
import { type Prepared, prepare } from './prepared.js';
import { completeRecipe } from './recipe.js';
import { readAll } from './spectra.js';
import type { GivenRecipe, Recipe, TrainEvent, TrainingSpectra, TrainOptions } from './types.js';

/** What `trainEncoder` makes an encoder from. */
export interface TrainEncoderOptions extends TrainOptions {
  /** Raw spectra [n, bands] on `axis` in `unit`, NaN for missing samples; in memory, or a set that is streamed. */
  readonly spectra: Float32Array | TrainingSpectra;
  readonly n: number;
  readonly axis: SpectralAxis;
  readonly unit: string;
  /**
   * Pairs of neighbouring spaxels among spectra in memory. A PCA then keeps what forms an image, at most `recipe.latent` components weighted by it
   * (`fitCoherentPca`).
   */
  readonly edges?: Edges;
  /** Preprocessing, not fitted yet. With `from`, its steps are used instead. */
  readonly steps: readonly StepSpec[];
  readonly recipe?: GivenRecipe;
  /** An autoencoder to fine-tune: its weights, steps and layers are where training starts; its recipe stands where `recipe` says nothing. */
  readonly from?: Encoder;
  /** For the card. */
  readonly name: string;
  readonly description?: string;
  readonly licence?: string;
  /** What the spectra are, for the card: cube names and how they were sampled. */
  readonly data: string;
  readonly software?: string;
}

interface Learned {
  readonly networks: FoldedNetworks;
  readonly result: EncoderCard['training']['result'];
  readonly history: readonly HistoryRow[];
  /** Preprocessed spectra that limits are measured on. */
  readonly probe: Float32Array;
}

async function fitLinear({ spectra, n, held = 0, steps, finite }: Prepared, recipe: Recipe, edges?: Edges): Promise<Learned> {
  const bands = steps.outputBands;
  const streamed = !(spectra instanceof Float32Array);
  const rows = Math.min(n - held, streamed ? recipe.shuffleWindow : n);
  const data = streamed ? await readAll(spectra, rows) : spectra;
  if (edges && !streamed) {
    const found = fitCoherentPca(data, n, bands, edgesAmong(edges, finite), recipe);
    const { encode, decode, explained, coherence, kept, weights } = found;
    const result = { explainedVariance: Array.from(explained), coherence: Array.from(coherence), components: kept, weights };
    return { networks: { encode, decode }, result, history: [], probe: data };
  }
  const { encode, decode, variance, explained } = fitPca(data, rows, bands, recipe);
  const result = { variance: Array.from(variance), explainedVariance: Array.from(explained) };
  return { networks: { encode, decode }, result, history: [], probe: data };
}

async function* learn(
  prepared: Prepared,
  recipe: Recipe,
  options: TrainOptions & Pick<TrainEncoderOptions, 'edges'>,
  ancestor?: Ancestor,
): AsyncGenerator<TrainEvent, Learned> {
  if (recipe.method === 'pca') return fitLinear(prepared, recipe, options.edges);
  const { spectra, n, steps, held } = prepared;
  const trained = yield* trainAutoencoder(spectra, n, steps.outputBands, recipe, { ...options, held }, ancestor);
  const { loss, valLoss, epochs, bestEpoch, history, probe } = trained;
  return { networks: trained, result: { trainingLoss: loss, validationLoss: valLoss, epochs, bestEpoch }, history, probe };
}

/** The recipe of a fine-tuning: the parent's where nothing else is said. Throws UsageError for a PCA. */
function inherited({ card }: Encoder, given: GivenRecipe): GivenRecipe {
  if (card.method === 'pca' || given.method === 'pca') {
    throw new UsageError('a PCA cannot be fine-tuned', {
      where: card.name,
      remedy: 'Start from an autoencoder, or fit a PCA to the spectra anew.',
    });
  }
  return { ...(card.training.recipe as GivenRecipe), ...given };
}

function ancestorOf({ card, encode, decode }: Encoder): Ancestor {
  const { logVariance } = card.training.result;
  if (!decode)
    throw new UsageError('this encoder cannot be fine-tuned', {
      where: card.name,
      why: 'it has no decoder',
      remedy: 'Import its decoder too (`models import --decoder`).',
    });
  return {
    networks: { encode, decode },
    logVariance: Array.isArray(logVariance) ? logVariance : undefined,
    key: card.weights.sha256,
  };
}

const latentOf = ({ layers }: FoldedNetworks['encode']): number => layers[layers.length - 1].units;

const linearRecipe = ({ latent, seed }: Recipe, edges?: Edges) => ({
  ...{ method: 'pca', latent, seed },
  ...(edges && { weighted: 'by coherence' }),
});

/**
 * Makes a whole encoder from raw spectra: fits the steps, learns the networks (autoencoder or PCA by the recipe's method) and writes the card with golden
 * vectors and limits of the reference engine, and the history. Same input and seed give the same encoder. A PCA of a streamed set is fitted to its first
 * `shuffleWindow` spectra. Throws what `trainAutoencoder` and `fitPca` throw; EmptyError when no spectrum survives the steps; with `from`, UsageError for
 * other layers or none to decode with, and EncoderMismatchError for another axis.
 */
export async function* trainEncoder(options: TrainEncoderOptions): AsyncGenerator<TrainEvent, Encoder> {
  const { axis, unit, from, n, held } = options;
  const given = held === undefined ? options.recipe : { ...options.recipe, validation: held / n };
  const recipe = completeRecipe(from ? inherited(from, given ?? {}) : (given ?? {}));
  const wanted = from ? checkAxis(from.card, axis) : options.steps;
  const prepared = await prepare(options.spectra, n, axis, wanted, recipe, held);
  for (const message of prepared.warnings) yield { type: 'warning', message };
  const { networks, result, history: rows, probe } = yield* learn(prepared, recipe, options, from && ancestorOf(from));
  const { encode, decode } = networks;
  const { limits, history, logVariance } = await measure(networks, probe, rows);
  const card: EncoderCard = {
    format: 'cloisonne-encoder',
    version: '1.0',
    name: options.name,
    description: options.description ?? '',
    method: recipe.method,
    licence: options.licence ?? '',
    input: { axis: cardAxis(axis), bands: axis.values.length, unit },
    steps: prepared.fitted,
    latent: latentOf(encode),
    layers: { encoder: describeLayers(encode), decoder: describeLayers(decode) },
    training: {
      data: options.data,
      spectra: prepared.n,
      recipe: recipe.method === 'pca' ? linearRecipe(recipe, options.edges) : { ...recipe },
      seed: recipe.seed,
      software: options.software ?? 'cloisonne',
      result: logVariance ? { ...result, logVariance } : result,
      ...(from && { parent: { name: from.card.name, sha256: from.card.weights.sha256 } }),
    },
    limits,
    weights: { file: 'weights.bin', sha256: await platform.sha256(weightBytes(encode, decode)) },
    golden: await makeGolden(encode, prepared.steps, prepared.raw, prepared.rows),
  };
  return { card, encode, decode, history };
}
