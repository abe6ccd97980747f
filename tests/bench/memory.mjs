// Peak resident memory of `segment` on a 3 GB cube under --max-memory 1GB: node tests/bench/memory.mjs [WIDTHxHEIGHTxBANDS] [cap]
// Measured by /usr/bin/time -v (Debian's package time) where it is installed, else by the run's own getrusage.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCube } from './make-cube.mjs';

const [shape = '320x320x3681', cap = '1GB'] = process.argv.slice(2);
const dir = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'cloisonne-bench-'));
try {
  const cube = join(dir, 'cube.fits');
  makeCube(cube, ...shape.split('x').map(Number));
  const command = [
    process.execPath,
    'dist/cli/bin.js',
    'segment',
    cube,
    '--out',
    join(dir, 'out'),
    '--max-memory',
    cap,
    '--k',
    '2..10',
  ];
  const timed = existsSync('/usr/bin/time');
  const run = timed
    ? spawnSync('/usr/bin/time', ['-v', ...command], { encoding: 'utf8' })
    : spawnSync(command[0], command.slice(1), { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(run.stderr);
  const record = JSON.parse(readFileSync(join(dir, 'out', 'run.json'), 'utf8'));
  const peak = timed
    ? Number(/Maximum resident set size \(kbytes\): (\d+)/.exec(run.stderr)[1]) / 1024
    : record.peakMemoryBytes / 1024 ** 2;
  console.log(
    run.stderr
      .split('\n')
      .filter(line => /spectra x|warning/.test(line))
      .join('\n'),
  );
  console.log(run.stdout);
  console.log(
    `cube ${(statSync(cube).size / 1024 ** 3).toFixed(2)} GiB, cap ${cap}, peak resident ${Math.round(peak)} MiB (${timed ? '/usr/bin/time -v' : 'getrusage'})`,
  );
  console.log(
    `seconds: ${JSON.stringify(Object.fromEntries(Object.entries(record.seconds.phases).map(([k, v]) => [k, Number(v.toFixed(1))])))}`,
  );
} finally {
  rmSync(dir, { recursive: true, force: true });
}
