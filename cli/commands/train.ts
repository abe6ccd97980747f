import { createHash } from 'node:crypto';
import { UsageError } from '../../core/cube/errors.js';
import { basenameOf } from '../../core/cube/name.js';
import { encoderFiles } from '../../core/encoder/index.js';
import type { Encoder } from '../../core/encoder/types.js';
import { parseSteps } from '../../core/preprocess/index.js';
import { type Recipe, type TrainEvent, type TrainOptions, trainEncoder } from '../../core/train/index.js';
import type { Command } from '../command.js';
import { inputIdentity } from '../inputs.js';
import { interruptible } from '../interrupt.js';
import { computeOptions, inputOptions, selectionOptions } from '../options.js';
import { openOutput } from '../output/index.js';
import { Progress } from '../progress.js';
import { wholeNumber } from '../selection.js';
import { collectSpectra, stepsFor } from '../training-set.js';
import { packageVersion } from '../version.js';

const RECIPE = [
  'method',
  'latent',
  'hidden',
  'activation',
  'dropout',
  'epochs',
  'batch',
  'learning-rate',
  'patience',
  'seed',
  'output',
];
const DECIDING = [
  ...RECIPE,
  'steps',
  'sample',
  'axis',
  'plane',
  'bands',
  'exclude',
  'region',
  'mask',
  'min-good',
  'name',
  'description',
  'licence',
];

// Training runs on one thread.
const { threads: _, ...trainOptions } = computeOptions;

/** `cloisonne train CUBE... --out ENC`: an encoder from the spectra of one or more cubes. */
export const trainCommand: Command = {
  usage: 'train <cube..>',
  describe: 'Train an encoder on the spectra of one or more cubes of the same axis',
  positionals: { cube: { describe: 'cubes with the same spectral axis', type: 'string', array: true } },
  options: {
    out: { type: 'string', demandOption: true, describe: 'folder for the encoder' },
    method: { type: 'string', default: 'autoencoder', choices: ['autoencoder', 'pca'], describe: 'what to train' },
    latent: { type: 'number', default: 3, describe: 'latent size' },
    hidden: { type: 'string', default: 'halve', describe: 'hidden layers of the encoder: halve, or sizes such as 512,256,32' },
    activation: {
      type: 'string',
      default: 'selu',
      choices: ['selu', 'relu', 'tanh', 'sigmoid'],
      describe: 'of the hidden layers',
    },
    dropout: { type: 'number', default: 0, describe: 'share of hidden units left out in a step (AlphaDropout for selu)' },
    output: { type: 'string', default: 'linear', choices: ['linear', 'sigmoid'], describe: 'activation of the last layer' },
    epochs: { type: 'number', default: 200, describe: 'largest number of epochs' },
    batch: { type: 'number', default: 256, describe: 'spectra a step' },
    'learning-rate': { type: 'number', default: 0.001, describe: 'of Adam, at the start' },
    patience: { type: 'number', default: 24, describe: 'epochs without improvement before training stops' },
    steps: { type: 'string', describe: 'preprocessing, e.g. asinh:scale=auto (default: by the kind of data)' },
    sample: { type: 'number', default: 100_000, describe: 'most spaxels taken from each cube, spread evenly' },
    name: { type: 'string', describe: 'name on the card (default: of the folder)' },
    description: { type: 'string', default: '', describe: 'description on the card' },
    licence: { type: 'string', default: '', describe: 'licence on the card' },
    overwrite: { type: 'boolean', default: false, describe: 'replace an existing encoder' },
    ...selectionOptions,
    ...inputOptions,
    ...trainOptions,
  },
  examples: [
    ['cloisonne train cube.fits --out enc/cube', 'an autoencoder with three latents'],
    ['cloisonne train a.tif b.tif --method pca --steps sqrt,area --out enc/xrf', 'a PCA over two scans'],
  ],
  run: argv => interruptible(signal => run(argv, signal)),
};

