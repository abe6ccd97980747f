import { TrainingError } from '../cube/errors.js';
import { freshMoments, type Moments } from './adam.js';
import type { Recipe } from './types.js';

/** Everything that training is between two epochs; the random numbers of an epoch depend on the seed, the epoch and `failures` only. */
export interface TrainingState {
  /** Epochs done. */
  epoch: number;
  theta: Float32Array;
  moments: Moments;
  learningRate: number;
  best: { epoch: number; loss: number; valLoss: number; theta: Float32Array };
  /** Epochs since the best one, and since the learning rate last changed or the best epoch. */
  sinceBest: number;
  sinceChange: number;
  /** How often the loss was not a number. */
  failures: number;
}

/** A validation loss must be better by this fraction to count as better. */
const IMPROVEMENT = 1e-4;
const SLOWEST = 1e-3;
const MOST_FAILURES = 5;

/** State before the first epoch. */
export function freshState(theta: Float32Array, { learningRate }: Recipe): TrainingState {
  const best = { epoch: 0, loss: Number.MAX_VALUE, valLoss: Number.MAX_VALUE, theta: theta.slice() };
  return { epoch: 0, theta, moments: freshMoments(theta.length), learningRate, best, sinceBest: 0, sinceChange: 0, failures: 0 };
}

/** Closes an epoch: remembers the best weights, halves the learning rate on a plateau. True when the epoch is the best so far. */
export function endEpoch(state: TrainingState, loss: number, valLoss: number, { patience, learningRate }: Recipe): boolean {
  state.epoch++;
  const better = valLoss < state.best.valLoss * (1 - IMPROVEMENT);
  if (better) {
    state.best = { epoch: state.epoch, loss, valLoss, theta: state.theta.slice() };
    state.sinceBest = 0;
    state.sinceChange = 0;
    return true;
  }
  state.sinceBest++;
  if (++state.sinceChange >= Math.max(1, Math.floor(patience / 3))) {
    state.learningRate = Math.max(state.learningRate / 2, learningRate * SLOWEST);
    state.sinceChange = 0;
  }
  return false;
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
  state.moments = freshMoments(state.theta.length);
  state.sinceChange = 0;
}
