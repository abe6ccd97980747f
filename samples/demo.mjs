// The main job on bundled real data: `npm run demo`. Segments a MUSE sub-cube, a Landsat scene and a Raman map with the shipped encoders.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const jobs = [
  ['samples/data/muse.fits', '--encoder', 'muse-udf-500', '--out', 'out/muse'],
  [
    'samples/data/landsat.tif',
    '--axis',
    'samples/data/landsat.json',
    '--encoder',
    'landsat7-6',
    '--k',
    '3..8',
    '--out',
    'out/landsat',
  ],
  [
    'samples/data/raman.tif',
    '--axis',
    'samples/data/raman.json',
    '--encoder',
    'raman-cartilage-300',
    '--k',
    '3..8',
    '--out',
    'out/raman',
  ],
];
for (const job of jobs) {
  const { status } = spawnSync(process.execPath, ['dist/cli/bin.js', 'segment', ...job, '--overwrite'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
  console.log();
}
console.log(`Open in a browser:\n${jobs.map(job => `  ${root}${job[job.length - 1]}/report.html`).join('\n')}`);
