import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cubesOf, parseDatasetRecipe } from '../../../cli/dataset/recipe.js';
import { synthNebular } from '../../../core/synth/index.js';
import { memorySource, openSpectra } from '../../../formats/index.js';
import { cloisonne, cloisonneHere, complaints, differences, workplace } from '../../helpers/cli.js';
import { fitsCube, put, stripes } from '../cubes.js';

const dir = workplace();
const at = (...path: string[]): string => join(dir, ...path);

async function done(...args: string[]) {
  const run = await cloisonneHere(args);
  expect([run.code, complaints(run)], run.stderr).toEqual([0, []]);
  return run.stdout;
}
const open = (...path: string[]) => openSpectra(memorySource(new Uint8Array(readFileSync(at(...path))), path[path.length - 1]));

describe('dataset', () => {
  const nebular = {
    kind: 'nebular',
    repeat: 4,
    seed: 50,
    width: 12,
    height: 10,
    bands: 64,
    noise: [1, 3],
    velocity: [-300, 300],
  };
  const recipe = { seed: 3, share: 0.5, split: { validation: 0.25, test: 0.25 }, cubes: [nebular] };

  test('draws whole cubes for each part by a recipe, every row what it says, the same bytes twice', async () => {
    const path = put(at('recipe.json'), JSON.stringify({ dataset: recipe, train: { latent: 2 } }));
    const { spectra } = JSON.parse(await done('dataset', path, '--out', at('set'), '--json'));
    expect((await cloisonne(['dataset', path, '--out', at('again')])).code).toBe(0);
    expect(differences(at('set'), at('again'))).toEqual([]);
    const written = JSON.parse(readFileSync(at('set', 'recipe.json'), 'utf8'));
    expect(written.cubes.map(({ part }: { part: string }) => part).sort()).toEqual(['test', 'train', 'train', 'validation']);
    const made = cubesOf(parseDatasetRecipe(recipe, 'test'));
    for (const part of ['train', 'validation', 'test'] as const) {
      const file = await open('set', `${part}.fits`);
      expect(file.n).toBe(spectra[part]);
      const bytes = Buffer.from(readFileSync(at('set', `${part}.fits`)));
      const table = bytes.lastIndexOf('XTENSION');
      const rows = bytes.subarray(table + 2880, table + 2880 + 12 * file.n);
      const found = new Float32Array(64);
      const row = new Float32Array(12 * 64);
      for (let i = 0; i < file.n; i += 7) {
        const [cube, pixel, label] = [0, 4, 8].map(offset => rows.readInt32BE(12 * i + offset));
        expect(written.cubes[cube].part).toBe(part);
        const spec = made[cube];
        if (spec.kind !== 'nebular') throw new Error('not a nebula');
        expect(spec.noise).toBeGreaterThanOrEqual(1);
        expect(Math.abs(spec.velocity)).toBeLessThanOrEqual(300);
        const source = synthNebular(spec);
        source.row(Math.floor(pixel / 12), row);
        await file.read(i, 1, found);
        expect(found).toEqual(row.slice((pixel % 12) * 64, ((pixel % 12) + 1) * 64));
        expect(written.classes[label - 1]).toBe(source.classes[source.labels.data[pixel] - 1]);
      }
    }
  });

  test('train on its folder validates on its validation.fits; on train.fits, or where there is none, on a share', async () => {
    const { spectra } = JSON.parse(
      await done('dataset', put(at('r.json'), JSON.stringify(recipe)), '--out', at('parts'), '--json'),
    );
    const options = ['--latent', '2', '--hidden', '8', '--epochs', '2', '--steps', 'none', '--engine', 'cpu'];
    const card = (name: string) => JSON.parse(readFileSync(at(name, 'encoder.json'), 'utf8')).training;
    await done('train', at('parts'), ...options, '--out', at('own'));
    const { train, validation } = spectra;
    expect(card('own').data).toBe(`${train + validation} spectra of parts, ${validation} of them in its validation.fits`);
    expect(card('own').recipe.validation).toBe(validation / (train + validation));
    await done('train', at('parts', 'train.fits'), ...options, '--out', at('share'));
    rmSync(at('parts', 'validation.fits'));
    await done('train', at('parts'), ...options, '--out', at('none'));
    for (const name of ['share', 'none']) expect(card(name).recipe.validation).toBe(0.1);
    expect(card('none').result).toEqual(card('share').result);
    expect(card('own').result.validationLoss).not.toBe(card('share').result.validationLoss);
  });

  test('train refuses --validation beside a validation.fits, and a folder that is no set', async () => {
    const set = at('refused');
    mkdirSync(set);
    for (const name of ['train.fits', 'validation.fits']) put(join(set, name), '');
    const share = await cloisonneHere(['train', set, '--validation', '0.2', '--out', at('x')]);
    expect([share.code, share.stderr]).toEqual([2, expect.stringMatching(/--validation does not apply.*validation\.fits/)]);
    rmSync(join(set, 'train.fits'));
    const empty = await cloisonneHere(['train', set, '--out', at('x')]);
    expect([empty.code, empty.stderr]).toEqual([3, expect.stringMatching(/no spectra to train on.*has no train\.fits/)]);
  });

  test('takes cubes and what synth left; spaxels without data stay out', async () => {
    const sample = stripes(40);
    put(
      at('a.fits'),
      fitsCube([10, 6, 40], (x, y, b) => (y < 2 ? Number.NaN : sample(x, y, b))),
    );
    const counts = JSON.parse(await done('dataset', at('a.fits'), '--share', '1', '--out', at('real'), '--json'));
    expect(counts.spectra).toEqual({ train: 40, validation: 0, test: 0 });
    expect(await (await open('real', 'train.fits')).labels(0, 40)).toEqual(new Int32Array(40));
    await done('synth', 'nebular', '--size', '10x8', '--bands', '64', '--seed', '4', '--out', at('sky'));
    const { classes } = JSON.parse(await done('dataset', at('sky'), '--share', '1', '--out', at('skies'), '--json'));
    const truth = synthNebular({ width: 10, height: 8, bands: 64, seed: 4 }).labels.data;
    expect(classes).toEqual(['H II region', 'planetary nebula', 'shock', 'background'].slice(0, Math.max(...truth)));
    const labels = await (await open('skies', 'train.fits')).labels(0, 80);
    expect([...(labels as Int32Array)].sort()).toEqual([...truth].sort());
    const mixed = await cloisonneHere([
      'dataset',
      at('sky'),
      at('a.fits'),
      '--validation',
      '0',
      '--test',
      '0',
      '--out',
      at('mixed'),
    ]);
    expect([mixed.code, mixed.stderr]).toEqual([3, expect.stringMatching(/different spectral axes.*a\.fits.*40 bands/)]);
  });

  test.each([
    ['no cubes', {}, /needs a list "cubes"/],
    ['a field that is none', { ...recipe, parts: 3 }, /no field 'parts'/],
    ['a kind that is none', { cubes: [{ kind: 'radio' }] }, /cubes\[0\]\.kind/],
    ['no seed', { cubes: [{ kind: 'nebular' }] }, /cubes\[0\]\.seed/],
    ['a range of three', { cubes: [{ kind: 'nebular', seed: 1, noise: [1, 2, 3] }] }, /noise is neither/],
    ['a palette that is none', { cubes: [{ kind: 'xrf', seed: 1, palettes: ['pop art'] }] }, /'pop art' is not one of/],
  ])('refuses a recipe with %s', (_, json, message) => {
    expect(() => parseDatasetRecipe(json, 'r.json')).toThrow(message);
  });

  test('paints with every palette in turn', () => {
    const cubes = cubesOf(parseDatasetRecipe({ cubes: [{ kind: 'xrf', repeat: 14, seed: 9, counts: [100, 1000] }] }, 'test'));
    const xrf = cubes.flatMap(cube => (cube.kind === 'xrf' ? [cube] : []));
    expect(new Set(xrf.map(({ palette }) => palette)).size).toBe(7);
    expect(xrf.map(({ seed }) => seed)).toEqual(Array.from({ length: 14 }, (_, i) => 9 + i));
    for (const { counts } of xrf) expect(counts >= 100 && counts <= 1000).toBe(true);
  });
});