async function run(argv: Record<string, unknown>, signal: AbortSignal): Promise<void> {
  const cubes = (argv.cube as string[]).map(String);
  const progress = new Progress(process.stderr, argv.quiet === true);
  const recipe = recipeOf(argv);
  const backend = trainingBackend(argv.engine);
  const deciding = Object.fromEntries(DECIDING.map(key => [key, argv[key] ?? null]));
  const identities = await Promise.all(cubes.map(inputIdentity));
  const recipeHash = createHash('sha256')
    .update(JSON.stringify([packageVersion(), identities, deciding]))
    .digest('hex');
  const output = await openOutput(String(argv.out), { overwrite: argv.overwrite === true, recipeHash });
  try {
    for (const warning of output.warnings) progress.line(`warning: ${warning}`);
    if (output.resumed) progress.line('going on where an interrupted run stopped');
    const set = await collectSpectra(cubes, argv, signal);
    const steps = argv.steps === undefined ? stepsFor(set) : parseSteps(String(argv.steps));
    const training = trainEncoder({
      ...{ spectra: set.data, n: set.n, axis: set.axis, unit: set.unit, steps, signal },
      recipe,
      name: String(argv.name ?? basenameOf(String(argv.out).replace(/[\\/]+$/, ''))),
      description: String(argv.description),
      licence: String(argv.licence),
      data: `${set.n} spaxels of ${cubes.map(basenameOf).join(', ')}`,
      software: `cloisonne ${packageVersion()}`,
      resume: await output.load('training'),
      checkpointEvery: 10,
      backend,
    });
    const encoder = await follow(training, progress, bytes => output.save('training', bytes));
    for (const [file, bytes] of Object.entries(encoderFiles(encoder))) await output.write(file, bytes);
    await output.commit();
    const { card } = encoder;
    const facts = {
      out: output.dir,
      name: card.name,
      method: card.method,
      latent: card.latent,
      spectra: card.training.spectra,
      ...card.training.result,
    };
    process.stdout.write(
      argv.json
        ? `${JSON.stringify(facts)}\n`
        : `${card.name}: ${card.method === 'pca' ? 'PCA' : card.method} to ${card.latent} latents from ${card.training.spectra} spectra\nEncoder: ${argv.out}\n`,
    );
  } finally {
    progress.clear();
    await output.release();
  }
}

async function follow(
  training: AsyncGenerator<TrainEvent, Encoder>,
  progress: Progress,
  save: (bytes: Uint8Array) => Promise<void>,
): Promise<Encoder> {
  let spectra = 0;
  for (let next = await training.next(); ; next = await training.next()) {
    if (next.done) return next.value;
    const event = next.value;
    if (event.type === 'warning') progress.line(`warning: ${event.message}`);
    if (event.type === 'checkpoint') await save(event.bytes);
    if (event.type === 'start') {
      spectra = event.spectra;
      const layers = event.layers.join('-');
      progress.line(`${spectra} spectra, layers ${layers}, ${event.parameters} parameters, on ${event.backend}`);
    }
    if (event.type === 'epoch') {
      const note = `loss ${event.loss.toPrecision(3)}, val. ${event.valLoss.toPrecision(3)}`;
      progress.update('train', event.epoch, event.epochs, spectra * event.epochs, 'spectra', note);
    }
  }
}

function recipeOf(argv: Record<string, unknown>): Partial<Recipe> {
  const hidden = String(argv.hidden);
  return {
    method: argv.method as Recipe['method'],
    latent: wholeNumber(argv.latent, 'latent', 1),
    hidden: hidden === 'halve' ? hidden : hidden.split(',').map(size => wholeNumber(size, 'hidden', 1)),
    activation: argv.activation as Recipe['activation'],
    output: argv.output as Recipe['output'],
    dropout: Number(argv.dropout),
    epochs: wholeNumber(argv.epochs, 'epochs', 1),
    batch: wholeNumber(argv.batch, 'batch', 1),
    learningRate: Number(argv['learning-rate']),
    patience: wholeNumber(argv.patience, 'patience', 1),
    seed: wholeNumber(argv.seed, 'seed', 0),
  };
}

function trainingBackend(engine: unknown): TrainOptions['backend'] {
  if (engine === 'auto') return undefined;
  if (engine === 'tfjs-node-gpu' || engine === 'onnxruntime' || engine === 'wasm' || engine === 'cpu') return engine;
  throw new UsageError(`engine ${engine} does not train`, { remedy: 'Train on auto, tfjs-node-gpu, onnxruntime, wasm or cpu.' });
}
