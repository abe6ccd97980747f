import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { synthNebular } from '../../../core/synth/index.js';
import { memorySource, openFits, readFitsImage, readLabelPng, rgbPng } from '../../../formats/index.js';

const exec = promisify(execFile);
const root = mkdtempSync(join(tmpdir(), 'cloisonne-synth-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const cloisonne = (...args: string[]) => exec(process.execPath, ['dist/cli/bin.js', ...args]);
const file = (...path: string[]) => readFileSync(join(root, ...path));

test('synth nebular writes the cube of its seed, its truth and its recipe', async () => {
  const options = ['--size', '12x9', '--bands', '256', '--seed', '5', '--noise', '0.5', '--expected', '--json'];
  const { stdout } = await cloisonne('synth', 'nebular', '--out', join(root, 'sky'), ...options);
  expect(JSON.parse(stdout)).toMatchObject({ width: 12, height: 9, bands: 256 });
  expect(readdirSync(join(root, 'sky')).sort()).toEqual([
    'abundances.fits',
    'cube.fits',
    'expected.fits',
    'recipe.json',
    'truth.fits',
    'truth.png',
  ]);
  const same = synthNebular({ width: 12, height: 9, bands: 256, seed: 5, noise: 0.5 });
  const [data, variance] = [new Float32Array(12 * 256), new Float32Array(12 * 256)];
  same.row(6, data, variance);
  const cube = await openFits(memorySource(file('sky', 'cube.fits'), 'cube.fits'));
  expect(await cube.spectrum(4, 6)).toEqual(data.slice(4 * 256, 5 * 256));
  expect(cube.spectralAxis.kind).toBe('wavelength-air');
  expect(readLabelPng(file('sky', 'truth.png')).data).toEqual(same.labels.data);
  expect([...(await readFitsImage(memorySource(file('sky', 'truth.fits'), 'truth.fits'))).data]).toEqual([...same.labels.data]);
  const recipe = JSON.parse(file('sky', 'recipe.json').toString());
  expect(recipe).toMatchObject({ kind: 'nebular', seed: 5, noise: 0.5, materials: same.materials });
  expect(recipe.classes.reduce((n: number, { spaxels }: { spaxels: number }) => n + spaxels, 0)).toBe(108);

  await cloisonne('synth', 'nebular', '--out', join(root, 'again'), '--max-memory', '60kB', ...options);
  for (const name of readdirSync(join(root, 'sky'))) expect(file('again', name).equals(file('sky', name)), name).toBe(true);
}, 30_000);

test('synth xrf paints from a PNG', async () => {
  const pixels = Uint8Array.from(
    { length: 20 * 10 * 3 },
    (_, i) => (Math.floor(i / 3) % 20 < 10 ? [40, 90, 160] : [210, 60, 40])[i % 3],
  );
  writeFileSync(join(root, 'image.png'), rgbPng(20, 10, pixels));
  const out = join(root, 'leaf');
  await cloisonne(
    'synth',
    'xrf',
    '--image',
    join(root, 'image.png'),
    '--width',
    '10',
    '--palette',
    'azurite',
    '--bands',
    '128',
    '--out',
    out,
  );
  const cube = await openFits(memorySource(file('leaf', 'cube.fits'), 'cube.fits'));
  expect(cube.shape).toEqual({ width: 10, height: 5, bands: 128 });
  expect(cube.spectralAxis).toMatchObject({ kind: 'energy', unit: 'keV' });
  const { data } = readLabelPng(file('leaf', 'truth.png'));
  expect(new Set(data).size).toBe(2);
  expect(data[0]).not.toBe(data[9]);
});

test.each([
  [['synth', 'stars', '--out', 'x'], 2, /no synthesis 'stars'/],
  [['synth', 'xrf', '--out', 'x'], 2, /needs --image/],
  [['synth', 'xrf', '--image', '/nowhere.png', '--out', 'x'], 3, /cannot read the image/],
  [['synth', 'nebular', '--size', '12', '--out', 'x'], 2, /--size takes/],
])('%j ends with %i', async (args, code, message) => {
  await expect(cloisonne(...args.map(arg => (arg === 'x' ? join(root, 'x') : arg)))).rejects.toMatchObject({
    code,
    stderr: expect.stringMatching(message),
  });
});
