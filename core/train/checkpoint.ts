import { TrainingError } from '../cube/errors.js';
import type { TrainingState } from './state.js';

const MAGIC = 0x4b434c43;

/** A state as bytes: magic, length of the head, JSON head with `key`, then weights, both moments, best and averaged weights (float32). */
export function packState(state: TrainingState, key: string): Uint8Array {
  const { theta, moments, best, average, ...rest } = state;
  const list = [theta, moments.first, moments.second, best.theta, ...(average ? [average] : [])];
  const numbers = { ...rest, steps: moments.steps, best: { ...best, theta: undefined } };
  const head = new TextEncoder().encode(JSON.stringify({ key, parameters: theta.length, arrays: list.length, ...numbers }));
  const start = Math.ceil((8 + head.length) / 4) * 4;
  const out = new Uint8Array(start + 4 * list.length * theta.length);
  new Uint32Array(out.buffer, 0, 2).set([MAGIC, head.length]);
  out.set(head, 8);
  const arrays = new Float32Array(out.buffer, start);
  list.forEach((array, i) => {
    arrays.set(array, i * theta.length);
  });
  return out;
}

/** Reads a checkpoint of the same recipe and spectra (`key`). TrainingError when it is damaged or of another training. */
export function unpackState(bytes: Uint8Array, key: string): TrainingState {
  const fail = (why: string, cause?: unknown): never => {
    throw new TrainingError('cannot go on from the checkpoint', { why, remedy: 'Start training anew.', cause });
  };
  const copy = bytes.slice();
  const [magic, length] = copy.length >= 8 ? new Uint32Array(copy.buffer, 0, 2) : [0, 0];
  if (magic !== MAGIC || 8 + length > copy.length) fail('it is damaged');
  let head: Record<string, unknown> = {};
  try {
    head = JSON.parse(new TextDecoder().decode(copy.subarray(8, 8 + length)));
  } catch (err) {
    fail('it is damaged', err);
  }
  if (head.key !== key) fail('it belongs to other spectra or another recipe');
  const {
    key: _,
    parameters,
    arrays,
    steps,
    best,
    ...rest
  } = head as Record<'parameters' | 'arrays' | 'steps', number> & {
    key: string;
    best: object;
  };
  const start = Math.ceil((8 + length) / 4) * 4;
  if (copy.length !== start + 4 * arrays * parameters) fail('it is truncated');
  const [theta, first, second, bestTheta, average] = Array.from({ length: arrays }, (_, i) =>
    new Float32Array(copy.buffer, start + 4 * i * parameters, parameters).slice(),
  );
  return {
    ...rest,
    theta,
    average,
    moments: { first, second, steps },
    best: { ...best, theta: bestTheta },
  } as unknown as TrainingState;
}
