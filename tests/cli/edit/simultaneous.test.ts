import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { cloisonne, workplace } from '../../helpers/cli.js';
import { fitsCube, stripes } from '../cubes.js';

const dir = workplace();
const out = join(dir, 'out');
const document = () => JSON.parse(readFileSync(join(out, 'segmentation.json'), 'utf8'));

beforeAll(async () => {
  writeFileSync(join(dir, 'cube.fits'), fitsCube([12, 10, 8], stripes(8)));
  const recipe = ['--engine', 'cpu', '--k', '2', '--steps', 'none', '--quiet'];
  const run = await cloisonne(['segment', join(dir, 'cube.fits'), '--out', out, ...recipe]);
  expect([run.code, run.stderr]).toEqual([0, '']);
}, 120_000);

describe('edits at the same time', () => {
  test('of n processes, n edits are in the log, and nothing else is left', async () => {
    const names = Array.from({ length: 6 }, (_, i) => `name ${i}`);
    const runs = await Promise.all(names.map(name => cloisonne(['edit', out, '--rename', `1=${name}`])));
    expect(runs.map(({ code, stderr }) => [code, stderr])).toEqual(names.map(() => [0, '']));
    expect(
      document()
        .edits.map(({ name }: { name: string }) => name)
        .sort(),
    ).toEqual(names);
    expect(readdirSync(out).filter(name => name.startsWith('.'))).toEqual(['.cloisonne.json']);
  }, 120_000);

  test('where one was killed while it held the lock, all go on', async () => {
    const before = document().edits.length;
    const gone = { pid: 2 ** 30, hostname: (await import('node:os')).hostname(), start: '', token: 't' };
    writeFileSync(join(out, '.segmentation.json.lock'), JSON.stringify(gone));
    const left = '.segmentation.json.00000000-0000-4000-8000-000000000000.tmp';
    writeFileSync(join(out, left), '{ torn');
    const runs = await Promise.all([1, 2, 3, 4].map(i => cloisonne(['edit', out, '--rename', `2=later ${i}`])));
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    expect(document().edits).toHaveLength(before + 4);
    expect(readdirSync(out).filter(name => name.startsWith('.'))).toEqual(['.cloisonne.json']);
  }, 120_000);
});
