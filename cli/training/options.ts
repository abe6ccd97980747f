import type { Options } from 'yargs';
import { defaultRecipe } from '../../core/train/index.js';

const model = 'Model:';
const loss = 'Loss:';
const steps = 'Steps of training:';

const options: Readonly<Record<string, Options>> = {
  method: { group: model, type: 'string', choices: ['autoencoder', 'pca'], describe: 'what to train' },
  latent: { group: model, type: 'number', describe: 'latent size' },
  hidden: {
    group: model,
    type: 'string',
    describe: 'hidden layers: halve, sizes such as 512,256,32, or a rule such as specular:powers:3:32',
  },
  activation: {
    group: model,
    type: 'string',
    choices: ['selu', 'relu', 'tanh', 'sigmoid'],
    describe: 'of the hidden layers',
  },
  embedding: {
    group: model,
    type: 'string',
    choices: ['same', 'tanh'],
    describe: 'activation of the last layer before the latent',
  },
  initialisation: {
    group: model,
    type: 'string',
    choices: ['auto', 'he', 'lecun', 'reference'],
    describe: 'first weights',
  },
  dropout: { group: model, type: 'number', describe: 'share of hidden units left out in a step' },
  output: {
    group: model,
    type: 'string',
    choices: ['linear', 'sigmoid'],
    describe: 'activation of the last layer',
  },
  variational: { group: model, type: 'boolean', describe: 'mean and log variance of every latent (InfoVAE with --beta)' },
  beta: { group: loss, type: 'string', describe: 'weight of the MMD by epoch i, e.g. 0.01*step(30) or ramp(10,30)' },
  mmd: { group: loss, type: 'string', choices: ['reference', 'multiscale'], describe: 'its kernel' },
  gamma: { group: loss, type: 'string', describe: 'weight of the silhouette loss by epoch i' },
  silhouette: {
    group: loss,
    type: 'string',
    describe: 'its form and mean: pairwise or centroid, macro or points',
  },
  'batch-k': { group: loss, type: 'string', describe: 'clusters looked for in each batch' },
  combine: { group: loss, type: 'string', choices: ['sum', 'product'], describe: 'how the terms are joined' },
  epochs: { group: steps, type: 'number', describe: 'largest number of epochs' },
  batch: { group: steps, type: 'number', describe: 'spectra a step' },
  'learning-rate': { group: steps, type: 'number', describe: 'of Adam, at the start' },
  rate: { group: steps, type: 'string', choices: ['plateau', 'cosine'], describe: 'how it falls' },
  plateau: {
    group: steps,
    type: 'string',
    describe: 'factor, and epochs without improvement before it falls',
  },
  patience: { group: steps, type: 'number', describe: 'epochs without improvement before training stops' },
  'best-after': { group: steps, type: 'number', describe: 'epochs before which no model counts as the best' },
  ema: { group: steps, type: 'number', describe: 'decay of averaged weights, which are then kept; 0 is off' },
  validation: {
    group: steps,
    type: 'number',
    describe: 'share of the spectra that validate, where the set brings none of its own',
  },
  'shuffle-window': { group: steps, type: 'number', describe: 'spectra of a large set that are shuffled together in memory' },
  seed: { group: steps, type: 'number', describe: 'seed of every random choice' },
};

/** What `completeRecipe` fills in, as an option would be written; of the rest `--help` says it in words. */
function defaultOf(option: string): string | undefined {
  const { silhouette, plateau } = defaultRecipe;
  if (option === 'silhouette') return `${silhouette.form},${silhouette.average}`;
  if (option === 'batch-k') return `${silhouette.kMin}..${silhouette.kMax}`;
  if (option === 'plateau') return `${plateau.factor}, and a third of the patience`;
  const value = defaultRecipe[fieldOf(option)];
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** The field of a recipe that an option such as `learning-rate` gives. */
const fieldOf = (option: string) =>
  option.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()) as keyof typeof defaultRecipe;

/** Options that are fields of a recipe, by the part of `--help` they stand in. None has a default of its own: a recipe file may give it. */
export const recipeOptions: Readonly<Record<string, Options>> = Object.fromEntries(
  Object.entries(options).map(([name, option]) => [
    name,
    { ...option, describe: `${option.describe} (default: ${defaultOf(name)})` },
  ]),
);

const card = 'Card:';

/** Options that say what to train on and what the card says; a recipe file may give them as well. */
export const dataOptions: Readonly<Record<string, Options>> = {
  steps: { group: 'Data:', type: 'string', describe: 'preprocessing, e.g. asinh:scale=auto (default: by the kind of data)' },
  sample: { group: 'Data:', type: 'number', describe: 'most spaxels of each cube, spread evenly (default: 100000)' },
  name: { group: card, type: 'string', describe: 'name (default: of the folder)' },
  description: { group: card, type: 'string', describe: 'what it is' },
  licence: { group: card, type: 'string', describe: 'licence' },
};
