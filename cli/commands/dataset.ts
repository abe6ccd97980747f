import { InputError, UsageError } from '../../core/cube/errors.js';
import { parseCubeName } from '../../formats/index.js';
import type { Command } from '../command.js';
import { buildDataset, PARTS } from '../dataset/build.js';
import { type DatasetRecipe, parseDatasetRecipe } from '../dataset/recipe.js';
import { inputIdentity } from '../inputs.js';
import { interruptible } from '../interrupt.js';
import { inputOptions, reportOptions } from '../options.js';
import { openOutput } from '../output/index.js';
import { print } from '../print.js';
import { Progress } from '../progress.js';
import { readingFailure } from '../reason.js';
import { inputPaths, recipeHash } from '../recipe.js';
import { readRegularText } from '../regular.js';
import { inputFrom, wholeNumber } from '../selection.js';
import { packageVersion } from '../version.js';

/** `cloisonne dataset INPUT... --out DIR`: spectra for training, validation and test from many cubes. */
export const datasetCommand: Command = {
  positionals: {
    input: { describe: 'cubes, folders that synth left, or one recipe (JSON) of cubes to make', type: 'string', array: true },
  },
  options: {
    out: { type: 'string', demandOption: true, describe: 'folder for train.fits, validation.fits and test.fits' },
    share: { type: 'number', describe: 'share of the spectra of each cube (default: 0.2)' },
    strata: {
      type: 'string',
      describe: 'instead: shares of spectra with signal, with noise only, and all zero, e.g. 1,0.05,0.05',
    },
    validation: { type: 'number', describe: 'share of the cubes for validation (default: 0.2)' },
    test: { type: 'number', describe: 'share of the cubes for test (default: 0.1)' },
    seed: { type: 'number', describe: 'seed of every random choice (default: 0)' },
    'min-good': { type: 'number', default: 0.8, describe: 'smallest share of good samples of a valid spaxel' },
    ...inputOptions,
    overwrite: { type: 'boolean', default: false, describe: 'replace an existing set' },
    ...reportOptions,
  },
  examples: [
    ['cloisonne dataset scans/*.fits --share 0.2 --out set', 'a fifth of every scan, as for the paintings of the paper'],
    ['cloisonne dataset samples/recipes/xrf-512.json --out set', 'synthetic cubes by a recipe'],
  ],
  run: argv => interruptible(signal => run(argv, signal)),
};

async function run(argv: Record<string, unknown>, signal: AbortSignal): Promise<void> {
  const recipe = await recipeFrom(argv);
  const files = recipe.cubes.flatMap(cube => (cube.kind === 'file' ? [cube.cube] : []));
  const identities = await Promise.all(files.map(file => inputIdentity(file)));
  const hash = await recipeHash(argv, [recipe, identities], { signal });
  const progress = new Progress(process.stderr, argv.quiet === true);
  const output = await openOutput(String(argv.out), {
    ...{ command: 'dataset', overwrite: argv.overwrite === true, recipeHash: hash },
    inputs: [...(argv.input as string[]), ...files, ...inputPaths(argv)].map(input => parseCubeName(input).path),
  });
  try {
    for (const warning of output.warnings) progress.line(`warning: ${warning}`);
    const set = await buildDataset(recipe, {
      ...inputFrom(argv),
      minGood: Number(argv['min-good']),
      folder: output.partial,
      place: output.place,
      history: [`made by cloisonne ${packageVersion()}, recipe.json says how`],
      onCube: (done, total) => progress.update('draw', done, total, total, 'cubes'),
      signal,
    });
    const { seed, share, strata, split } = recipe;
    const { axis: _, ...facts } = set;
    const text = { software: `cloisonne ${packageVersion()}`, seed, share, strata, split, ...facts };
    await output.write('recipe.json', `${JSON.stringify(text, null, 2)}\n`);
    await output.commit();
    const lines = PARTS.filter(part => set.spectra[part] > 0).map(part => {
      const cubes = set.cubes.filter(cube => cube.part === part).length;
      return `${part.padEnd(10)} ${String(set.spectra[part]).padStart(9)} spectra of ${cubes} cube${cubes === 1 ? '' : 's'}`;
    });
    print(
      argv.json
        ? `${JSON.stringify({ out: output.dir, spectra: set.spectra, classes: set.classes })}\n`
        : `${lines.join('\n')}\nSet: ${argv.out}\n`,
    );
  } finally {
    progress.clear();
    await output.release();
  }
}

async function recipeFrom(argv: Record<string, unknown>): Promise<DatasetRecipe> {
  const inputs = (argv.input as string[]).map(String);
  const recipes = inputs.filter(name => name.endsWith('.json'));
  if (recipes.length > 0 && inputs.length > 1)
    throw new UsageError('a recipe stands alone', {
      where: recipes[0],
      remedy: 'Name files in it as {"kind": "file", "cube": PATH}.',
    });
  const given = recipes.length > 0 ? await readRecipe(recipes[0]) : { cubes: inputs.map(cube => ({ kind: 'file', cube })) };
  const split = { ...(given.split as object), ...defined({ validation: argv.validation, test: argv.test }) };
  const seed = argv.seed === undefined ? undefined : wholeNumber(argv.seed, 'seed', 0);
  const flags = defined({ seed, share: argv.share, strata: strataFrom(argv.strata) });
  return parseDatasetRecipe({ ...given, ...flags, split }, recipes[0] ?? 'the command line');
}

/** The part of a recipe file about the set; the whole of it where it has no such part. */
async function readRecipe(path: string): Promise<Record<string, unknown>> {
  try {
    const json = JSON.parse(await readRegularText(path)) as Record<string, unknown>;
    return (json.dataset ?? json) as Record<string, unknown>;
  } catch (err) {
    throw new InputError('cannot read the recipe', { where: path, why: readingFailure(err), cause: err });
  }
}

function strataFrom(value: unknown): DatasetRecipe['strata'] {
  if (value === undefined) return undefined;
  const shares = String(value).split(',').map(Number);
  if (shares.length !== 3 || shares.some(share => !(share >= 0 && share <= 1)))
    throw new UsageError('--strata takes three shares', { why: `'${value}'`, remedy: 'Write them like 1,0.05,0.05.' });
  const [signal, noise, zero] = shares;
  return { signal, noise, zero };
}

const defined = (fields: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(fields).filter(([, v]) => v !== undefined));
