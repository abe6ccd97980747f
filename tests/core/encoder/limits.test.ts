import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { cholesky, mahalanobis, measureLimits, reconstructionErrors } from '../../../core/encoder/index.js';

const { limits: fixture } = JSON.parse(await readFile(new URL('../../fixtures/train/training.json', import.meta.url), 'utf8'));
const floats = (name: string) => Float32Array.from(fixture[name] as number[]);
const near = (values: readonly number[]) => values.map(value => expect.closeTo(value, 4));

test('limits are those of numpy', () => {
  const errors = reconstructionErrors(floats('spectra'), floats('decoded'), 200);
  const { reconstruction, latent } = measureLimits(errors, floats('latents'));
  const { median, mad, q99, q999 } = reconstruction;
  expect([median, mad, q99, q999]).toEqual(near([fixture.median, fixture.mad, fixture.q99, fixture.q999]));
  expect(latent.mean).toEqual(near(fixture.mean));
  expect(latent.covariance).toEqual(near(fixture.covariance));
  expect(latent.q999 / fixture.distance).toBeCloseTo(1, 4);
});

test('a latent that stands still leaves a covariance that can be inverted', () => {
  const latents = floats('latents').map((value, i) => (i % 3 === 1 ? 5 : value));
  const { latent } = measureLimits(new Float64Array(200).fill(1), latents);
  expect(Number.isFinite(latent.q999)).toBe(true);
  const lower = cholesky(latent.covariance, 3);
  expect(mahalanobis(latent.mean, 0, latent.mean, lower)).toBe(0);
  expect(mahalanobis([latent.mean[0], 6, latent.mean[2]], 0, latent.mean, lower)).toBeGreaterThan(100);
});
