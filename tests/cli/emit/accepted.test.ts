import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emitters } from '../../../cli/emit/kinds.js';
import type { EmittedResult } from '../../../cli/emit/result.js';
import type { EmitContext } from '../../../cli/emit/types.js';
import { celestialWcs } from '../../../core/cube/wcs/celestial.js';
import { countIds } from '../../../core/labels/index.js';
import { labelNgff, readLabelPng } from '../../../formats/index.js';
import { filesIn, workplace } from '../../helpers/cli.js';

// Made by tests/checks/accept.mjs, after tests/checks/readers.py had read these very bytes with astropy, GDAL, zarr, regions, healpy and others.
const accepted = JSON.parse(readFileSync('tests/fixtures/emit/accepted.json', 'utf8'));
const labels = readLabelPng(new Uint8Array(readFileSync('tests/fixtures/emit/labels.png')));
const counts = countIds(labels);

const result = {
  ...{ dir: '', name: accepted.name, unit: '', labels, frame: accepted.frame, wcs: celestialWcs(accepted.frame.cards) },
  styles: accepted.clusters.map((cluster: { id: number }) => ({ ...cluster, count: counts[cluster.id] })),
  history: [
    `${accepted.provenance.software}: segmentation of ${accepted.name}`,
    `encoder ${accepted.encoder.name}, engine ${accepted.provenance.engine}, seed ${accepted.seed}, K = ${accepted.k}`,
    `encoder weights ${accepted.encoder.weightsSha256.slice(0, 16)} (SHA-256)`,
  ],
} as unknown as EmittedResult;

const dir = workplace();

test('the same labels give, byte for byte, the files that the readers accepted', async () => {
  const files: Record<string, string> = {};
  const write = async (path: string, contents: Uint8Array | string) => {
    files[path] = createHash('sha256').update(contents).digest('hex');
  };
  const context = {
    sink: { partial: dir, place: async (path: string) => join(dir, path), write },
    warn: expect.unreachable,
    signal: AbortSignal.timeout(60_000),
  } as unknown as EmitContext;
  for (const kind of ['fits', 'cog', 'png', 'regions', 'geojson', 'w3c', 'reg', 'moc'])
    await emitters[kind].emit(result, context);
  // What is written piece by piece goes straight into the folder.
  for (const [path, bytes] of filesIn(dir)) await write(path, bytes);
  const planes = [new Float32Array(labels.data.length)];
  for (const { path, contents } of labelNgff(labels, result.styles, { name: '', planes, names: ['none'] }))
    if (path.startsWith('labels/')) await write(`labels.ome.zarr/${path}`, contents);
  expect(files).toEqual(accepted.files);
});
