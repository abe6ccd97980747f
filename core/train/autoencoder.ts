import { platform } from '#platform';
import { createRandom } from '../cluster/random.js';
import { InterruptedError } from '../cube/errors.js';
import type { LossTerms } from '../encoder/types.js';
import { startTraining } from './backend.js';
import { packState, unpackState } from './checkpoint.js';
import { trainingData } from './data.js';
import { type Job, trainEpoch, validate, weightsAt } from './epoch.js';
import { type FoldedNetworks, foldedNetworks, unfoldedParameters } from './fold.js';
import { trainingGraph } from './graph.js';
import { initialParameters, layout } from './parameters.js';
import { completeRecipe } from './recipe.js';
import { hiddenSizes } from './sizes.js';
import { endEpoch, freshState, rateOf, recover, type TrainingState } from './state.js';
import type { GivenRecipe, TrainEvent, TrainedNetworks, TrainingSpectra, TrainOptions } from './types.js';

const INITIAL_STREAM = 1;
/** Spectra that limits are measured on at most. */
const PROBES = 4096;

/** Networks to start from instead of random weights; `key` tells them from others. */
export interface Ancestor {
  readonly networks: FoldedNetworks;
  /** Mean log variance of each latent. */
  readonly logVariance?: readonly number[];
  readonly key: string;
}

/** Epochs until the recipe's end or patience runs out; on an interruption the last whole epoch is yielded as a checkpoint. */
async function* epochs(
  job: Job,
  state: TrainingState,
  key: string,
  every: number,
): AsyncGenerator<TrainEvent, 'epochs' | 'patience'> {
  const { recipe, data } = job;
  const unit = recipe.output === 'sigmoid' ? data.scaling.scale ** 2 : 1;
  const inUnits = (terms: LossTerms): LossTerms => ({ ...terms, reconstruction: terms.reconstruction / unit });
  let whole = packState(state, key);
  try {
    while (state.epoch < recipe.epochs && state.sinceBest < recipe.patience) {
      const started = platform.now();
      const learningRate = rateOf(state, recipe);
      const trained = yield* trainEpoch(job, state);
      const checked = trained && ((await validate(job, state)) ?? trained);
      if (!trained || !checked || !Number.isFinite(checked.loss)) {
        recover(state);
        const message = `epoch ${state.epoch + 1}: the loss is not a number; back to epoch ${state.best.epoch} with learning rate ${state.learningRate}`;
        yield { type: 'warning', message };
        continue;
      }
      const [loss, valLoss] = [trained.loss / unit, checked.loss / unit];
      const weights = weightsAt(recipe, state.epoch);
      const best = endEpoch(state, loss, valLoss, recipe);
      const seconds = (platform.now() - started) / 1000;
      const { epoch } = state;
      const [terms, valTerms] = [inUnits(trained.terms), inUnits(checked.terms)];
      const row = { epoch, loss, valLoss, terms, valTerms, ...weights, k: trained.k, learningRate };
      state.history = [...state.history, row];
      whole = packState(state, key);
      const spectraPerSecond = data.trains / seconds;
      const secondsLeft = seconds * (recipe.epochs - epoch);
      yield { type: 'epoch', epochs: recipe.epochs, ...row, best, spectraPerSecond, secondsLeft };
      if (every > 0 && epoch % every === 0) yield { type: 'checkpoint', epoch, bytes: whole };
    }
  } catch (err) {
    if (err instanceof InterruptedError) yield { type: 'checkpoint', epoch: state.epoch, bytes: whole };
    throw err;
  }
  return state.epoch < recipe.epochs ? 'patience' : 'epochs';
}

/**
 * Trains a fully connected autoencoder, variational or not, on preprocessed spectra [n, bands] in memory or streamed: mini-batches shuffled by
 * seed, Adam, a plateau or cosine schedule, early stopping, the weights of the best epoch. Same spectra, recipe and backend give the same bytes,
 * interrupted and resumed or not. Throws UsageError (recipe), EmptyError (constant spectra), TrainingError (too few spectra, no convergence) and,
 * after a last `checkpoint` event, InterruptedError.
 */
export async function* trainAutoencoder(
  spectra: Float32Array | TrainingSpectra,
  n: number,
  bands: number,
  given: GivenRecipe,
  options: TrainOptions = {},
  ancestor?: Ancestor,
): AsyncGenerator<TrainEvent, TrainedNetworks> {
  const recipe = completeRecipe(given);
  const data = await trainingData(spectra, n, bands, recipe, options.held);
  const stack = layout(bands, hiddenSizes(bands, recipe), recipe);
  const first = () =>
    ancestor
      ? unfoldedParameters(stack, ancestor.networks, data.scaling, ancestor.logVariance)
      : initialParameters(stack, createRandom(recipe.seed, INITIAL_STREAM), recipe.initialisation);
  const { tf, name, backend, warnings } = await startTraining(options.backend);
  for (const message of warnings) yield { type: 'warning', message };
  const graph = await trainingGraph(tf, backend, stack, recipe);
  try {
    const { epochs: count, ...frozen } = recipe;
    // A longer training of the same recipe may go on, unless its length shapes every epoch.
    const length = recipe.rate === 'cosine' ? count : 0;
    const held = options.held === undefined ? [] : [options.held];
    const key = JSON.stringify([frozen, length, n, bands, data.scaling.scale, data.scaling.mean[0], ancestor?.key, ...held]);
    const state = options.resume ? unpackState(options.resume, key) : freshState(first(), recipe);
    const layers = [bands, ...stack.layers.map(({ units }) => units)];
    yield { type: 'start', spectra: n, parameters: stack.parameters, layers, backend: name };
    const job = { data, bands, recipe, stack, graph, signal: options.signal };
    const stop = yield* epochs(job, state, key, options.checkpointEvery ?? 0);
    const { best } = state;
    return {
      ...foldedNetworks(stack, best.theta, data.scaling),
      epochs: state.epoch,
      bestEpoch: best.epoch,
      loss: best.loss,
      valLoss: best.valLoss,
      stop,
      history: state.history,
      probe: await data.probe(PROBES),
    };
  } finally {
    graph.dispose();
  }
}
