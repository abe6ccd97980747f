import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { cloisonne, cloisonneHere, filesIn, workplace } from '../../helpers/cli.js';
import { fitsCube, stripes } from '../cubes.js';

const dir = workplace();
const at = (...names: string[]): string => join(dir, ...names);
const emit = (out: string, as: string, ...more: string[]) => cloisonneHere(['emit', at(out), '--as', as, '-q', ...more]);
const products = (out: string): string[] => [...filesIn(at(out, 'emit')).keys()].filter(path => !path.startsWith('.'));

beforeAll(async () => {
  writeFileSync(at('cube.fits'), fitsCube([12, 10, 8], stripes(8)));
  const made = await cloisonneHere([
    ...['segment', at('cube.fits'), '--out', at('one'), '--engine', 'cpu', '--k', '2', '--steps', 'none', '-q', '--emit', 'csv'],
  ]);
  expect(made).toMatchObject({ code: 0, stderr: '' });
}, 120_000);

test('emit adds products to those of segment --emit, and to its own', async () => {
  expect(products('one')).toEqual(['spectra.csv']);
  expect(await emit('one', 'reg')).toMatchObject({ code: 0, stderr: '' });
  expect(await emit('one', 'png', '--overwrite')).toMatchObject({ code: 0, stderr: '' });
  const all = ['emit.json', 'labels-indexed.png', 'masks/label-1.png', 'masks/label-2.png', 'regions.reg', 'spectra.csv'];
  expect(products('one')).toEqual(all);
  const record = JSON.parse(readFileSync(at('one/emit/emit.json'), 'utf8'));
  expect(record.as).toEqual(['png', 'reg']);
  expect(record.files.map(({ path }: { path: string }) => path)).toEqual(all.slice(1, 5));
  expect(await cloisonneHere(['verify', at('one'), '-q'])).toMatchObject({ code: 0 });
}, 60_000);

test('a product that is there, of emit or of segment --emit, is replaced with --overwrite only, and nothing else is', async () => {
  expect(await emit('one', 'reg,csv,fits')).toMatchObject({ code: 8, stderr: expect.stringMatching(/it holds csv, reg\./) });
  writeFileSync(at('one/emit/regions.reg'), 'older');
  writeFileSync(at('one/emit/notes.txt'), 'mine');
  // A mask of a cluster that is no more.
  const list = JSON.parse(readFileSync(at('one/emit/.cloisonne.json'), 'utf8'));
  writeFileSync(at('one/emit/.cloisonne.json'), JSON.stringify({ ...list, files: [...list.files, 'masks/label-9.png'] }));
  writeFileSync(at('one/emit/masks/label-9.png'), 'older');
  const before = filesIn(at('one/emit'));
  expect(await emit('one', 'png', '--overwrite')).toMatchObject({ code: 0, stderr: '' });
  const after = filesIn(at('one/emit'));
  expect([...before.keys()].filter(path => !after.has(path))).toEqual(['masks/label-9.png']);
  for (const path of ['regions.reg', 'notes.txt', 'spectra.csv']) expect(after.get(path)).toEqual(before.get(path));
  expect(await emit('one', 'reg', '--overwrite')).toMatchObject({ code: 0 });
  expect(readFileSync(at('one/emit/regions.reg'), 'utf8')).toMatch(/^# Region file/);
  rmSync(at('one/emit/notes.txt'));
});

test('a file of someone else in its place is never replaced, and then nothing is', async () => {
  writeFileSync(at('one/emit/regions.geojson'), 'mine');
  const before = filesIn(at('one/emit'));
  expect(await emit('one', 'geojson,cog', '--overwrite')).toMatchObject({
    code: 8,
    stderr: expect.stringMatching(/cloisonne did not write \[.*regions\.geojson\]/),
  });
  expect([...filesIn(at('one/emit'))]).toEqual([...before]);
  rmSync(at('one/emit/regions.geojson'));
  writeFileSync(at('one/emit/moc'), 'a file where a folder is needed');
  mkdirSync(at('foreign'));
  writeFileSync(at('foreign/notes.txt'), 'mine');
  expect(await emit('one', 'csv', '--out', at('foreign'), '--overwrite')).toMatchObject({
    code: 8,
    stderr: expect.stringMatching(/not a folder of this command \[.*\]: it holds notes\.txt/),
  });
  rmSync(at('one/emit/moc'));
});

test('some at the same time all end up in the folder', async () => {
  const kinds = ['cog', 'ecsv', 'regions', 'fits'];
  const runs = await Promise.all(kinds.map(as => cloisonne(['emit', at('one'), '--as', as, '-q'])));
  expect(runs.map(({ code, stderr }) => [code, stderr])).toEqual(kinds.map(() => [0, '']));
  const { as, files } = JSON.parse(readFileSync(at('one/emit/emit.json'), 'utf8'));
  expect(as).toEqual(['fits', 'cog', 'png', 'ecsv', 'regions', 'reg']);
  const there = products('one').filter(path => !['emit.json', 'spectra.csv'].includes(path));
  expect(files.map(({ path }: { path: string }) => path)).toEqual(there);
  expect(readdirSync(at('one')).filter(name => name.includes('partial'))).toEqual([]);
}, 60_000);
