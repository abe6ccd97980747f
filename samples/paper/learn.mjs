/** Training of the studies' encoders, in steps that survive an interruption. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encoderFileNames, encoderFiles, parseEncoder, parseSteps, trainEncoder } from '../../dist/core/index.js';
import { museAxis } from '../../dist/core/synth/index.js';
import { energyAxis } from '../../dist/core/synth/xrf/spectrum.js';
import { protocol } from './generate.mjs';
import { openSet } from './sets.mjs';
import { save } from './store.mjs';

/** Spectra of a streamed set that are shuffled together. */
const WINDOW = 32768;

const axes = { astro: museAxis, painting: energyAxis };
const units = { astro: '10**(-20)*erg/s/cm**2/Angstrom', painting: 'count' };

/** Recipes of both studies; `size` fills in what the reduced protocol changes. */
export const allRecipes = JSON.parse(readFileSync(new URL('recipes.json', import.meta.url), 'utf8'));
export function recipeOf(study, name, size) {
  const { recipe, reduced, ...rest } = allRecipes[study][name];
  return { ...rest, recipe: { ...recipe, ...(size === 'reduced' ? reduced : {}) } };
}

/** Training spectra followed by validation spectra: a streamed training takes the last ones to validate, so whole images are held out. */
function joined(train, validation) {
  return {
    n: train.n + validation.n,
    bands: train.bands,
    async read(from, count, out) {
      const split = Math.max(0, Math.min(count, train.n - from));
      if (split > 0) await train.read(from, split, out.subarray(0, split * train.bands));
      if (split < count)
        await validation.read(Math.max(0, from - train.n), count - split, out.subarray(split * train.bands, count * train.bands));
    },
  };
}

/** The encoder in a folder, with its history. */
export function openEncoder(dir) {
  const names = [...encoderFileNames, 'history.json'];
  return parseEncoder(Object.fromEntries(names.map(name => [name, new Uint8Array(readFileSync(join(dir, name)))])), dir);
}

/** Writes an encoder's files. */
export function saveEncoder(dir, encoder) {
  for (const [name, bytes] of Object.entries(encoderFiles(encoder))) save(join(dir, name), bytes);
}

/**
 * Trains on sets [train, validation] by a recipe. `state` has `load()` and `save(bytes)` for the checkpoint after each epoch. Returns the encoder.
 */
export async function learn({ study, name, sets, limits = [], steps, recipe, state, onEvent = () => {} }) {
  const [train, validation] = sets.map((set, i) => openSet(set, limits[i]));
  try {
    const spectra = joined(train, validation);
    const training = trainEncoder({
      spectra,
      n: spectra.n,
      axis: axes[study](protocol[study].bands),
      unit: units[study],
      steps: parseSteps(steps),
      recipe: { ...recipe, validation: validation.n / spectra.n, shuffleWindow: Math.min(WINDOW, train.n) },
      name,
      description: `The ${study} study of arXiv:2401.17695 on synthetic spectra`,
      licence: 'MIT',
      data: 'samples/paper/protocol.json',
      resume: state?.load(),
      checkpointEvery: state ? 1 : 0,
    });
    for (;;) {
      const { done, value } = await training.next();
      if (done) return value;
      if (value.type === 'checkpoint') state?.save(value.bytes);
      onEvent(value);
    }
  } finally {
    train.close();
    validation.close();
  }
}
