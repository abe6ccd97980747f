import { InputError, UsageError } from '../../core/cube/errors.js';
import type { GivenRecipe, LayerRule, Schedule } from '../../core/train/index.js';
import { parseK } from '../parse.js';
import { readingFailure } from '../reason.js';
import { readRegularText } from '../regular.js';

/** What a training is told: the recipe, and what stands beside it in a recipe file. */
export interface TrainingPlan {
  readonly recipe: GivenRecipe;
  readonly steps?: string;
  readonly sample?: number;
  readonly name?: string;
  readonly description?: string;
  readonly licence?: string;
}

/** Fields of a recipe file that are not of the recipe. */
const BESIDE = ['steps', 'sample', 'name', 'description', 'licence'] as const;

/** Fields of a recipe. `silhouette` and `plateau` are objects in a file. */
const FIELDS: readonly (keyof GivenRecipe)[] = [
  ...(['method', 'latent', 'hidden', 'activation', 'embedding', 'initialisation', 'dropout', 'output', 'variational'] as const),
  ...(['beta', 'mmd', 'gamma', 'silhouette', 'combine', 'epochs', 'batch', 'learningRate', 'rate', 'plateau'] as const),
  ...(['patience', 'bestAfter', 'ema', 'validation', 'shuffleWindow', 'seed'] as const),
];

const flagOf = (field: string): string => field.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);

/** Whether a recipe has a field of this name. */
export const isRecipeField = (name: string): boolean => (FIELDS as readonly string[]).includes(name);

/** The recipe of the command line over that of `--recipe FILE`. Values are checked by `completeRecipe`. Throws InputError, UsageError. */
export async function planFrom(argv: Record<string, unknown>): Promise<TrainingPlan> {
  const file = argv.recipe === undefined ? {} : await readPlan(String(argv.recipe));
  const flags = flagRecipe(argv);
  const silhouette = { ...(file.silhouette as object), ...(flags.silhouette as object) };
  const plateau = { ...(file.plateau as object), ...(flags.plateau as object) };
  const all: Record<string, unknown> = { ...file, ...flags, silhouette, plateau };
  const recipe = Object.fromEntries(FIELDS.flatMap(field => (all[field] === undefined ? [] : [[field, all[field]]])));
  const beside = Object.fromEntries(
    BESIDE.flatMap(key => ((argv[key] ?? file[key]) !== undefined ? [[key, argv[key] ?? file[key]]] : [])),
  );
  return { ...beside, recipe };
}

/** The part of a recipe file about training; the whole of it where it has no such part. */
async function readPlan(path: string): Promise<Record<string, unknown>> {
  const json = await readJson(path);
  const plan = (json.train ?? json) as Record<string, unknown>;
  const odd = Object.keys(plan).find(key => !isRecipeField(key) && !(BESIDE as readonly string[]).includes(key));
  if (odd)
    throw new UsageError(`a recipe has no field '${odd}'`, {
      where: path,
      remedy: `Known are ${[...FIELDS, ...BESIDE].join(', ')}.`,
    });
  return plan;
}

/** A JSON object from a file. Throws InputError. */
export async function readJson(path: string): Promise<Record<string, unknown>> {
  try {
    const json: unknown = JSON.parse(await readRegularText(path));
    if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new Error('it must hold one JSON object');
    return json as Record<string, unknown>;
  } catch (err) {
    throw new InputError('cannot read the recipe', { where: path, why: readingFailure(err), cause: err });
  }
}

function flagRecipe(argv: Record<string, unknown>): Record<string, unknown> {
  const given: Record<string, unknown> = {};
  for (const field of FIELDS) {
    const value = argv[flagOf(field)];
    if (value !== undefined) given[field] = Object.hasOwn(PARSERS, field) ? PARSERS[field](String(value)) : value;
  }
  if (argv['batch-k'] !== undefined) given.silhouette = { ...(given.silhouette as object), ...parseK(String(argv['batch-k'])) };
  return given;
}

const PARSERS: Readonly<Record<string, (text: string) => unknown>> = {
  hidden: parseHidden,
  beta: parseSchedule,
  gamma: parseSchedule,
  silhouette(text) {
    const [form, average] = text.split(',').map(word => word.trim());
    return average === undefined ? { form } : { form, average };
  },
  plateau(text) {
    const [factor, patience] = text.split(',').map(Number);
    return patience === undefined ? { factor } : { factor, patience };
  },
};

/** `halve`, `512,256,32`, or `rule:divide:layers:embedding`. */
function parseHidden(text: string): GivenRecipe['hidden'] {
  if (text === 'halve') return text;
  const rule = /^(specular|reference):(powers|multiples):(\d+):(\d+)$/.exec(text);
  if (rule)
    return {
      rule: rule[1] as LayerRule['rule'],
      divide: rule[2] as LayerRule['divide'],
      layers: Number(rule[3]),
      embedding: Number(rule[4]),
    };
  const sizes = text.split(',').map(Number);
  if (sizes.every(size => Number.isInteger(size) && size > 0)) return sizes;
  throw new UsageError('--hidden is not understood', {
    why: `'${text}'`,
    remedy: 'Write halve, sizes such as 512,256,32, or a rule such as specular:powers:3:32.',
  });
}

/** A number, an expression in i, or a table `[[0,0],[30,0.01]]`. */
function parseSchedule(text: string): Schedule {
  if (text.trim().startsWith('[')) {
    try {
      return JSON.parse(text) as Schedule;
    } catch (err) {
      throw new UsageError('not a table of epochs and weights', {
        why: `'${text}'`,
        remedy: 'Write it like [[0,0],[30,0.01]].',
        cause: err,
      });
    }
  }
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}
