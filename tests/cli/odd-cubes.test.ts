import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { operands } from '../../cli/operands.js';
import { cloisonneHere, complaints, filesIn, repo, workplace } from '../helpers/cli.js';
import { fitsCube, stripes } from './cubes.js';

const dir = workplace();
const at = (name: string): string => join(dir, name);

test('two distinct spectra: no other K to compare, and no NaN anywhere', async () => {
  writeFileSync(
    at('two.fits'),
    fitsCube([10, 10, 20], (x, _y, band) => (x < 5 ? 1 : band < 10 ? 2 : 5)),
  );
  const run = await cloisonneHere(['segment', at('two.fits'), '--engine', 'cpu', '--out', at('two')]);
  expect(run.code, run.stderr).toBe(0);
  expect(run.stdout).toMatch(
    /^two\.fits: 2 clusters in 100 spaxels \(silhouette 1\.000; no other K to compare\)\nK: .*\(1\); no other K/,
  );
  expect(run.stdout).not.toContain('NaN');
  for (const [path, bytes] of filesIn(at('two')))
    if (/\.(json|html|csv)$/.test(path))
      expect(bytes.toString('utf8').replace(/<script[\s\S]*?<\/script>/g, ''), path).not.toMatch(/\bNaN\b/);
});

test('an encoder card without steps does not fit (5), and no engine is blamed', async () => {
  cpSync(repo('samples/encoders/landsat7-6'), at('enc'), { recursive: true });
  const card = JSON.parse(readFileSync(at('enc/encoder.json'), 'utf8'));
  const args = [
    repo('samples/data/landsat.tif'),
    '--axis',
    repo('samples/data/landsat.json'),
    '--encoder',
    at('enc'),
    '--k',
    '2',
  ];
  const run = async (steps: unknown) => {
    writeFileSync(at('enc/encoder.json'), JSON.stringify({ ...card, steps }));
    return cloisonneHere(['segment', ...args, '--out', at('never')]);
  };
  const empty = await run([]);
  expect(complaints(empty)).toEqual([
    expect.stringMatching(/^cloisonne: the encoder does not reproduce its own golden vectors .*Steps/),
  ]);
  expect([empty.code, empty.stderr.includes('is not used')]).toEqual([5, false]);
  const missing = await run(undefined);
  expect([missing.code, complaints(missing)]).toEqual([5, [expect.stringMatching(/encoder\.json\]: steps is missing/)]]);
});

test('a file name behind -- may begin with a dash', async () => {
  writeFileSync(at('-a.fits'), fitsCube([6, 5, 12], stripes(12)));
  const run = await cloisonneHere(['info', '--json', '--', '-a.fits'], { cwd: dir });
  expect([run.code, run.stderr]).toEqual([0, '']);
  expect(JSON.parse(run.stdout)).toMatchObject({ name: './-a.fits' });
  expect((await cloisonneHere(['info', '--', '--none.fits[1]'], { cwd: dir })).stderr).toMatch(/cannot open.*\.\/--none\.fits/);
  expect(operands(['segment', '--k', '2', '--', '-', '--', 'b.fits'])).toEqual([
    'segment',
    '--k',
    '2',
    'stdin://',
    './--',
    'b.fits',
  ]);
  expect(operands(['info', '-[1]'])).toEqual(['info', 'stdin://[1]']);
});
