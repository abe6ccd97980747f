import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { cubesOf, parseDatasetRecipe } from '../../cli/dataset/recipe.js';
import { planFrom } from '../../cli/training/recipe.js';
import { parseSteps } from '../../core/preprocess/index.js';
import { completeRecipe } from '../../core/train/index.js';
import { repo } from '../helpers/cli.js';

/** Seeds from here on are for evaluation: nothing may have been trained on them. */
const HELD_OUT = 9000;

const names = readdirSync(repo('samples/recipes')).map(file => file.replace(/\.json$/, ''));

test('every shipped encoder has a recipe', () => {
  for (const name of readdirSync(repo('samples/encoders'))) expect(names).toContain(name);
});

describe.each(names)('%s', name => {
  const path = repo(`samples/recipes/${name}.json`);
  const { dataset, inputs } = JSON.parse(readFileSync(path, 'utf8'));

  test('can be trained, on nothing that is held out', async () => {
    const { recipe, steps, licence, description } = await planFrom({ recipe: path });
    expect(completeRecipe(recipe).seed).toBeLessThan(HELD_OUT);
    expect(parseSteps(String(steps)).length).toBeGreaterThan(0);
    expect([licence, description].every(Boolean)).toBe(true);
    for (const input of inputs ?? []) expect(existsSync(repo(input)), input).toBe(true);
    const cubes = dataset ? cubesOf(parseDatasetRecipe(dataset, path)) : [];
    expect(cubes.length > 0).toBe(inputs === undefined);
    for (const cube of cubes) expect(cube.kind !== 'file' && cube.seed < HELD_OUT).toBe(true);
  });

  const card = repo(`samples/encoders/${name}/encoder.json`);
  test.skipIf(!existsSync(card))('is what its card says (skipped: not shipped yet)', async () => {
    const { training, licence, description } = JSON.parse(readFileSync(card, 'utf8'));
    const plan = await planFrom({ recipe: path });
    expect([licence, description]).toEqual([plan.licence, plan.description]);
    expect(completeRecipe(training.recipe)).toEqual(completeRecipe(plan.recipe));
  });
});
