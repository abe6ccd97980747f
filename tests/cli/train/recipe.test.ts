import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readGrid } from '../../../cli/training/grid.js';
import { gridTable } from '../../../cli/training/grid-table.js';
import { recipeOptions } from '../../../cli/training/options.js';
import { isRecipeField, planFrom } from '../../../cli/training/recipe.js';
import { completeRecipe, defaultRecipe } from '../../../core/train/index.js';
import { workplace } from '../../helpers/cli.js';
import { put } from '../cubes.js';

const dir = workplace();
const file = (name: string, json: unknown) => put(join(dir, name), JSON.stringify(json));

describe('the recipe of a training', () => {
  test('has an option and a place in a file for every field, with the defaults that are filled in', () => {
    const names = new Set(Object.keys(recipeOptions));
    for (const field of Object.keys(defaultRecipe)) {
      expect(names, field).toContain(field.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`));
      expect(isRecipeField(field), field).toBe(true);
    }
    expect(recipeOptions['learning-rate'].describe).toMatch(/\(default: 0\.001\)$/);
    expect(recipeOptions['batch-k'].describe).toMatch(/\(default: 2\.\.6\)$/);
  });

  test('is that of the file where no flag says otherwise', async () => {
    const train = { latent: 2, gamma: 0.002, silhouette: { kMin: 3, kMax: 4 }, steps: 'snv', licence: 'MIT' };
    const plan = await planFrom({ recipe: file('a.json', { dataset: {}, train }), latent: 5, silhouette: 'centroid', name: 'x' });
    expect(plan).toEqual({
      recipe: { latent: 5, gamma: 0.002, silhouette: { kMin: 3, kMax: 4, form: 'centroid' }, plateau: {} },
      ...{ steps: 'snv', licence: 'MIT', name: 'x' },
    });
    expect(completeRecipe(plan.recipe)).toEqual({
      ...completeRecipe({ latent: 5, gamma: 0.002 }),
      silhouette: { form: 'centroid', average: 'macro', kMin: 3, kMax: 4 },
    });
  });

  test.each([
    [{ hidden: '512,256,32' }, { hidden: [512, 256, 32] }],
    [{ hidden: 'reference:powers:3:32' }, { hidden: { rule: 'reference', divide: 'powers', layers: 3, embedding: 32 } }],
    [{ beta: '0.01*step(30)' }, { beta: '0.01*step(30)' }],
    [{ beta: '0.5' }, { beta: 0.5 }],
    [
      { gamma: '[[0,0],[30,0.01]]' },
      {
        gamma: [
          [0, 0],
          [30, 0.01],
        ],
      },
    ], // prettier-ignore
    [{ plateau: '0.1,5' }, { plateau: { factor: 0.1, patience: 5 } }],
    [
      { silhouette: 'pairwise,points', 'batch-k': '2..3' },
      { silhouette: { form: 'pairwise', average: 'points', kMin: 2, kMax: 3 } },
    ],
  ])('reads %j', async (argv, recipe) => {
    expect((await planFrom(argv)).recipe).toMatchObject(recipe);
  });

  test('names what is wrong', async () => {
    await expect(planFrom({ recipe: file('b.json', { learning: 1 }) })).rejects.toThrow(/no field 'learning'.*b\.json/);
    await expect(planFrom({ recipe: join(dir, 'none.json') })).rejects.toThrow(/cannot read the recipe.*no such file/);
    await expect(planFrom({ hidden: 'cube:powers:3:32' })).rejects.toThrow(/--hidden/);
    await expect(planFrom({ gamma: '[[0,' })).rejects.toThrow(/table of epochs/);
  });
});

describe('a grid', () => {
  const base = { epochs: 3, seed: 1 };

  test('is every combination, the last field fastest, or a sample of them', async () => {
    const grid = await readGrid(file('g.json', { latent: [1, 2, 3], gamma: [0, '0.01*step(2)'] }), base);
    expect(grid.fields).toEqual(['latent', 'gamma']);
    expect(grid.combinations.map(({ values }) => Object.values(values))).toEqual(
      [1, 2, 3].flatMap(latent => [0, '0.01*step(2)'].map(gamma => [latent, gamma])),
    );
    expect(grid.combinations[5].recipe).toEqual({ ...base, latent: 3, gamma: '0.01*step(2)' });
    const some = await readGrid(file('s.json', { sample: 4, latent: [1, 2, 3], batch: [8, 16, 32] }), base);
    expect(some.combinations).toHaveLength(4);
    expect(new Set(some.combinations.map(({ values }) => JSON.stringify(values))).size).toBe(4);
    expect(await readGrid(join(dir, 's.json'), base)).toEqual(some);
  });

  test.each([
    ['a field that is none', { latents: [1] }, /no field 'latents'/],
    ['no list', { latent: 3 }, /latent is not a list/],
    ['nothing', {}, /nothing varies/],
    ['a recipe that cannot be', { latent: [3, 0] }, /latent is a whole number/],
    [
      'too much',
      { seed: Array.from({ length: 101 }, (_, i) => i), epochs: Array.from({ length: 100 }, (_, i) => i + 1) },
      /10100 combinations/,
    ],
  ])('of %s is refused before anything is trained', async (name, json, message) => {
    await expect(readGrid(file(`${name}.json`, json), base)).rejects.toThrow(message);
  });

  test('has its results in columns, the best with a star, what nobody has left out', async () => {
    const grid = await readGrid(file('t.json', { latent: [1, 12] }), base);
    const row = { loss: 0.5, reconstruction: 0.25, mmd: Number.NaN, silhouetteLoss: Number.NaN, silhouette: 0.7, k: 3 };
    const rows = [row, { ...row, silhouette: Number.NaN }].map(r => ({ ...r, parameters: 9, epochs: 3, seconds: 1.5 }));
    expect(gridTable(grid, rows, 1).split('\n')).toEqual([
      '   latent  loss   rec  silhouette  K  parameters  epochs    s',
      '   1        0.5  0.25         0.7  3           9       3  1.5',
      '*  12       0.5  0.25           -  3           9       3  1.5',
    ]);
  });
});
