// Runs every command that writes FITS and hands each file to fitsverify and astropy:
//   npm run build && node tests/checks/fitsverify.mjs [folder with more FITS files ...]
// Needs fitsverify (Debian package fitsverify) and /usr/bin/python3 with astropy. Prints one line a file; exit 1 when one has a complaint.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

const repo = fileURLToPath(new URL('../..', import.meta.url));
const work = mkdtempSync(join(tmpdir(), 'cloisonne-fitsverify-'));
const at = name => join(work, name);
const run = (...args) =>
  execFileSync(process.execPath, [join(repo, 'dist/cli/bin.js'), ...args], { cwd: work, stdio: ['ignore', 'ignore', 'pipe'] });
const muse = join(repo, 'samples/data/muse.fits');
const layouts = join(repo, 'tests/fixtures/fits/layouts');
const unpacked = name => {
  writeFileSync(at(`${name}.fits`), gunzipSync(readFileSync(join(layouts, `${name}.fits.gz`))));
  return at(`${name}.fits`);
};

try {
  run('synth', 'nebular', '--size', '24x20', '--bands', '60', '--expected', '--out', at('sky'));
  run('synth', 'nebular', '--size', '20x24', '--bands', '60', '--seed', '2', '--out', at('sky2'));
  run('synth', 'nebular', '--size', '16x16', '--bands', '60', '--seed', '3', '--out', at('sky3'));
  run(
    'synth',
    'xrf',
    '--bands',
    '64',
    '--width',
    '24',
    '--image',
    join(repo, 'samples/data/starry_night.jpg'),
    '--out',
    at('painting'),
  );
  run('segment', muse, '--k', '2..4', '--soft', '--emit', 'all', '--out', at('muse'));
  run('segment', `${muse}[DATA][3:28:2,5:25,*]`, '--k', '3', '--out', at('window'));
  run('segment', join(layouts, 'scene_blocks.fits.fz'), '--k', '3', '--out', at('packed'));
  run('segment', at('sky/cube.fits'), '--k', '2..3', '--out', at('sky-clusters'));
  for (const name of ['manga_nowave', 'jwst_s3d'])
    run('segment', unpacked(name), '--k', '2', '--min-good', '0.5', '--out', at(name));
  run('edit', at('muse'), '--merge', '1,2');
  run('edit', at('muse'), '--replay', '--out', at('edited'));
  run(
    'dataset',
    at('sky'),
    at('sky2'),
    at('sky3'),
    '--share',
    '0.5',
    '--validation',
    '0.34',
    '--test',
    '0.34',
    '--out',
    at('set'),
  );
  run('sample', 'muse-nebular-1024', '-n', '50', '--out', at('spectra.fits'));

  const inputs = new Set(['manga_nowave.fits', 'jwst_s3d.fits']);
  const fitsIn = folder =>
    readdirSync(folder, { recursive: true })
      .map(String)
      .filter(name => /\.(fits|fit|fts)$/.test(name) && !inputs.has(name))
      .map(name => join(folder, name));
  const files = [work, ...process.argv.slice(2)].flatMap(fitsIn).sort();
  const report = join(repo, 'tests/fixtures/fits/check_written.py');
  let bad = 0;
  for (const file of files) {
    const [found] = Object.values(JSON.parse(execFileSync('/usr/bin/python3', [report, file], { encoding: 'utf8' })));
    const ok = /^verification OK/.test(found.fitsverify) && found.warnings.length === 0;
    if (!ok) bad++;
    const name = relative(work, file);
    process.stdout.write(
      `${ok ? 'ok ' : 'BAD'} ${name}  ${found.hdus.length} HDUs${ok ? '' : `\n${found.fitsverify}\n${found.warnings.join('\n')}`}\n`,
    );
  }
  process.stdout.write(`${files.length} files, ${bad} with complaints\n`);
  process.exitCode = bad > 0 ? 1 : 0;
} finally {
  rmSync(work, { recursive: true, force: true });
}
