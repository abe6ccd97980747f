import { platform } from '#platform';
import { createRandom } from '../cluster/random.js';
import { InterruptedError } from '../cube/errors.js';
import { adamStep } from './adam.js';
import { startTraining } from './backend.js';
import { packState, unpackState } from './checkpoint.js';
import { type TrainingData, trainingData } from './data.js';
import { dropoutMasks } from './dropout.js';
import { type TrainingGraph, trainingGraph } from './graph.js';
import { foldedNetworks, initialParameters, type Layout, layout } from './parameters.js';
import { completeRecipe, hiddenSizes } from './recipe.js';
import { endEpoch, freshState, recover, type TrainingState } from './state.js';
import type { Recipe, TrainEvent, TrainedNetworks, TrainOptions } from './types.js';

/** Streams of random numbers of one seed: the split (0), the first weights, then one for each epoch and attempt. */
const INITIAL_STREAM = 1;
const EPOCH_STREAM = 1000;
const EVALUATION_BATCH = 1024;
const BREATH_MS = 50;
const PROGRESS_MS = 250;

interface Job {
  readonly data: TrainingData;
  readonly bands: number;
  readonly recipe: Recipe;
  readonly stack: Layout;
  readonly graph: TrainingGraph;
  readonly signal?: AbortSignal;
}

/** Lets timers and signals in now and then; without it an abort could not arrive while wasm computes. */
function breather(signal?: AbortSignal): () => Promise<void> {
  let last = platform.now();
  return async () => {
    if (platform.now() - last > BREATH_MS) {
      await new Promise(resolve => setTimeout(resolve));
      last = platform.now();
    }
    if (signal?.aborted) throw new InterruptedError('training was interrupted', { cause: signal.reason });
  };
}

/** One pass over the training spectra in an order of its own. Returns the mean loss, NaN as soon as a step's loss is not finite. */
async function* trainEpoch(job: Job, state: TrainingState): AsyncGenerator<TrainEvent, number> {
  const { data, bands, recipe, stack, graph, signal } = job;
  const random = createRandom(recipe.seed, EPOCH_STREAM + state.epoch + 1e6 * state.failures);
  const order = random.shuffle(data.train.slice());
  const input = new Float32Array(recipe.batch * bands);
  const target = new Float32Array(recipe.batch * bands);
  const gradient = new Float32Array(stack.parameters);
  const breathe = breather(signal);
  let reported = platform.now();
  let sum = 0;
  for (let at = 0; at < order.length; at += recipe.batch) {
    await breathe();
    const end = Math.min(order.length, at + recipe.batch);
    const rows = end - at;
    data.gather(order, at, end, input, target);
    await graph.load(state.theta);
    const masks = dropoutMasks(stack, rows, recipe.dropout, random);
    const loss = await graph.step(input.slice(0, rows * bands), target.slice(0, rows * bands), rows, masks, gradient);
    if (!Number.isFinite(loss)) return Number.NaN;
    adamStep(state.theta, gradient, state.moments, state.learningRate);
    sum += loss * rows;
    if (platform.now() - reported > PROGRESS_MS) {
      reported = platform.now();
      yield { type: 'progress', epoch: state.epoch + 1, done: end, total: order.length };
    }
  }
  return sum / order.length;
}

async function validationLoss({ data, bands, graph, signal }: Job, state: TrainingState): Promise<number> {
  const { validate } = data;
  const breathe = breather(signal);
  await graph.load(state.theta);
  let sum = 0;
  for (let at = 0; at < validate.length; at += EVALUATION_BATCH) {
    await breathe();
    const end = Math.min(validate.length, at + EVALUATION_BATCH);
    const input = new Float32Array((end - at) * bands);
    const target = new Float32Array((end - at) * bands);
    data.gather(validate, at, end, input, target);
    sum += (await graph.loss(input, target, end - at)) * (end - at);
  }
  return sum / validate.length;
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
  let whole = packState(state, key);
  try {
    while (state.epoch < recipe.epochs && state.sinceBest < recipe.patience) {
      const started = platform.now();
      const rate = state.learningRate;
      const loss = (yield* trainEpoch(job, state)) / unit;
      const valLoss = data.validate.length > 0 && Number.isFinite(loss) ? (await validationLoss(job, state)) / unit : loss;
      if (!Number.isFinite(valLoss)) {
        recover(state);
        const message = `epoch ${state.epoch + 1}: the loss is not a number; back to epoch ${state.best.epoch} with learning rate ${state.learningRate}`;
        yield { type: 'warning', message };
        continue;
      }
      const best = endEpoch(state, loss, valLoss, recipe);
      const seconds = (platform.now() - started) / 1000;
      const { epoch } = state;
      whole = packState(state, key);
      const spectraPerSecond = data.train.length / seconds;
      const secondsLeft = seconds * (recipe.epochs - epoch);
      yield {
        type: 'epoch',
        epoch,
        epochs: recipe.epochs,
        loss,
        valLoss,
        learningRate: rate,
        best,
        spectraPerSecond,
        secondsLeft,
      };
      if (every > 0 && epoch % every === 0) yield { type: 'checkpoint', epoch, bytes: whole };
    }
  } catch (err) {
    if (err instanceof InterruptedError) yield { type: 'checkpoint', epoch: state.epoch, bytes: whole };
    throw err;
  }
  return state.epoch < recipe.epochs ? 'patience' : 'epochs';
}

/**
 * Trains a fully connected autoencoder on preprocessed spectra [n, bands]: mini-batches shuffled by seed, Adam, halved learning rate on
 * a plateau, early stopping, the weights of the best epoch. Same spectra, recipe and backend give the same bytes, interrupted and
 * resumed or not. Throws UsageError (recipe), EmptyError (constant spectra), TrainingError (too few spectra, no convergence) and, after
 * a last `checkpoint` event, InterruptedError.
 */
export async function* trainAutoencoder(
  spectra: Float32Array,
  n: number,
  bands: number,
  given: Partial<Recipe>,
  options: TrainOptions = {},
): AsyncGenerator<TrainEvent, TrainedNetworks> {
  const recipe = completeRecipe(given);
  const data = trainingData(spectra, n, bands, recipe);
  const stack = layout(bands, hiddenSizes(bands, recipe), recipe);
  const { tf, name, backend, warnings } = await startTraining(options.backend);
  for (const message of warnings) yield { type: 'warning', message };
  const graph = await trainingGraph(tf, backend, stack);
  try {
    const { epochs: _, ...frozen } = recipe;
    const key = JSON.stringify([frozen, n, bands, data.scaling.scale, data.scaling.mean[0]]);
    const state = options.resume
      ? unpackState(options.resume, key)
      : freshState(initialParameters(stack, createRandom(recipe.seed, INITIAL_STREAM)), recipe);
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
    };
  } finally {
    graph.dispose();
  }
}
