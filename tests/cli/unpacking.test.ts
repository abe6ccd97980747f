import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test, vi } from 'vitest';
import { unpackingShown } from '../../cli/unpacking.js';
import { cloisonne, cloisonneHere, repo, workplace } from '../helpers/cli.js';

const dir = workplace();
const MUSE = repo('samples/data/muse.fits');

test('a pipe without a folder for temporary files is an input error that names it', async () => {
  const run = await cloisonne(['info', '-'], { env: { TMPDIR: '/nowhere/at/all' }, stdin: 'SIMPLE', cwd: dir });
  expect(run.stderr).toBe(
    'cloisonne: the folder for temporary files (TMPDIR) cannot be used [/nowhere/at/all]: no such folder. Set TMPDIR to a folder that can be written.\n',
  );
  expect(run.code).toBe(3);
});

test('--max-spill bounds a gzip file and a pipe', async () => {
  const path = join(dir, 'muse.fits.gz');
  writeFileSync(path, gzipSync(readFileSync(MUSE), { level: 1 }));
  const packed = await cloisonneHere(['info', path, '--max-spill', '100KB']);
  expect([packed.code, packed.stdout]).toEqual([3, '']);
  expect(packed.stderr).toMatch(
    /^cloisonne: .*there is room for \[.*muse\.fits\.gz\]: \d+ MB, the limit is 102400 bytes\. Raise.*\n$/,
  );
  expect((await cloisonneHere(['info', path, '--max-spill', '1GB'])).code).toBe(0);
  const piped = await cloisonne(['info', '-', '--max-spill', '1KB'], { stdin: 'x'.repeat(5000) });
  expect(piped).toMatchObject({ code: 3, stdout: '' });
  expect(piped.stderr).toMatch(/too much came through the pipe.*\(--max-spill\)/);
});

test('unpacking much is told once where there is no bar, and not at all with --quiet', () => {
  const lines: string[] = [];
  const spy = vi.spyOn(process.stderr, 'write').mockImplementation(text => lines.push(String(text)) > 0);
  try {
    for (const quiet of [false, true]) {
      const shown = unpackingShown(quiet);
      for (let i = 1; i <= 8; i++) shown({ name: '/data/c.fits.gz', share: i / 10, bytes: i * 2 ** 27 });
    }
  } finally {
    spy.mockRestore();
  }
  expect(lines).toEqual(['c.fits.gz: unpacking into temporary storage, 256 MB at 20 %\n']);
});
