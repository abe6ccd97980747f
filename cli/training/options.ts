import type { Options } from 'yargs';

const model = 'Model:';
const loss = 'Loss:';
const steps = 'Steps of training:';

/** Options that are fields of a recipe, by the part of `--help` they stand in. None has a default of its own: a recipe file may give it. */
export const recipeOptions: Readonly<Record<string, Options>> = {
  method: { group: model, type: 'string', choices: ['autoencoder', 'pca'], describe: 'what to train (default: autoencoder)' },
  latent: { group: model, type: 'number', describe: 'latent size (default: 3)' },
  hidden: {
    group: model,
    type: 'string',
    describe: 'hidden layers: halve, sizes such as 512,256,32, or a rule such as specular:powers:3:32 (default: halve)',
  },
  activation: {
    group: model,
    type: 'string',
    choices: ['selu', 'relu', 'tanh', 'sigmoid'],
    describe: 'of the hidden layers (default: selu)',
  },
  embedding: {
    group: model,
    type: 'string',
    choices: ['same', 'tanh'],
    describe: 'activation of the last layer before the latent (default: same)',
  },
  initialisation: {
    group: model,
    type: 'string',
    choices: ['auto', 'he', 'lecun', 'reference'],
    describe: 'first weights (default: auto)',
  },
  dropout: { group: model, type: 'number', describe: 'share of hidden units left out in a step (default: 0)' },
  output: {
    group: model,
    type: 'string',
    choices: ['linear', 'sigmoid'],
    describe: 'activation of the last layer (default: linear)',
  },
  variational: { group: model, type: 'boolean', describe: 'mean and log variance of every latent (InfoVAE with --beta)' },
  beta: { group: loss, type: 'string', describe: 'weight of the MMD by epoch i, e.g. 0.01*step(30) or ramp(10,30) (default: 0)' },
  mmd: { group: loss, type: 'string', choices: ['reference', 'multiscale'], describe: 'its kernel (default: reference)' },
  gamma: { group: loss, type: 'string', describe: 'weight of the silhouette loss by epoch i (default: 0)' },
  silhouette: {
    group: loss,
    type: 'string',
    describe: 'its form and mean: pairwise or centroid, macro or points (default: pairwise,macro)',
  },
  'batch-k': { group: loss, type: 'string', describe: 'clusters looked for in each batch (default: 2..6)' },
  combine: { group: loss, type: 'string', choices: ['sum', 'product'], describe: 'how the terms are joined (default: sum)' },
  epochs: { group: steps, type: 'number', describe: 'largest number of epochs (default: 200)' },
  batch: { group: steps, type: 'number', describe: 'spectra a step (default: 256)' },
  'learning-rate': { group: steps, type: 'number', describe: 'of Adam, at the start (default: 0.001)' },
  rate: { group: steps, type: 'string', choices: ['plateau', 'cosine'], describe: 'how it falls (default: plateau)' },
  plateau: {
    group: steps,
    type: 'string',
    describe: 'factor and epochs without improvement before it falls (default: 0.5 and a third of the patience)',
  },
  patience: { group: steps, type: 'number', describe: 'epochs without improvement before training stops (default: 24)' },
  'best-after': { group: steps, type: 'number', describe: 'epochs before which no model counts as the best (default: 0)' },
  ema: { group: steps, type: 'number', describe: 'decay of averaged weights, which are then kept; 0 is off (default: 0)' },
  validation: { group: steps, type: 'number', describe: 'share of the spectra that validate (default: 0.1)' },
  'shuffle-window': { group: steps, type: 'number', describe: 'spectra of a large set that are shuffled together in memory' },
  seed: { group: steps, type: 'number', describe: 'seed of every random choice (default: 0)' },
};

const card = 'Card:';

/** Options that say what to train on and what the card says; a recipe file may give them as well. */
export const dataOptions: Readonly<Record<string, Options>> = {
  steps: { group: 'Data:', type: 'string', describe: 'preprocessing, e.g. asinh:scale=auto (default: by the kind of data)' },
  sample: { group: 'Data:', type: 'number', describe: 'most spaxels of each cube, spread evenly (default: 100000)' },
  name: { group: card, type: 'string', describe: 'name (default: of the folder)' },
  description: { group: card, type: 'string', describe: 'what it is' },
  licence: { group: card, type: 'string', describe: 'licence' },
};
