import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { cubesOf, parseDatasetRecipe } from '../../cli/dataset/recipe.js';
import { cardSha256 } from '../../cli/report/card.js';
import { loadEncoder } from '../../cli/shipped.js';
import { repo } from '../helpers/cli.js';

const { cubesToJudge, judge, recipeOf } = await import(repo('samples/evaluation.mjs'));

const names = readdirSync(repo('samples/recipes')).map(file => file.replace(/\.json$/, ''));
const judged = names.filter(name => recipeOf(name).evaluation);
const read = (name: string) => JSON.parse(readFileSync(repo(`samples/encoders/${name}/evaluation.json`), 'utf8'));

test('encoders of synthetic spectra are judged, and no other has a file that its recipe does not ask for', () => {
  expect(judged).toEqual(expect.arrayContaining(names.filter(name => recipeOf(name).dataset)));
  for (const name of names)
    expect(existsSync(repo(`samples/encoders/${name}/evaluation.json`)), name).toBe(judged.includes(name));
});

describe.each(judged)('evaluation.json of %s', name => {
  const folder = repo(`samples/encoders/${name}`);

  test('is of the encoder beside it, on the cubes of its recipe', async () => {
    const { encoder, cubes } = read(name);
    const { card } = await loadEncoder(folder);
    expect(encoder).toEqual({ name, cardSha256: cardSha256(card), weightsSha256: card.weights.sha256 });
    expect(cubes.map(({ cube }: { cube: unknown }) => cube)).toEqual(cubesToJudge(recipeOf(name), name));
  });

  test('no synthetic cube was made by a seed that trained', () => {
    const { dataset } = recipeOf(name);
    const trained = dataset ? cubesOf(parseDatasetRecipe(dataset, name)) : [];
    const seeds = trained.flatMap(cube => (cube.kind === 'file' ? [] : [cube.seed]));
    for (const { cube } of read(name).cubes) if (cube.kind !== 'file') expect(seeds).not.toContain(cube.seed);
    expect(seeds.length > 0).toBe(dataset !== undefined);
  });

  test('the scores with K given come out again', async () => {
    const [{ cube, classes, given }] = read(name).cubes;
    const again = await judge(await loadEncoder(folder), cube, { kMin: classes, kMax: classes });
    expect(again.classes).toBe(classes);
    // Another type of machine may put a spaxel elsewhere.
    for (const score of ['silhouette', 'ari', 'nmi', 'acc', 'f1']) expect(again.given[score]).toBeCloseTo(given[score], 2);
  }, 60_000);
});
