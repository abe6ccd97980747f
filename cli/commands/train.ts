import { createHash } from 'node:crypto';
import { UsageError } from '../../core/cube/errors.js';
import { basenameOf } from '../../core/cube/name.js';
import { encoderFiles } from '../../core/encoder/index.js';
import type { Encoder } from '../../core/encoder/types.js';
import { parseSteps } from '../../core/preprocess/index.js';
import type { TrainOptions } from '../../core/train/index.js';
import type { Command } from '../command.js';
import { inputIdentity } from '../inputs.js';
import { interruptible } from '../interrupt.js';
import { computeOptions, inputOptions, selectionOptions } from '../options.js';
import { type Output, openOutput } from '../output/index.js';
import { Progress } from '../progress.js';
import { wholeNumber } from '../selection.js';
import { findEncoder } from '../shipped.js';
import { type Grid, readGrid } from '../training/grid.js';
import { gridCsv, gridTable } from '../training/grid-table.js';
import { historyCsv } from '../training/history-csv.js';
import { trainingInputs } from '../training/inputs.js';
import { type TrainingJob, trainOne } from '../training/one.js';
import { dataOptions, recipeOptions } from '../training/options.js';
import { planFrom } from '../training/recipe.js';
import { CRITERIA, type Criterion, type Found, searchGrid } from '../training/search.js';
import { openTrainingSet, stepsFor } from '../training/set.js';
import { packageVersion } from '../version.js';

// Training runs on one thread, and a recipe file may give the seed.
const { threads: _, seed: __, ...trainOptions } = computeOptions;

const grouped = (group: string, options: Command['options']): Command['options'] =>
  Object.fromEntries(Object.entries(options).map(([key, option]) => [key, { ...option, group }]));

/** `cloisonne train INPUT... --out ENC`: an encoder from the spectra of cubes, or of files that `dataset` made. */
export const trainCommand: Command = {
  usage: 'train <input..>',
  describe: 'Train an encoder on cubes of one axis, or on sets of spectra of any size (see dataset)',
  positionals: {
    input: {
      describe: 'cubes, files of spectra, or folders that dataset left (their validation.fits validates), of one spectral axis',
      type: 'string',
      array: true,
    },
  },
  options: {
    out: { type: 'string', demandOption: true, describe: 'folder for the encoder' },
    recipe: {
      type: 'string',
      describe: 'JSON file with options of training (learningRate for --learning-rate); flags go before it',
    },
    from: { type: 'string', describe: 'encoder to fine-tune: a folder, or the name of a shipped one' },
    grid: { type: 'string', describe: 'JSON file with lists of values; every combination is trained, the best is kept' },
    'best-by': {
      type: 'string',
      choices: CRITERIA,
      default: 'reconstruction',
      describe: 'what makes an encoder of a grid the best',
    },
    overwrite: { type: 'boolean', default: false, describe: 'replace an existing encoder' },
    ...recipeOptions,
    ...dataOptions,
    ...grouped('Data:', { ...selectionOptions, ...inputOptions }),
    ...trainOptions,
  },
  examples: [
    ['cloisonne train cube.fits --out enc/cube', 'an autoencoder with three latents'],
    ['cloisonne train a.tif b.tif --method pca --steps sqrt,area --out enc/xrf', 'a PCA over two scans'],
    [
      'cloisonne train set --recipe recipe.json --gamma 0.002 --out enc/set',
      'a set that dataset made, a recipe with another weight',
    ],
    ['cloisonne train cube.fits --from muse-udf-500 --epochs 20 --out enc/mine', 'a shipped encoder, fine-tuned'],
  ],
  run: argv => interruptible(signal => run(argv, signal)),
};

/** Options that do not decide the result. */
const ASIDE = ['out', 'overwrite', 'quiet', 'json', 'engine', 'recipe', 'grid', 'config'];

