import { platform } from '#platform';
import { createRandom, type Random } from '../cluster/random.js';
import { InterruptedError } from '../cube/errors.js';
import type { LossTerms } from '../encoder/types.js';
import { adamStep } from './adam.js';
import { type BatchClusters, batchClusters, oneHot } from './batch-clusters.js';
import { dropoutMasks } from './dropout.js';
import type { Batch, BatchLoss, TrainingGraph } from './graph.js';
import { PRIOR_DRAWS } from './mmd.js';
import type { Layout } from './parameters.js';
import { compileSchedule, isOff } from './schedule.js';
import type { TrainingData } from './spectra.js';
import { averageStep, rateOf, type TrainingState, weightsOf } from './state.js';
import type { Recipe, TrainEvent } from './types.js';

/**
 * Streams of random numbers of one seed: the split (0), the first weights (1), what evaluations draw (2), the starts of an evaluation's K-Means (3),
 * then two for each epoch and attempt.
 */
const EPOCH_STREAM = 1000;
const CLUSTER_STREAM = 2 ** 40;
const EVALUATION_STREAM = 2;
const EVALUATION_CLUSTER_STREAM = 3;
const EVALUATION_BATCH = 1024;
const BREATH_MS = 50;
const PROGRESS_MS = 250;

/** All that an epoch works with. */
export interface Job {
  readonly data: TrainingData;
  readonly bands: number;
  readonly recipe: Recipe;
  readonly stack: Layout;
  readonly graph: TrainingGraph;
  readonly signal?: AbortSignal;
}

/** Means over the batches of a pass, as the graph computes them; `k` is the most frequent number of clusters, 0 where nothing was clustered. */
export interface PassLoss {
  readonly loss: number;
  readonly terms: LossTerms;
  readonly k: number;
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

/** The weights of the further terms at an epoch, counted from 0. */
export function weightsAt({ beta, gamma }: Recipe, epoch: number): { beta: number; gamma: number } {
  return { beta: compileSchedule(beta)(epoch), gamma: compileSchedule(gamma)(epoch) };
}

const normals = (random: Random, count: number) => Float32Array.from({ length: count }, () => random.normal());

/** Adds up a pass: losses by their number of spectra, K by batches. */
class Tally {
  rows = 0;
  private loss = 0;
  private readonly terms: Record<string, number> = {};
  private readonly ks: number[] = [];

  add({ loss, ...terms }: BatchLoss, rows: number): void {
    this.rows += rows;
    this.loss += loss * rows;
    for (const [name, value] of Object.entries(terms)) this.terms[name] = (this.terms[name] ?? 0) + value * rows;
  }

  clustered(k: number): void {
    this.ks[k] = (this.ks[k] ?? 0) + 1;
  }

  mean(): PassLoss {
    const terms = Object.fromEntries(Object.entries(this.terms).map(([name, sum]) => [name, sum / this.rows]));
    const most = Math.max(0, ...this.ks.filter(count => count > 0));
    return { loss: this.loss / this.rows, terms: terms as unknown as LossTerms, k: Math.max(0, this.ks.indexOf(most)) };
  }
}

/** What every batch of a pass adds to its spectra. */
function extras({ recipe, stack }: Job, epoch: number, random: Random, clusters: BatchClusters, tally: Tally) {
  const weights = weightsAt(recipe, epoch);
  const [draws, clustering] = [!isOff(recipe.beta), !isOff(recipe.gamma)];
  const latent = stack.layers[stack.latent].units;
  return (): Pick<Batch, 'beta' | 'gamma' | 'prior' | 'assign'> => ({
    ...weights,
    prior: draws ? normals(random, PRIOR_DRAWS * latent) : undefined,
    assign: clustering
      ? mu => {
          const labeling = clusters.label(mu);
          tally.clustered(labeling.k);
          return oneHot(labeling, recipe.silhouette.kMax);
        }
      : undefined,
  });
}

/** One pass over the training spectra in an order of its own; undefined as soon as a step's loss is not finite. */
export async function* trainEpoch(job: Job, state: TrainingState): AsyncGenerator<TrainEvent, PassLoss | undefined> {
  const { data, bands, recipe, stack, graph, signal } = job;
  const { batch, dropout, ema, seed, silhouette } = recipe;
  const attempt = state.epoch + 1e6 * state.failures;
  const random = createRandom(seed, EPOCH_STREAM + attempt);
  const latent = stack.layers[stack.latent].units;
  const clusters = batchClusters(silhouette, latent, createRandom(seed, CLUSTER_STREAM + attempt));
  const pass = data.training(random);
  const [input, target] = [new Float32Array(batch * bands), new Float32Array(batch * bands)];
  const gradient = new Float32Array(stack.parameters);
  const breathe = breather(signal);
  const tally = new Tally();
  const extra = extras(job, state.epoch, random, clusters, tally);
  const rate = rateOf(state, recipe);
  let reported = platform.now();
  for (;;) {
    await breathe();
    const rows = await pass.next(input, target);
    if (rows === 0) return tally.mean();
    await graph.load(state.theta);
    const masks = dropoutMasks(stack, rows, dropout, random);
    const noise = stack.logVariance && normals(random, rows * latent);
    const spectra = { rows, input: input.slice(0, rows * bands), target: target.slice(0, rows * bands) };
    const loss = await graph.step({ ...spectra, masks, noise, ...extra() }, gradient);
    if (!Number.isFinite(loss.loss)) return undefined;
    adamStep(state.theta, gradient, state.moments, rate);
    if (state.average) averageStep(state.average, state.theta, ema, state.moments.steps);
    tally.add(loss, rows);
    if (platform.now() - reported > PROGRESS_MS) {
      reported = platform.now();
      yield { type: 'progress', epoch: state.epoch + 1, done: tally.rows, total: pass.total };
    }
  }
}

/**
 * The loss of the validation spectra under the weights that count, without dropout and noise; what it draws is the same at every epoch. Where there
 * are further terms, batches are as large as in training, so that these compare. Undefined where nothing validates.
 */
export async function validate(job: Job, state: TrainingState): Promise<PassLoss | undefined> {
  const { data, bands, graph, signal, recipe, stack } = job;
  if (data.validates === 0) return undefined;
  const { seed, batch, silhouette, beta, gamma } = recipe;
  const size = Math.min(data.validates, isOff(beta) && isOff(gamma) ? EVALUATION_BATCH : batch);
  const random = createRandom(seed, EVALUATION_STREAM);
  const clusters = batchClusters(silhouette, stack.layers[stack.latent].units, createRandom(seed, EVALUATION_CLUSTER_STREAM));
  const [input, target] = [new Float32Array(size * bands), new Float32Array(size * bands)];
  const breathe = breather(signal);
  const tally = new Tally();
  const extra = extras(job, state.epoch, random, clusters, tally);
  const pass = data.validation();
  await graph.load(weightsOf(state));
  for (;;) {
    await breathe();
    const rows = await pass.next(input, target);
    if (rows === 0) return tally.rows > 0 ? tally.mean() : undefined;
    const spectra = { rows, input: input.slice(0, rows * bands), target: target.slice(0, rows * bands) };
    tally.add(await graph.loss({ ...spectra, ...extra() }), rows);
  }
}
