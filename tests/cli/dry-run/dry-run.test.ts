import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rowsOf } from '../../../cli/dry-run/rows.js';
import { memorySource, openSampleSource } from '../../../formats/index.js';
import { filesIn, repo, workplace } from '../../helpers/cli.js';
import { printed } from '../../helpers/printed.js';
import { writeTiff } from '../../helpers/tiff-writer.js';

const dir = workplace();
const raman = [repo('samples/data/raman.tif'), '--axis', repo('samples/data/raman.json'), '--k', '2..4', '--engine', 'cpu', '-q'];

test('says what a run costs and writes nothing; a run then writes about as much', { timeout: 180_000 }, async () => {
  const out = join(dir, 'out');
  const cost = JSON.parse(await printed('segment', ...raman, '--out', out, '--dry-run', '--json'));
  expect(readdirSync(dir)).toEqual([]);
  expect(cost).toMatchObject({
    ...{ spectra: 875, bands: 300, encoder: 'raman-cartilage-300', passes: 2, measuredRows: 25, rows: 25 },
    ...{ bytesToRead: 2 * 875 * 300 * 4, engine: expect.stringMatching(/^cpu/) },
  });
  expect(cost.seconds).toBeGreaterThan(0);
  const text = await printed('segment', ...raman, '--out', out, '--dry-run');
  expect(text).toMatch(
    /^Spectra +875 of 300 bands\nEncoder .*\nReads .*2 passes\nMemory .*MB\nTime +about .*s\nWrites .*\n.*nothing was written\.\n$/,
  );
  await printed('segment', ...raman, '--out', out);
  const bytes = [...filesIn(out)].reduce((sum, [path, { length }]) => sum + (path === 'run.json' ? 0 : length), 0);
  expect(cost.diskBytes / bytes).toBeGreaterThan(0.9);
  expect(cost.diskBytes / bytes).toBeLessThan(1.1);
});

test('a larger cube is tried on the rows in its middle; rows without anything to segment are said so', {
  timeout: 180_000,
}, async () => {
  const [width, height, bands] = [64, 130, 4];
  const cube = (value: (x: number, y: number, band: number) => number) => {
    const plane = width * height;
    const sample = (i: number) => value(i % width, Math.floor((i % plane) / width), Math.floor(i / plane));
    return writeTiff(
      { width, height, bands, data: Float32Array.from({ length: plane * bands }, (_, i) => sample(i)) },
      { planar: 'pages' },
    );
  };
  const args = ['--k', '2..3', '--steps', 'none', '--engine', 'cpu', '--out', join(dir, 'never'), '--dry-run', '--json', '-q'];
  const costOf = async (bytes: Uint8Array) => {
    writeFileSync(join(dir, 'cube.tif'), bytes);
    return JSON.parse(await printed('segment', join(dir, 'cube.tif'), ...args));
  };
  const striped = await costOf(cube((x, y, band) => Math.floor(x / 16) * band + ((x * 31 + y * 17) % 7) / 10));
  expect(striped).toMatchObject({ spectra: 8320, measuredRows: 64, rows: 130 });
  expect(striped.seconds).toBeGreaterThan(0);
  const empty = await costOf(cube((x, y, band) => (Math.abs(y - 65) > 40 ? (x + y) * band : Number.NaN)));
  expect(empty.seconds).toBeUndefined();
});

test('rows of a cube are a cube: the same samples, spectra and planes', async () => {
  const [width, height, bands] = [3, 5, 2];
  const data = Float32Array.from({ length: width * height * bands }, (_, i) => i);
  const whole = await openSampleSource(memorySource(writeTiff({ width, height, bands, data }, { planar: 'pages' }), 'a.tif'));
  const part = rowsOf(whole, 2, 2);
  expect(part.shape).toEqual({ width, height: 2, bands });
  const pieces = [];
  for await (const piece of part.samples(1, 1)) pieces.push([piece.y0, piece.rows, piece.band, ...piece.data]);
  expect(pieces).toEqual([[1, 1, 0, 9, 10, 11, 24, 25, 26]]);
  expect([...(await part.spectrum(1, 0))]).toEqual([7, 22]);
  expect([...(await part.plane(1))]).toEqual([21, 22, 23, 24, 25, 26]);
});
