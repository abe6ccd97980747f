import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { batchInputs, cubesIn, resultName } from '../../../cli/batch/inputs.js';
import { workplace } from '../../helpers/cli.js';

const dir = workplace();
const at = (path: string): string => join(dir, path);
mkdirSync(at('night/deep'), { recursive: true });
for (const name of ['b.fits', 'a.fits', 'notes.md', 'c1.tif', '.hidden.fits', 'deep/d.fits', 'x[1].fits'])
  writeFileSync(at(`night/${name}`), '');
writeFileSync(at('list.txt'), '# cubes\n/data/one.fits\r\n\n  /data/with space.fits[DATA]  \n/data/one.fits\n');
writeFileSync(at('frames.sof'), '# frames\n/raw/cube one.fits DATACUBE_FINAL\n/raw/sky.fits\tSKY_LINES\n/raw/untagged.fits\n');

describe('the cubes that arguments name', () => {
  test.each([
    ['cubes in the order given, each once', ['/b.fits', '/a.fits', '/b.fits'], ['/b.fits', '/a.fits']],
    ['a list, with comments, empty lines and spaces', [at('list.txt')], ['/data/one.fits', '/data/with space.fits[DATA]']],
    ['a set of frames', [at('frames.sof')], ['/raw/cube one.fits', '/raw/sky.fits', '/raw/untagged.fits']],
    ['a pattern', [at('night/*.fits')], ['night/.hidden.fits', 'night/a.fits', 'night/b.fits', 'night/x[1].fits'].map(at)],
    ['a pattern with ?', [at('night/?.fits')], ['night/a.fits', 'night/b.fits'].map(at)],
    ['a pattern through folders', [at('*/deep/*.fits')], [at('night/deep/d.fits')]],
    ['a pattern through any folders', [at('**/?.fits')], ['night/a.fits', 'night/b.fits', 'night/deep/d.fits'].map(at)],
    ['a name with brackets is not a pattern', ['cube.fits[DATA]'], ['cube.fits[DATA]']],
  ])('%s', async (_, args, wanted) => {
    expect((await batchInputs(args)).inputs).toEqual(wanted);
  });

  test('frames of one tag', async () => {
    expect((await batchInputs([at('frames.sof')], 'DATACUBE_FINAL')).inputs).toEqual(['/raw/cube one.fits']);
    await expect(batchInputs([at('frames.sof')], 'BIAS')).rejects.toThrow(/nothing to do.*no frame has the tag BIAS/);
  });

  test('a relative pattern', async () => {
    const pattern = join(relative(process.cwd(), dir), 'night/a*');
    expect((await batchInputs([pattern])).inputs).toEqual([join(relative(process.cwd(), dir), 'night/a.fits')]);
  });

  test('nothing, and a list that is not there', async () => {
    await expect(batchInputs([at('night/*.nothing')])).rejects.toMatchObject({ tag: 'UsageError' });
    await expect(batchInputs([at('missing.txt')])).rejects.toThrow(/cannot read the list .*no such file/);
  });

  test('a watched folder: what may be a cube, sorted', async () => {
    expect(await cubesIn(at('night'))).toEqual(['night/a.fits', 'night/b.fits', 'night/c1.tif', 'night/x[1].fits'].map(at));
    await expect(cubesIn(at('nowhere'))).rejects.toMatchObject({ tag: 'InputError' });
  });
});

test.each([
  ['/night/a.fits', [], 'a'],
  ['/night/a.fits.gz', [], 'a'],
  ['/night/a.b.fits[DATA]', [], 'a.b-DATA'],
  ['https://example.org/x/cube.fits?token=1', [], 'cube'],
  ['/other/a.fits', ['a', 'a-2'], 'a-3'],
  ['/night/odd name(1).tif', [], 'odd_name_1_'],
  ['..fits', [], 'cube'],
])('%s has a folder %s %s', (input, taken, name) => {
  expect(resultName(input, new Set(taken))).toBe(name);
});
