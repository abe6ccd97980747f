import { createRandom } from '../../core/cluster/random.js';
import { UsageError } from '../../core/cube/errors.js';
import { completeRecipe, type GivenRecipe } from '../../core/train/index.js';
import { isRecipeField, readJson } from './recipe.js';

/** Recipes of a grid search. */
export interface Grid {
  /** Fields that vary. */
  readonly fields: readonly string[];
  readonly combinations: readonly Combination[];
}

/** One recipe of a grid. */
export interface Combination {
  /** The values of the fields that vary. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly recipe: GivenRecipe;
}

/** More combinations than anyone waits for. */
const MOST = 10_000;

/**
 * Reads a grid: lists of values by recipe field, `{"latent": [2, 3], "gamma": [0, 0.002]}`; every combination, or as many as `"sample"` says,
 * drawn by the recipe's seed. Every recipe is checked before the first is trained. Throws InputError, UsageError.
 */
export async function readGrid(path: string, base: GivenRecipe): Promise<Grid> {
  const { sample, ...lists } = await readJson(path);
  const fail = (why: string): never => {
    throw new UsageError('cannot use the grid', {
      where: path,
      why,
      remedy: 'Write it like {"latent": [2, 3], "gamma": [0, 0.002]}.',
    });
  };
  const fields = Object.keys(lists);
  for (const field of fields) {
    if (!isRecipeField(field)) fail(`a recipe has no field '${field}'`);
    if (!Array.isArray(lists[field]) || lists[field].length === 0) fail(`${field} is not a list of values`);
  }
  if (fields.length === 0) fail('nothing varies');
  const total = fields.reduce((product, field) => product * (lists[field] as unknown[]).length, 1);
  if (sample !== undefined && !(Number.isInteger(sample) && (sample as number) >= 1)) fail('sample is not a whole number from 1');
  const count = Math.min(total, (sample as number | undefined) ?? total);
  if (count > MOST) fail(`${count} combinations; "sample" takes some of them`);
  const chosen =
    count === total ? Int32Array.from({ length: total }, (_, i) => i) : createRandom(base.seed ?? 0, 9).sample(total, count);
  return { fields, combinations: Array.from(chosen, index => combination(lists as Record<string, unknown[]>, index, base)) };
}

/** Combination `index` in mixed radix, the last field fastest. */
function combination(lists: Readonly<Record<string, readonly unknown[]>>, index: number, base: GivenRecipe): Combination {
  const values: Record<string, unknown> = {};
  let rest = index;
  for (const field of Object.keys(lists).reverse()) {
    values[field] = lists[field][rest % lists[field].length];
    rest = Math.floor(rest / lists[field].length);
  }
  const ordered = Object.fromEntries(Object.keys(lists).map(field => [field, values[field]]));
  const recipe: GivenRecipe = { ...base, ...ordered };
  completeRecipe(recipe);
  return { values: ordered, recipe };
}
