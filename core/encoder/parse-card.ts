import { EncoderMismatchError } from '../cube/errors.js';
import { cardProblem } from './card.js';
import type { EncoderCard } from './types.js';

/** The error of an encoder file that is not what it should be. */
export const mismatch = (where: string, why: string, cause?: unknown): EncoderMismatchError =>
  new EncoderMismatchError('cannot read the encoder', { where, why, remedy: 'Copy the whole encoder folder again.', cause });

/** UTF-8 JSON of an encoder file. Throws EncoderMismatchError. */
export function parseJson(bytes: Uint8Array, where: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (err) {
    throw mismatch(where, 'not JSON', err);
  }
}

/** The card of an encoder without its weights: the bytes of encoder.json, checked. Throws EncoderMismatchError. */
export function parseCard(bytes: Uint8Array, where: string): EncoderCard {
  const card = parseJson(bytes, where);
  const problem = cardProblem(card);
  if (problem) throw mismatch(where, problem);
  return card as EncoderCard;
}
