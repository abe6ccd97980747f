import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { topEigen } from '../../../core/cluster/eigen.js';
import { createRandom } from '../../../core/cluster/random.js';
import { fitPca } from '../../../core/encoder/index.js';
import { openEngine } from '../../../core/engine/index.js';
import { largestDifference } from '../engine/networks.js';

const folder = new URL('../../fixtures/encoder/', import.meta.url);
interface Case {
  readonly file: string;
  readonly n: number;
  readonly bands: number;
  readonly latent: number;
  readonly variance: readonly number[];
  readonly explained: readonly number[];
  readonly components: readonly (readonly number[])[];
  readonly latents: readonly (readonly number[])[];
  readonly reconstruction: number;
}

const cases: Case[] = JSON.parse(await readFile(new URL('pca.json', folder), 'utf8'));

async function samples(file: string): Promise<Float32Array> {
  const bytes = await readFile(new URL(file, folder));
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

test.each(cases)('agrees with numpy SVD: $n x $bands, $latent components', async ({ file, n, bands, latent, ...numpy }) => {
  const x = await samples(file);
  const { encode, decode, variance, explained } = fitPca(x, n, bands, { latent, seed: 5 });
  for (let i = 0; i < latent; i++) {
    expect(variance[i] / numpy.variance[i]).toBeCloseTo(1, 9);
    expect(explained[i] / numpy.explained[i]).toBeCloseTo(1, 9);
    const component = decode.layers[0].kernel.subarray(i * bands, (i + 1) * bands);
    expect(largestDifference(component, numpy.components[i])).toBeLessThan(1e-6);
  }
  const engine = await openEngine('cpu');
  const z = await (await engine.compile(encode)).run(x, n);
  expect(largestDifference(z.subarray(0, 3 * latent), numpy.latents.flat())).toBeLessThan(2e-4);
  const back = await (await engine.compile(decode)).run(z, n);
  const squares = back.reduce((sum, value, i) => sum + (value - x[i]) ** 2, 0);
  if (numpy.reconstruction > 1e-6) expect(Math.sqrt(squares / (n * bands)) / numpy.reconstruction).toBeCloseTo(1, 3);
  await engine.dispose();
});

test('the seed only starts the iteration; the same seed gives the same bytes', async () => {
  const x = await samples('pca_0.f32');
  const first = (seed: number) => fitPca(x, 300, 24, { latent: 4, seed }).encode.layers[0];
  expect(first(1)).toEqual(first(1));
  expect(largestDifference(first(1).kernel, first(2).kernel)).toBeLessThan(1e-6);
});

test('repeated eigenvalues are all found', () => {
  const size = 30;
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) matrix[i * size + i] = i < 3 ? 2 : i < 5 ? 1 : 0;
  const { values, vectors } = topEigen(matrix, size, 5, createRandom(0));
  expect(largestDifference(values, [2, 2, 2, 1, 1])).toBeLessThan(1e-12);
  for (let i = 0; i < 5; i++) {
    for (let j = 0; j <= i; j++) {
      let product = 0;
      for (let k = 0; k < size; k++) product += vectors[i * size + k] * vectors[j * size + k];
      expect(product).toBeCloseTo(i === j ? 1 : 0, 12);
    }
  }
});

test('constant, non-finite or too few spectra are named', () => {
  const options = { latent: 2, seed: 0 };
  expect(() => fitPca(new Float32Array(40).fill(3), 10, 4, options)).toThrow(/all spectra are the same/);
  expect(() => fitPca(new Float32Array(40).fill(Number.NaN), 10, 4, options)).toThrow(/finite spectra/);
  expect(() => fitPca(new Float32Array(8), 2, 4, options)).toThrow(/too few spectra/);
  expect(() => fitPca(new Float32Array(40), 10, 4, { latent: 5, seed: 0 })).toThrow(/5 latent components of 4 bands/);
});
