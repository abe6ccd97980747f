import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { root } from '../helpers/unpack.js';

const paper = (name: string) => import(join(root, 'samples/paper', name));
const { atLoss, commonLosses } = await paper('compare.mjs');
const { buildSet, openSet, plan } = await paper('sets.mjs');
const { openStore } = await paper('store.mjs');
const { csvText } = await paper('tables.mjs');
const { allRecipes, recipeOf } = await paper('learn.mjs');
const { hiddenSizes, completeRecipe } = await import(join(root, 'dist/core/train/index.js'));

async function scratch(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'cloisonne-paper-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  return dir;
}

test('a curve is read at a loss between its points, and nowhere outside', () => {
  const points = [
    { reconstruction: 1, ari: 0.2 },
    { reconstruction: 0.01, ari: 0.6 },
    { reconstruction: 0.1, ari: 0.4 },
  ];
  expect(atLoss(points, Math.sqrt(0.1 * 0.01), 'ari')).toBeCloseTo(0.5, 12);
  expect(atLoss(points, 0.01, 'ari')).toBe(0.6);
  expect(atLoss(points, 0.009, 'ari')).toBeUndefined();
  expect(atLoss(points, 1.1, 'ari')).toBeUndefined();
});

test('losses of the comparison are ones that every run went through', () => {
  const run = (...losses: number[]) => ({ points: losses.map(reconstruction => ({ reconstruction })) });
  const losses = commonLosses([run(1, 0.1, 0.02), run(0.8, 0.2, 0.01)]);
  expect(losses[0]).toBe(0.02);
  for (const loss of losses) expect(loss >= 0.02 && loss < 0.8).toBe(true);
  expect(commonLosses([run(1, 0.5), run(0.4, 0.1)])).toEqual([0.5]);
});

test('the parts of a set have the sizes of the protocol', () => {
  const counted = (study: string, part: string, size: string): number =>
    plan(study, part, size).reduce((sum: number, { count }: { count: number }) => sum + count, 0);
  expect(['train', 'validation', 'test'].map(part => counted('astro', part, 'full'))).toEqual([161_001, 46_001, 30_001]);
  expect(['train', 'validation', 'test'].map(part => counted('painting', part, 'full'))).toEqual([576_708, 209_712, 104_856]);
});

const notes: string[] = [];
const shared = await mkdtemp(join(tmpdir(), 'cloisonne-paper-'));
afterAll(() => rm(shared, { recursive: true }));
const store = openStore(shared, (name: string) => notes.push(name));
const clean = await buildSet(store, 'painting', 'test', 'reduced');

/** All spectra of a set. */
async function spectraOf(set: typeof clean): Promise<Float32Array> {
  const out = new Float32Array(set.n * set.bands);
  const open = openSet(set);
  await open.read(0, set.n, out);
  open.close();
  return out;
}

test('a set on disk holds spaxels of its cubes with their classes, in an order that mixes the cubes, and is made once', async () => {
  expect((await buildSet(store, 'painting', 'test', 'reduced')).n).toBe(clean.n);
  expect(notes.filter(name => name === 'painting-test')).toHaveLength(1);
  const { n, bands } = clean;
  const spectra = await spectraOf(clean);
  const classes = clean.classes();
  const name = (data: Float32Array, i: number) => Buffer.from(data.slice(i * bands, (i + 1) * bands).buffer).toString('latin1');
  const known = new Map<string, readonly [cube: number, label: number]>();
  for (const [i, { make }] of plan('painting', 'test', 'reduced').entries()) {
    const cube = await make();
    const { width, height } = cube.shape;
    const row = new Float32Array(width * bands);
    for (let y = 0; y < height; y++) {
      cube.row(y, row);
      for (let x = 0; x < width; x++) known.set(name(row, x), [i, cube.labels.data[y * width + x]]);
    }
  }
  const found = Array.from({ length: n }, (_, i) => known.get(name(spectra, i)));
  expect(found.map(spaxel => spaxel?.[1])).toEqual([...classes]);
  const first = found.slice(0, n / 2).filter(spaxel => spaxel?.[0] === 0).length;
  expect(Math.abs(first - n / 4)).toBeLessThan(100);
});

test('a result that was made is read again, unless what it was made from has changed', async () => {
  const dir = await scratch();
  let made = 0;
  const make = async () => ++made;
  expect(await openStore(dir).once('a', { x: 1 }, make)).toBe(1);
  expect(await openStore(dir).once('a', { x: 1 }, make)).toBe(1);
  expect(await openStore(dir).once('a', { x: 2 }, make)).toBe(2);
});

test('tables quote what would break a line of CSV, and leave missing numbers empty', () => {
  expect(
    csvText(
      ['a', 'b'],
      [
        ['x, "y"', undefined],
        [1, Number.NaN],
      ],
    ),
  ).toBe('a,b\n"x, ""y""",\n1,\n');
});

test('the reference recipes have the layers of the code, the others those of the text', () => {
  const sizes = (study: string, name: string) => {
    const recipe = completeRecipe(recipeOf(study, name, 'full').recipe);
    return hiddenSizes(study === 'astro' ? 1024 : 512, recipe);
  };
  expect(sizes('astro', 'reference')).toEqual({ encoder: [512, 256, 32], decoder: [128, 256] });
  expect(sizes('painting', 'paper')).toEqual({ encoder: [256, 128, 64, 32], decoder: [64, 128, 256] });
  expect(sizes('painting', 'reference')).toEqual({ encoder: [256, 128, 64, 32], decoder: [32, 64, 128] });
  for (const study of ['astro', 'painting'])
    for (const name of ['reference', 'paper', 'ours']) {
      const { recipe } = allRecipes[study][name];
      if (recipe) expect(() => completeRecipe(recipe)).not.toThrow();
    }
});

test('damage changes what is learned from, row by row, and nothing else', async () => {
  const worse = await buildSet(store, 'painting', 'test', 'reduced', { damage: [{ keep: 1 }, { keep: 0.2 }] });
  expect(worse.classes()).toEqual(clean.classes());
  const [a, b] = [await spectraOf(clean), await spectraOf(worse)];
  let same = 0;
  for (let i = 0; i < clean.n; i++) {
    const spectrum = b.subarray(i * clean.bands, (i + 1) * clean.bands);
    if (spectrum.every((v, band) => v === a[i * clean.bands + band])) same++;
    // Photons that are kept at 1 in 5 stand for five each.
    else expect(spectrum.every(v => Math.abs(v / 5 - Math.round(v / 5)) < 1e-5)).toBe(true);
  }
  expect(same / clean.n).toBeGreaterThan(0.45);
  expect(same / clean.n).toBeLessThan(0.55);
});

test('the miniature of the fewest photons has its four materials, each by its own spectra', async () => {
  const { atLevel, ladderOf, protocol, testCube } = await paper('generate.mjs');
  const { segmented } = await paper('judge.mjs');
  const { evaluate, parseSteps } = await import(join(root, 'dist/core/index.js'));
  const { clustering, fitted } = allRecipes.painting.ours;
  const cube = await testCube('painting', protocol.painting.ladderSide.reduced);
  const seen = atLevel('painting', cube, ladderOf(cube).at(-1));
  const options = { clustering, steps: parseSteps(fitted.steps), latent: fitted.latent, exactLimit: 1000 };
  const { k, labels } = await segmented(seen, 'miniature', options);
  expect(k).toBe(cube.classes.length);
  expect(evaluate(labels.data, cube.labels.data).ari).toBeGreaterThan(0.55);
});
