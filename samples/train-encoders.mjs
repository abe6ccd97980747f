// Trains the shipped encoders again from the bundled cubes: `npm run samples:train`. Same machine type, same bytes.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Each encoder's command line. Why these steps and sizes: samples/README.md. */
const recipes = [
  [
    ...['samples/data/muse.fits', '--out', 'samples/encoders/muse-udf-500'],
    ...['--steps', 'rebin:bands=20,asinh:scale=auto', '--hidden', '32,16', '--latent', '2', '--dropout', '0.1'],
    ...['--description', 'Deep MUSE field (UDF), 4750 to 5374 A: a galaxy or two in noise'],
    ...['--licence', 'BSD-3-Clause (data: mpdaf)'],
  ],
  [
    ...['samples/data/landsat.tif', '--axis', 'samples/data/landsat.json', '--out', 'samples/encoders/landsat7-6'],
    ...['--steps', 'standardise', '--hidden', '24,12', '--latent', '3', '--sample', '50000'],
    ...['--description', 'Landsat 7 ETM+ scene, six bands (1-5 and 7)'],
    ...['--licence', 'public domain (data: USGS Landsat 7)'],
  ],
  [
    ...['samples/data/raman.tif', '--axis', 'samples/data/raman.json', '--out', 'samples/encoders/raman-cartilage-300'],
    ...['--steps', 'baseline:order=5,area', '--hidden', 'halve', '--latent', '3'],
    ...['--description', 'Raman map of cartilage, 602 to 1798 cm-1'],
    ...['--licence', 'MIT (data: hySpc.chondro)'],
  ],
];

for (const recipe of recipes) {
  const args = ['dist/cli/bin.js', 'train', ...recipe, '--engine', 'wasm', '--seed', '0', '--overwrite'];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
