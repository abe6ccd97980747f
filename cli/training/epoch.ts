import { duration } from '../../core/cube/words.js';
import type { LossTerms } from '../../core/encoder/index.js';
import type { TrainEvent } from '../../core/train/index.js';
import { rateText } from '../progress.js';

/** An epoch as training tells it. */
export type EpochEvent = Extract<TrainEvent, { type: 'epoch' }>;

const number = (value: number): string => (value === 0 ? '0' : Number(value.toPrecision(3)).toString());

function termsText({ reconstruction, mmd, silhouetteLoss }: LossTerms): string {
  const parts = [
    ['rec', reconstruction],
    ['mmd', mmd],
    ['sil', silhouetteLoss],
  ] as const;
  const known = parts.filter(([, value]) => value !== undefined);
  return known.length > 1 ? ` (${known.map(([name, value]) => `${name} ${number(value as number)}`).join(', ')})` : '';
}

/** `epoch  7/200`. */
export const epochName = (epoch: number, epochs: number): string =>
  `epoch ${String(epoch).padStart(String(epochs).length)}/${epochs}`;

/** Losses with their terms, a star where it is the best so far, learning rate, clusters, spectra per second, time left. */
export function epochFacts(event: EpochEvent): string {
  const { epoch, epochs, loss, valLoss, terms, valTerms, learningRate, best, k, spectraPerSecond, secondsLeft } = event;
  return [
    `loss ${number(loss)}${termsText(terms)}`,
    `val ${number(valLoss)}${termsText(valTerms)}${best ? ' *' : ''}`,
    `lr ${number(learningRate)}`,
    k > 0 ? `K ${k}` : '',
    rateText(spectraPerSecond, 'spectra'),
    epoch < epochs && secondsLeft >= 0.5 ? `at most ${duration(secondsLeft)} left` : '',
  ]
    .filter(Boolean)
    .join('  ');
}

/** An epoch in one line. */
export const epochLine = (event: EpochEvent): string => `${epochName(event.epoch, event.epochs)}  ${epochFacts(event)}`;
