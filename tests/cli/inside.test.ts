import { execFileSync } from 'node:child_process';
import { cpSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type CliRun, cloisonne, workplace } from '../helpers/cli.js';
import { fitsCube, stripes } from './cubes.js';

const dir = workplace();
const at = (...names: string[]): string => join(dir, ...names);
const posix = process.platform !== 'win32';
const recipe = ['--engine', 'cpu', '--k', '2', '--steps', 'none', '-q'];

/** Runs the program; one that does not end by itself is ended, and says so by its code. */
const within = (seconds: number, args: readonly string[]): Promise<CliRun> => {
  const until = Date.now() + 1000 * seconds;
  return cloisonne(args, { watch: child => void (Date.now() > until && child.kill('SIGKILL')) });
};

beforeAll(async () => {
  writeFileSync(at('cube.fits'), fitsCube([12, 10, 8], stripes(8)));
  expect(await cloisonne(['segment', at('cube.fits'), '--out', at('made'), ...recipe])).toMatchObject({ code: 0 });
}, 120_000);

/** What may stand in the place of a file: a pipe that nobody writes to, a device without end, a file of a terabyte that holds nothing. */
const strange: Readonly<Record<string, (path: string) => void>> = {
  'a pipe': path => void execFileSync('mkfifo', [path]),
  'a link to an endless device': path => symlinkSync('/dev/zero', path),
  'a file of a terabyte': path => {
    writeFileSync(path, '');
    truncateSync(path, 2 ** 40);
  },
};

describe.skipIf(!posix)('in the place of a file inside a result (needs pipes and devices)', () => {
  test.each(
    (
      [
        ['labels.png', 3, ['edit', 'R', '--rename', '1=x'], Object.keys(strange)],
        ['labels.png', 9, ['verify', 'R', '-q'], Object.keys(strange)],
        ['labels.png', 3, ['evaluate', 'R', '--truth', 'R'], ['a pipe', 'a file of a terabyte']],
        ['segmentation.json', 3, ['view', 'R'], Object.keys(strange)],
        ['segmentation.json', 8, ['segment', 'C', '--out', 'R', '--overwrite', ...recipe], ['a link to an endless device']],
        ['segmentation.json', 3, ['segment', 'C', '--clusters', 'R', '--out', 'new', '--engine', 'cpu', '-q'], ['a pipe']],
        ['latents.fits', 3, ['edit', 'R', '--split', '1'], ['a pipe']],
        ['spectra.csv', 3, ['emit', 'R', '--as', 'csv'], Object.keys(strange)],
        ['run.json', 3, ['verify', 'R', '-q'], ['a pipe']],
        ['.cloisonne.json', 8, ['segment', 'C', '--out', 'R', '--overwrite', ...recipe], ['a pipe']],
      ] as const
    ).flatMap(([file, code, args, kinds]) => kinds.map(kind => [kind, file, code, args] as const)),
  )(
    '%s as %s ends in %i: %o',
    async (kind, file, code, args) => {
      const folder = at(`${kind}-${file}-${args[0]}`.replaceAll(/[ /]/g, '-'));
      rmSync(folder, { recursive: true, force: true });
      cpSync(at('made'), folder, { recursive: true });
      rmSync(join(folder, file));
      strange[kind](join(folder, file));
      const run = await within(
        20,
        args.map(word => (word === 'R' ? folder : word === 'C' ? at('cube.fits') : word === 'new' ? `${folder}-new` : word)),
      );
      expect([run.signal, run.code, run.stderr]).toEqual([null, code, expect.stringMatching(/^cloisonne: [^\n]+\n$/)]);
      expect(run.stderr).not.toContain('unexpected');
    },
    40_000,
  );
});

test.skipIf(!posix).each(['axis', 'mask', 'rgb'])('--%s that is a pipe is refused at once (needs pipes)', async option => {
  const path = at(`pipe-${option}`);
  execFileSync('mkfifo', [path]);
  const run = await within(20, ['segment', at('cube.fits'), `--${option}`, path, '--out', at('never'), ...recipe]);
  expect([run.signal, run.code, run.stderr]).toEqual([null, 3, expect.stringMatching(/not a regular file/)]);
});
