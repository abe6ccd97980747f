import { TrainingError } from '../cube/errors.js';
import type { HistoryRow } from '../encoder/types.js';
import { freshMoments, type Moments } from './adam.js';
import type { Recipe } from './types.js';

/** Everything that training is between two epochs; the random numbers of an epoch depend on the seed, the epoch and `failures` only. */
export interface TrainingState {
  /** Epochs done. */
  epoch: number;
  theta: Float32Array;
  /** Exponential moving average of theta, where the recipe asks for one. */
  average?: Float32Array;
  moments: Moments;
  /** Before the cosine. */
  learningRate: number;
  best: { epoch: number; loss: number; valLoss: number; theta: Float32Array };
  /** Epochs since the best one; since the learning rate last changed or the validation loss was better than `plateau`. */
  sinceBest: number;
  sinceChange: number;
  /** The lowest validation loss that the plateau compares with; it starts anew when `bestAfter` is over. */
  plateau: number;
  /** How often the loss was not a number. */
  failures: number;
  history: readonly HistoryRow[];
}

/** A validation loss must be better by this fraction to count as better. */
const IMPROVEMENT = 1e-4;
const SLOWEST = 1e-3;
const MOST_FAILURES = 5;

/** State before the first epoch. */
export function freshState(theta: Float32Array, { learningRate, ema }: Pick<Recipe, 'learningRate' | 'ema'>): TrainingState {
  const best = { epoch: 0, loss: Number.MAX_VALUE, valLoss: Number.MAX_VALUE, theta: theta.slice() };
  const average = ema > 0 ? theta.slice() : undefined;
  const counters = { epoch: 0, sinceBest: 0, sinceChange: 0, failures: 0, plateau: Number.MAX_VALUE };
  return { ...counters, theta, average, moments: freshMoments(theta.length), learningRate, best, history: [] };
}

/** The weights that count: averaged ones where there are any. */
export function weightsOf({ theta, average }: TrainingState): Float32Array {
  return average ?? theta;
}

/**
 * Adds theta to its exponential moving average, in place: average += (1 - d) (theta - average), where d grows from 2/11 towards `decay` with the
 * steps taken, min(decay, (1 + steps) / (10 + steps)), so that first weights are soon forgotten (as TensorFlow's ExponentialMovingAverage).
 */
export function averageStep(average: Float32Array, theta: Float32Array, decay: number, steps: number): void {
  const share = 1 - Math.min(decay, (1 + steps) / (10 + steps));
  for (let i = 0; i < theta.length; i++) average[i] += share * (theta[i] - average[i]);
}

/** The learning rate of the epoch to come: `cosine` follows half a cosine to 0 (Loshchilov and Hutter 2017), without restarts. */
export function rateOf({ learningRate, epoch }: TrainingState, { rate, epochs }: Pick<Recipe, 'rate' | 'epochs'>): number {
  return rate === 'cosine' ? (learningRate * (1 + Math.cos((Math.PI * epoch) / epochs))) / 2 : learningRate;
}

/** What of a recipe decides about the end of an epoch. */
export type EpochRules = Pick<Recipe, 'learningRate' | 'rate' | 'plateau' | 'bestAfter'>;

/**
 * Closes an epoch: remembers the best weights (the latest ones as long as `bestAfter` lasts), lowers the learning rate on a plateau. True when the
 * epoch is the best so far.
 */
export function endEpoch(state: TrainingState, loss: number, valLoss: number, rules: EpochRules): boolean {
  const { bestAfter, plateau, learningRate, rate } = rules;
  const early = state.epoch < bestAfter;
  if (state.epoch === bestAfter) state.plateau = Number.MAX_VALUE;
  const first = early || state.best.epoch <= bestAfter;
  state.epoch++;
  state.sinceBest++;
  if (first || valLoss < state.best.valLoss * (1 - IMPROVEMENT)) {
    state.best = { epoch: state.epoch, loss, valLoss, theta: weightsOf(state).slice() };
    state.sinceBest = 0;
  }
  state.sinceChange++;
  if (valLoss < state.plateau * (1 - IMPROVEMENT)) {
    state.plateau = valLoss;
    state.sinceChange = 0;
  } else if (rate === 'plateau' && state.sinceChange >= plateau.patience) {
    state.learningRate = Math.max(state.learningRate * plateau.factor, learningRate * SLOWEST);
    state.sinceChange = 0;
  }
  return !early && state.sinceBest === 0;
}

/** After a loss that is not a number: back to the best weights with half the learning rate. TrainingError after five times. */
export function recover(state: TrainingState): void {
  if (++state.failures > MOST_FAILURES) {
    throw new TrainingError('training does not converge', {
      why: `the loss became infinite or not a number ${state.failures} times, last with learning rate ${state.learningRate.toPrecision(2)}`,
      remedy: 'Lower the learning rate, or scale the spectra (steps asinh, snv, standardise).',
    });
  }
  state.learningRate /= 2;
  state.theta.set(state.best.theta);
  state.average?.set(state.best.theta);
  state.moments = freshMoments(state.theta.length);
  state.sinceChange = 0;
}
