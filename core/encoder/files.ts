import { platform } from '#platform';
import { isObject } from '../cube/json.js';
import { compileSteps } from '../preprocess/index.js';
import { axisOfCard, cardText } from './card.js';
import { modelJson, readModel, weightBytes } from './layers-model.js';
import { mismatch, parseCard, parseJson } from './parse-card.js';
import type { Encoder, EncoderCard, EncoderHistory } from './types.js';

/** An encoder as the bytes of its three files, and of its history where it has one. */
export interface EncoderFiles {
  readonly 'encoder.json': Uint8Array;
  readonly 'model.json': Uint8Array;
  readonly 'weights.bin': Uint8Array;
  readonly 'history.json'?: Uint8Array;
}

/** The names of the files that every encoder has. */
export const encoderFileNames = ['encoder.json', 'model.json', 'weights.bin'] as const;

/** The files of an encoder: the same encoder gives the same bytes. */
export function encoderFiles({ card, encode, decode, history }: Encoder): EncoderFiles {
  const text = (value: string) => new TextEncoder().encode(value);
  return {
    'encoder.json': text(cardText(card)),
    'model.json': text(`${JSON.stringify(modelJson(encode, decode))}\n`),
    'weights.bin': weightBytes(encode, decode),
    ...(history && { 'history.json': text(`${JSON.stringify(history)}\n`) }),
  };
}

function bandsAfterSteps({ steps, input }: EncoderCard, where: string): number {
  try {
    return compileSteps(steps, axisOfCard(input.axis)).outputBands;
  } catch (err) {
    throw mismatch(where, (err as Error).message, err);
  }
}

/**
 * Reads an encoder from its files and checks all of it: the card's fields, layer sizes against the weights' length, SHA-256, finite
 * weights, shapes of the golden vectors; the history where it is given. `name` says where they came from. Throws EncoderMismatchError.
 */
export async function parseEncoder(files: EncoderFiles, name: string): Promise<Encoder> {
  const at = (file: string) => `${name}/${file}`;
  const card = parseCard(files['encoder.json'], at('encoder.json'));
  const { latent, layers, weights } = card;
  const sha256 = await platform.sha256(files['weights.bin']);
  if (sha256 !== weights.sha256) throw mismatch(at('weights.bin'), 'its SHA-256 is not the one on the card');
  const { encode, decode } = readModel(parseJson(files['model.json'], at('model.json')), files['weights.bin'], at('model.json'));
  const size = encode.layers[encode.layers.length - 1].units;
  const outputs = decode?.layers[decode.layers.length - 1].units ?? encode.inputSize;
  if (size !== latent) throw mismatch(at('model.json'), `latent layer of ${size}, the card says ${latent}`);
  if ((decode === undefined) !== (layers.decoder.length === 0))
    throw mismatch(
      at('model.json'),
      `it has ${decode ? 'a' : 'no'} decoder, but the card says it has ${decode ? 'none' : 'one'}`,
    );
  const bands = bandsAfterSteps(card, at('encoder.json'));
  if (bands !== encode.inputSize)
    throw mismatch(at('model.json'), `${encode.inputSize} inputs, but the steps give ${bands} bands`);
  if (outputs !== encode.inputSize) throw mismatch(at('model.json'), `${encode.inputSize} inputs, but ${outputs} outputs`);
  const history = files['history.json'] && readHistory(files['history.json'], at('history.json'));
  return { card, encode, decode, ...(history && { history }) };
}

function readHistory(bytes: Uint8Array, where: string): EncoderHistory {
  const value = parseJson(bytes, where);
  const good = isObject(value) && ['epochs', 'reconstructions', 'latents'].every(field => Array.isArray(value[field]));
  if (!good) throw mismatch(where, 'not the history of a training');
  return value as unknown as EncoderHistory;
}
