import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadEncoder } from '../../../cli/shipped.js';
import { memorySource, openSpectra, parseCsv } from '../../../formats/index.js';
import { repo } from '../../helpers/cli.js';
import { printed } from '../../helpers/printed.js';

const dir = mkdtempSync(join(tmpdir(), 'cloisonne-models-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

test('models lists what is shipped, from the cards', async () => {
  const list = JSON.parse(await printed('models', '--json')) as Record<string, unknown>[];
  const raman = list.find(({ name }) => name === 'raman-cartilage-300');
  const card = JSON.parse(readFileSync(repo('samples/encoders/raman-cartilage-300/encoder.json'), 'utf8'));
  const sizes = ['encoder.json', 'model.json', 'weights.bin'].map(
    file => statSync(repo(`samples/encoders/raman-cartilage-300/${file}`)).size,
  );
  expect(raman).toMatchObject({
    axis: { kind: 'raman-shift', unit: 'cm-1', from: card.input.axis.edges[0], to: card.input.axis.edges[300] },
    ...{ bands: 300, latent: 3, licence: card.licence, trainedOn: card.training.data, sha256: card.weights.sha256 },
    bytes: sizes.reduce((sum, size) => sum + size, 0),
  });
  const text = await printed('models');
  for (const { name } of list) expect(text).toMatch(new RegExp(`^${name}$`, 'm'));
  expect(text).toMatch(/^ {2}raman shift, \d+ to \d+ cm⁻¹, 300 bands; PCA to 3 latents$/m);
});

test('models show says all of one, and which there are where it knows none', async () => {
  expect(await printed('models', 'show', 'muse-udf-500')).toMatch(/Steps +rebin:bands=20.*asinh/);
  expect(JSON.parse(await printed('models', 'show', 'muse-udf-500', '--json')).card.golden).toHaveLength(4);
  const { cubes } = JSON.parse(readFileSync(repo('samples/encoders/xrf-512/evaluation.json'), 'utf8'));
  expect(JSON.parse(await printed('models', 'show', 'xrf-512', '--json')).evaluation).toEqual(cubes);
  const [{ cube, classes, chosen }] = cubes;
  const words = `xrf, seed ${cube.seed}, ${classes} classes; K = ${chosen.k} chosen: ARI ${chosen.ari.toFixed(3)}, NMI`;
  const text = await printed('models', 'show', 'xrf-512');
  expect(text).toContain(words);
  expect(text).toMatch(/Steps +sqrt.*,area,denoise:components=8:directions=\(4096 values\)/);
  expect(Math.max(...text.split('\n').map(line => line.length))).toBeLessThan(200);
  await expect(printed('models', 'show', 'nothing')).rejects.toThrow(/'nothing' is shipped.*muse-udf-500/);
  await expect(printed('models', 'show')).rejects.toThrow(/needs a name/);
  await expect(printed('models', 'burn')).rejects.toThrow(/models cannot burn/);
});

test('sample writes spectra that the encoder takes back, as FITS and as CSV', async () => {
  const encoder = join(dir, 'pca');
  const raman = [repo('samples/data/raman.tif'), '--axis', repo('samples/data/raman.json'), '--steps', 'area'];
  await printed('train', ...raman, '--method', 'pca', '--out', encoder, '-q');
  const [fits, csv] = ['fits', 'csv'].map(kind => join(dir, `s.${kind}`));
  const facts = JSON.parse(await printed('sample', encoder, '--n', '300', '--seed', '4', '--out', fits, '--json'));
  expect(facts).toMatchObject({ n: 300, bands: 300, latent: 3, seed: 4, steps: expect.stringMatching(/^area/) });
  await printed('sample', encoder, '--n', '300', '--seed', '4', '--out', csv);
  const [head, ...rows] = parseCsv(readFileSync(csv, 'utf8'));
  expect(head.slice(0, 4)).toEqual(['latent_1', 'latent_2', 'latent_3', '602']);
  const file = await openSpectra(memorySource(new Uint8Array(readFileSync(fits)), 's.fits'));
  const spectra = new Float32Array(300 * 300);
  await file.read(0, 300, spectra);
  expect(rows.flatMap(row => row.slice(3).map(v => Math.fround(Number(v))))).toEqual([...spectra]);
  // A PCA gives back the latents it decoded.
  const { card, encode } = await loadEncoder(encoder);
  const { kernel, bias } = encode.layers[0];
  for (const i of [0, 150, 299])
    for (const axis of [0, 1, 2]) {
      let latent = bias[axis];
      for (let b = 0; b < 300; b++) latent += spectra[i * 300 + b] * kernel[b * 3 + axis];
      expect(Math.abs(latent - Number(rows[i][axis]))).toBeLessThan(1e-3);
    }
  const latents = rows.map(row => Number(row[0]));
  const { mean, covariance } = card.limits!.latent;
  const found = latents.reduce((a, b) => a + b, 0) / 300;
  expect(Math.abs(found - mean[0])).toBeLessThan(4 * Math.sqrt(covariance[0] / 300));
  await expect(printed('sample', encoder, '--out', fits)).rejects.toThrow(/the output exists/);
  await expect(printed('sample', encoder, '--out', join(dir, 's.txt'))).rejects.toThrow(/neither \.fits nor \.csv/);
  await expect(printed('sample', encoder, '--n', '1e6', '--out', join(dir, 'l.fits'))).rejects.toThrow(/too many at once/);
  expect(existsSync(join(dir, 'l.fits'))).toBe(false);
});
