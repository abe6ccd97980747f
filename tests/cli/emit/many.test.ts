import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { streamLabelMasks } from '../../../formats/fits/index.js';
import { labelMaskFits, labelPng } from '../../../formats/index.js';
import { cloisonneHere, filesIn, workplace } from '../../helpers/cli.js';
import { fitsCube, stripes } from '../cubes.js';

const dir = workplace();
const at = (...names: string[]): string => join(dir, ...names);
const MANY = 5000;

test('a mask file is written in pieces, with the bytes of the whole', async () => {
  const labels = { width: 1500, height: 1000, data: Uint16Array.from({ length: 1_500_000 }, (_, i) => i % 101) };
  const planes = Array.from({ length: 100 }, (_, i) => ({ id: i + 1, name: `c${i + 1}`, description: 'd' }));
  const whole = labelMaskFits(labels, { kind: 'none' }, planes, { names: planes });
  const pieces = new Uint8Array(whole.length);
  let largest = 0;
  const sink = {
    write: async (offset: number, bytes: Uint8Array) => {
      largest = Math.max(largest, bytes.length);
      pieces.set(bytes, offset);
    },
  };
  await streamLabelMasks(sink, labels, { kind: 'none' }, planes, { names: planes });
  expect(Buffer.compare(pieces, whole)).toBe(0);
  expect(largest).toBeLessThanOrEqual(4 << 20);
});

test('5,000 clusters are emitted, and their names have keywords', {
  timeout: 300_000,
}, async () => {
  writeFileSync(at('cube.fits'), fitsCube([100, 60, 12], stripes(12)));
  const run = await cloisonneHere(['segment', at('cube.fits'), '--k', '2', '--engine', 'cpu', '--out', at('run'), '-q']);
  expect(run.code, run.stderr).toBe(0);
  const document = JSON.parse(readFileSync(at('run', 'segmentation.json'), 'utf8'));
  const data = Uint16Array.from({ length: 6000 }, (_, i) => 1 + Math.floor((i * MANY) / 6000));
  writeFileSync(at('run', 'labels.png'), labelPng({ width: 100, height: 60, data }));
  const clusters = Array.from({ length: MANY }, (_, i) => ({ ...document.clusters[0], id: i + 1, name: `number ${i + 1}` }));
  writeFileSync(at('run', 'segmentation.json'), JSON.stringify({ ...document, clusters, unclassified: null }));
  const emitted = await cloisonneHere(['emit', at('run'), '--as', 'fits,regions,geojson,reg', '--out', at('many')]);
  expect([emitted.code, emitted.stderr]).toEqual([0, '']);
  const mask = filesIn(at('many')).get('labels-mask.fits') as Buffer;
  const header = mask.subarray(0, 2880 * 150).toString('latin1');
  for (const [key, id] of [
    ['LABEL999', 999],
    ['LABE1000', 1000],
    ['LABE5000', 5000],
  ] as const)
    expect(header.includes(`${key}= 'number ${id}'`), key).toBe(true);
  expect(mask.length).toBeGreaterThan(162 * 24_000);
});
