import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { cloisonne, differences, workplace } from '../../helpers/cli.js';
import { fitsCube, stripes } from '../cubes.js';

const dir = workplace();
const at = (path: string): string => join(dir, path);
const recipe = ['--engine', 'cpu', '--k', '2..3', '--steps', 'none'];
const batch = (...args: string[]) => cloisonne(['batch', ...args, ...recipe], { cwd: dir });
const events = (text: string) =>
  text
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));

beforeAll(() => {
  mkdirSync(at('in'));
  const cube = fitsCube([16, 14, 12], stripes(12));
  writeFileSync(at('in/a.fits'), cube);
  writeFileSync(at('in/b.fits'), cube.subarray(0, 4000));
  writeFileSync(at('in/whole-b.fits.part'), cube);
});

test('one bad cube stops nothing: exit 7, named; the same command again does what is left', async () => {
  const planned = await batch('in/*.fits', '--out', 'out', '--dry-run');
  expect(planned).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/a .*to do \(new\) +16 x 14 x 12.*\nb .*shorter.*\n2 of 2 to do/),
  });
  expect(existsSync(at('out'))).toBe(false);

  const first = await batch('in/*.fits', '--out', 'out');
  expect(first.code).toBe(7);
  expect(first.stderr).toMatch(
    /1 of 2 {2}a {2}\d clusters.*\n2 of 2 {2}b {2}failed \(3\): .*\ncloisonne: 1 of 2 cubes failed .*: b\.fits\. /,
  );
  expect(first.stdout).toMatch(/1 of 2 done; .*batch\.json\n$/);
  const entries = JSON.parse(readFileSync(at('out/batch.json'), 'utf8')).inputs;
  expect(entries).toMatchObject([
    { input: 'in/a.fits', name: 'a', state: 'done', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    {
      input: 'in/b.fits',
      name: 'b',
      state: 'failed',
      exit: 3,
      message: expect.stringMatching(/shorter than its FITS header says/),
    },
  ]);

  renameSync(at('in/whole-b.fits.part'), at('in/b.fits'));
  const second = await batch('in/*.fits', '--out', 'out', '--events', 'ndjson');
  expect(second.code).toBe(0);
  const told = events(second.stdout);
  expect(told.map(({ event }) => event).filter((event, i, all) => event !== all[i - 1])).toEqual([
    ...['batch', 'start', 'progress', 'warning', 'progress', 'plan', 'progress', 'k', 'progress', 'done', 'end'],
  ]);
  expect(told[0]).toEqual({ event: 'batch', inputs: 2, todo: 1 });
  expect(told.at(-1)).toMatchObject({ done: 2, pending: 0, failed: [] });
  // The two cubes are the same but for their names, and so is what segment makes of one alone.
  copyFileSync(at('in/b.fits'), at('b.fits'));
  await cloisonne(['segment', at('b.fits'), '--out', at('alone'), ...recipe, '--quiet']);
  expect(differences(at('alone'), at('out/b'))).toEqual([]);
}, 240_000);

test('a watched folder: what is whole is done, SIGTERM ends the watch', async () => {
  mkdirSync(at('night'));
  writeFileSync(at('night/one.fits'), fitsCube([10, 8, 8], stripes(8)));
  let stopped = false;
  const run = await cloisonne(['batch', '--watch', 'night', '--settle', '0.2', '--out', 'tonight', ...recipe], {
    cwd: dir,
    watch: (child, stderr) => {
      // Once: a second one would end it at once.
      if (!stopped && stderr.includes('clusters in')) stopped = child.kill('SIGTERM');
    },
  });
  expect(run).toMatchObject({
    code: 0,
    signal: null,
    stdout: expect.stringMatching(/^one +done +\d clusters in 80 spaxels\n1 of 1 done/),
  });
}, 240_000);

test('nothing to do, and options that exclude each other (2)', async () => {
  const runs = await Promise.all([
    batch('--out', 'x'),
    batch('a.fits', '--watch', 'night', '--out', 'x'),
    batch('in/*.tif', '--out', 'x'),
  ]);
  expect(runs.map(({ code }) => code)).toEqual([2, 2, 2]);
});

// Two of the kills of tests/faults/kill.mjs, one of them with the children; the fifty are run by hand.
test('killed at random points, every restart ends with the same bytes', async () => {
  const { code, stdout } = await cloisonne([], {
    shell: `exec "$1" "${join(import.meta.dirname, '../../faults/kill.mjs')}" --kills 2 --cubes 2 --seed 5`,
  });
  expect(stdout).toMatch(/\n2 kills in \d rounds?, 0 failures\n$/);
  expect(code).toBe(0);
}, 400_000);