async function run(argv: Record<string, unknown>, signal: AbortSignal): Promise<void> {
  const inputs = (argv.input as string[]).map(String);
  const files = await trainingInputs(inputs);
  if (files.validation.length > 0 && argv.validation !== undefined)
    throw new UsageError('--validation does not apply to a set with spectra of its own to validate', {
      where: files.validation[0],
      remedy: 'Leave it out, or name train.fits itself.',
    });
  const progress = new Progress(process.stderr, argv.quiet === true);
  const plan = await planFrom(argv);
  const backend = trainingBackend(argv.engine);
  const limit = wholeNumber(plan.sample ?? 100_000, 'sample', 2);
  const from = argv.from === undefined ? undefined : await findEncoder(String(argv.from));
  if (from && plan.steps !== undefined)
    throw new UsageError('--steps cannot go with --from', { why: 'a fine-tuned encoder keeps the steps of its parent' });
  const grid = argv.grid === undefined ? undefined : await readGrid(String(argv.grid), plan.recipe);
  const known = Object.keys(trainCommand.options).filter(key => !ASIDE.includes(key));
  const identities = await Promise.all([...files.train, ...files.validation].map(input => inputIdentity(input)));
  const deciding = [plan, grid ?? null, from?.card.weights.sha256 ?? null, known.map(key => argv[key] ?? null)];
  const recipeHash = createHash('sha256')
    .update(JSON.stringify([packageVersion(), identities, deciding]))
    .digest('hex');
  const output = await openOutput(String(argv.out), { overwrite: argv.overwrite === true, recipeHash });
  try {
    for (const warning of output.warnings) progress.line(`warning: ${warning}`);
    if (output.resumed) progress.line('going on where an interrupted run stopped');
    const set = await openTrainingSet(files, argv, limit, signal);
    try {
      if (set.axis.values.length < set.bands) progress.line(`note: ${set.axis.values.length} of ${set.bands} bands take part`);
      const steps = from ? from.card.steps : plan.steps === undefined ? await stepsFor(set) : parseSteps(plan.steps);
      const name = plan.name ?? basenameOf(String(argv.out).replace(/[\\/]+$/, ''));
      const kind = set.spectra instanceof Float32Array ? 'spaxels' : 'spectra';
      const validating = set.held === undefined ? '' : `, ${set.held} of them in its validation.fits`;
      const data = `${set.n} ${kind} of ${inputs.map(basenameOf).join(', ')}${validating}`;
      const card = { name, description: plan.description ?? '', licence: plan.licence ?? '', data };
      const job: TrainingJob = { set, steps, from, card, backend, progress, signal };
      const found = grid ? await searchGrid(job, grid, argv['best-by'] as Criterion, output) : undefined;
      const encoder = found?.encoder ?? (await single(job, plan.recipe, output));
      await writeEncoder(output, encoder);
      if (grid && found) await output.write('grid.csv', gridCsv(grid, found.rows, found.best));
      await output.commit();
      progress.clear();
      process.stdout.write(
        argv.json
          ? `${JSON.stringify(facts(encoder, output.dir, grid, found))}\n`
          : summary(encoder, String(argv.out), grid, found),
      );
    } finally {
      await set.close();
    }
  } finally {
    progress.clear();
    await output.release();
  }
}

async function single(job: TrainingJob, recipe: Parameters<typeof trainOne>[1]['recipe'], output: Output): Promise<Encoder> {
  const resume = await output.load('training');
  const { encoder } = await trainOne(job, { recipe, resume, save: bytes => output.save('training', bytes) });
  return encoder;
}

/** The encoder's files, its history as a table, and the page about it. */
async function writeEncoder(output: Output, encoder: Encoder): Promise<void> {
  for (const [file, bytes] of Object.entries(encoderFiles(encoder))) await output.write(file, bytes);
  const epochs = encoder.history?.epochs ?? [];
  if (epochs.length > 0) await output.write('history.csv', historyCsv(epochs));
  // Plots are heavy, and memory counts from the start.
  const { cardHtml } = await import('../card/index.js');
  await output.write('card.html', await cardHtml(encoder, packageVersion()));
}

function facts({ card }: Encoder, out: string, grid?: Grid, found?: Found): unknown {
  const { name, method, latent, training } = card;
  const combinations =
    grid && found && grid.combinations.map(({ values }, i) => ({ ...values, ...found.rows[i], best: i === found.best }));
  return {
    out,
    name,
    method,
    latent,
    spectra: training.spectra,
    ...training.result,
    ...(combinations && { grid: combinations }),
  };
}

function summary({ card }: Encoder, out: string, grid?: Grid, found?: Found): string {
  const { name, method, latent, training } = card;
  const what = `${name}: ${method === 'pca' ? 'PCA' : method} to ${latent} latents from ${training.spectra} spectra`;
  const table = grid && found ? `${gridTable(grid, found.rows, found.best)}\n\n` : '';
  return `${table}${what}\nEncoder: ${out}\n`;
}

function trainingBackend(engine: unknown): TrainOptions['backend'] {
  if (engine === 'auto') return undefined;
  if (engine === 'tfjs-node-gpu' || engine === 'onnxruntime' || engine === 'wasm' || engine === 'cpu') return engine;
  throw new UsageError(`engine ${engine} does not train`, { remedy: 'Train on auto, tfjs-node-gpu, onnxruntime, wasm or cpu.' });
}
