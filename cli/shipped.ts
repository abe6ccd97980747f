import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EncoderMismatchError } from '../core/cube/errors.js';
import { parseCard } from '../core/encoder/parse-card.js';
import type { Encoder, EncoderCard } from '../core/encoder/types.js';
import { readingFailure } from './reason.js';
import { assetLimit, readRegular } from './regular.js';

/** Encoders that come with the package: seen from dist/cli when built, from cli in the repository. */
const [FOLDER] = ['../../samples/encoders/', '../samples/encoders/']
  .map(path => fileURLToPath(new URL(path, import.meta.url)))
  .sort((a, b) => Number(existsSync(b)) - Number(existsSync(a)));

/** Reads an encoder folder (encoder.json, model.json, weights.bin and history.json where there is one). Throws EncoderMismatchError. */
export async function loadEncoder(folder: string): Promise<Encoder> {
  const read = async (name: string): Promise<Uint8Array> => {
    try {
      return await readRegular(join(folder, name), assetLimit);
    } catch (err) {
      throw new EncoderMismatchError('cannot read the encoder', {
        where: join(folder, name),
        why: readingFailure(err),
        remedy: `--encoder takes a folder that 'cloisonne train' wrote, or a shipped name: ${shippedNames().join(', ') || 'none'}.`,
        cause: err,
      });
    }
  };
  const { encoderFileNames, parseEncoder } = await import('../core/encoder/files.js');
  const [card, model, weights] = await Promise.all(encoderFileNames.map(read));
  const history = existsSync(join(folder, 'history.json')) ? { 'history.json': await read('history.json') } : {};
  return parseEncoder({ 'encoder.json': card, 'model.json': model, 'weights.bin': weights, ...history }, folder);
}

/** Folder of a shipped encoder. */
export const shippedFolder = (name: string): string => join(FOLDER, name);

/** Scores of an encoder with one K on one cube: F1 weighted by the spaxels of the classes, silhouette the mean over clusters. */
export interface EvaluationScores {
  readonly k: number;
  readonly silhouette: number;
  readonly ari: number;
  readonly nmi: number;
  readonly acc: number;
  readonly f1: number;
}

/** What evaluation.json says of a shipped encoder on one cube: with the K that it chose, and with the true one where that was tried. */
export interface CubeEvaluation {
  readonly cube: { readonly kind: string; readonly seed?: number; readonly cube?: string };
  readonly classes: number;
  readonly chosen: EvaluationScores | null;
  readonly given: EvaluationScores | null;
}

/** Cubes that a shipped encoder was judged on (`samples/evaluate-encoders.mjs`); none where nobody knows the truth. */
export function shippedEvaluation(name: string): readonly CubeEvaluation[] {
  const path = join(FOLDER, name, 'evaluation.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as { cubes: CubeEvaluation[] }).cubes : [];
}

/** Names of the shipped encoders, sorted. */
export function shippedNames(): string[] {
  if (!existsSync(FOLDER)) return [];
  return readdirSync(FOLDER)
    .filter(name => existsSync(join(FOLDER, name, 'encoder.json')))
    .sort();
}

/** The cards of all shipped encoders, without their weights. */
export function shippedCards(): EncoderCard[] {
  return shippedNames()
    .map(name => join(FOLDER, name, 'encoder.json'))
    .map(path => parseCard(readFileSync(path), path));
}

/** All shipped encoders. */
export function loadShipped(): Promise<Encoder[]> {
  return Promise.all(shippedNames().map(name => loadEncoder(join(FOLDER, name))));
}

/** The encoder an --encoder option means: a folder, or the name of a shipped one. */
export function findEncoder(nameOrFolder: string): Promise<Encoder> {
  if (!existsSync(nameOrFolder) && shippedNames().includes(nameOrFolder)) return loadEncoder(join(FOLDER, nameOrFolder));
  return loadEncoder(nameOrFolder);
}
