// Keeps what the readers of readers.py accepted: labels and hashes of the products that depend on them alone, for tests/cli/emit/accepted.test.ts.
//
//   node dist/cli/bin.js segment samples/data/muse.fits --k 3 --out /tmp/muse --emit all
//   /usr/bin/python3 tests/checks/readers.py /tmp/muse samples/data/muse.fits && node tests/checks/accept.mjs /tmp/muse
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [result] = process.argv.slice(2);
const fixtures = fileURLToPath(new URL('../fixtures/emit/', import.meta.url));
const run = JSON.parse(readFileSync(join(result, 'run.json'), 'utf8'));
const { clusters, frame, provenance, k, cube } = JSON.parse(readFileSync(join(result, 'segmentation.json'), 'utf8'));
const ofLabels =
  /^emit\/(labels-mask\.fits|labels-cog\.tif|labels-indexed\.png|masks\/.*|labels\.ome\.zarr\/labels\/.*|regions\..*|annotations\/.*|moc\/.*)$/;
const files = run.files.filter(({ path }) => ofLabels.test(path)).map(({ path, sha256 }) => [path.slice('emit/'.length), sha256]);
copyFileSync(join(result, 'labels.png'), join(fixtures, 'labels.png'));
const accepted = {
  ...{ name: cube.name, shape: cube.shape, k, frame, provenance: { software: provenance.software, engine: provenance.engine } },
  ...{ seed: provenance.seed, encoder: provenance.encoder, files: Object.fromEntries(files) },
  clusters: clusters.map(({ id, name, color }) => ({ id, name, color })),
};
writeFileSync(join(fixtures, 'accepted.json'), `${JSON.stringify(accepted, null, 1)}\n`);
