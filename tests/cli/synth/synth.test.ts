import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { addError, noError, psnr } from '../../../core/evaluate/index.js';
import { synthNebular } from '../../../core/synth/index.js';
import { memorySource, openFits, readFitsImage, readLabelPng, rgbPng } from '../../../formats/index.js';

// The build: the program reads its version from the package around it.
const { main } = (await import(new URL('../../../dist/cli/index.js', import.meta.url).href)) as {
  main(args: readonly string[]): Promise<void>;
};
const root = mkdtempSync(join(tmpdir(), 'cloisonne-synth-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const cloisonne = async (...args: string[]): Promise<string> => {
  const out: string[] = [];
  const write = vi.spyOn(process.stdout, 'write').mockImplementation(text => out.push(String(text)) > 0);
  await main([...args, '-q']).finally(() => write.mockRestore());
  return out.join('');
};
const file = (...path: string[]) => readFileSync(join(root, ...path));

test('synth nebular writes the cube of its seed, its truth and its recipe', async () => {
  const options = ['--size', '12x9', '--bands', '256', '--seed', '5', '--noise', '0.5', '--expected', '--json'];
  const stdout = await cloisonne('synth', 'nebular', '--out', join(root, 'sky'), ...options);
  expect(JSON.parse(stdout)).toMatchObject({ width: 12, height: 9, bands: 256 });
  expect(readdirSync(join(root, 'sky')).sort()).toEqual([
    '.cloisonne.json',
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

test('synth --degrade lowers the PSNR by that share', async () => {
  const level = async (out: string, ...more: string[]) => {
    const options = ['--size', '10x10', '--bands', '256', '--seed', '1', '--expected'];
    await cloisonne('synth', 'nebular', '--out', join(root, out), ...options, ...more);
    const [cube, truth] = await Promise.all(
      ['cube.fits', 'expected.fits'].map(async name => {
        const source = await openFits(memorySource(file(out, name), name));
        return Promise.all(Array.from({ length: 100 }, (_, p) => source.spectrum(p % 10, Math.floor(p / 10))));
      }),
    );
    return psnr(cube.reduce((sum, spectrum, p) => addError(sum, spectrum, truth[p]), noError));
  };
  const clean = await level('clean');
  expect(Math.abs((await level('worse', '--degrade', '0.33')) / clean - 0.67)).toBeLessThan(0.01);
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
  [['synth', 'stars', '--out', 'x'], 'UsageError', /no synthesis 'stars'/],
  [['synth', 'xrf', '--out', 'x'], 'UsageError', /needs --image/],
  [['synth', 'xrf', '--image', '/nowhere.png', '--out', 'x'], 'InputError', /cannot read the image/],
  [['synth', 'nebular', '--size', '12', '--out', 'x'], 'UsageError', /--size takes/],
  [['synth', 'nebular', '--size', '4x4', '--bands', '64', '--degrade', '1', '--out', 'x'], 'UsageError', /degradation of 1/],
])('%j is a %s', async (args, tag, message) => {
  const given = args.map(arg => (arg === 'x' ? join(root, 'x') : arg));
  await expect(cloisonne(...given)).rejects.toMatchObject({ tag, message: expect.stringMatching(message) });
  expect(readdirSync(root)).not.toContain('x');
});
