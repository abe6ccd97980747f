import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../../core/cube/errors.js';

/** Files that a training reads: what trains, and what `dataset` kept apart to validate. */
export interface TrainingInputs {
  readonly train: readonly string[];
  readonly validation: readonly string[];
}

const kindOf = (path: string): Promise<'file' | 'folder' | undefined> =>
  stat(path).then(
    found => (found.isDirectory() ? 'folder' : 'file'),
    () => undefined,
  );

/**
 * The files that inputs mean: a folder that `dataset` left stands for its train.fits, and its validation.fits where it has one; anything else for
 * itself. Throws InputError for another folder.
 */
export async function trainingInputs(inputs: readonly string[]): Promise<TrainingInputs> {
  const [train, validation]: [string[], string[]] = [[], []];
  for (const input of inputs) {
    if ((await kindOf(input)) !== 'folder') {
      train.push(input);
      continue;
    }
    const [spectra, held] = ['train.fits', 'validation.fits'].map(name => join(input, name));
    if ((await kindOf(spectra)) !== 'file')
      throw new InputError('no spectra to train on', {
        where: input,
        why: 'the folder has no train.fits',
        remedy: 'Name cubes, files of spectra, or a folder that dataset left.',
      });
    train.push(spectra);
    if ((await kindOf(held)) === 'file') validation.push(held);
  }
  return { train, validation };
}
