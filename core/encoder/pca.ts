import { columnMeans, covariance } from '../cluster/covariance.js';
import { topEigen } from '../cluster/eigen.js';
import { createRandom } from '../cluster/random.js';
import { EmptyError, UsageError } from '../cube/errors.js';
import type { Network } from '../engine/types.js';

/** A PCA as two linear networks. */
export interface Pca {
  /** z = (x - mean) V, [bands] -> [latent]. */
  readonly encode: Network;
  /** x = z V' + mean, [latent] -> [bands]. */
  readonly decode: Network;
  /** Variance along each component (n - 1), decreasing. */
  readonly variance: Float64Array;
  /** The same over the total variance. */
  readonly explained: Float64Array;
}

/**
 * Principal components of samples [n, bands] (Pearson 1901; Hotelling 1933): covariance in float64, its leading eigenvectors, each with
 * its largest component positive. The same samples and seed give the same bytes. EmptyError for constant or too few spectra,
 * UsageError for more components than bands.
 */
export function fitPca(samples: Float32Array, n: number, bands: number, options: { latent: number; seed: number }): Pca {
  const { latent, seed } = options;
  if (latent > bands)
    throw new UsageError(`${latent} latent components of ${bands} bands`, { remedy: 'Ask for fewer (`--latent`).' });
  if (n <= latent) throw new EmptyError('too few spectra for a PCA', { why: `${n} spectra, ${latent} components` });
  const mean = columnMeans(samples, n, bands);
  const matrix = covariance(samples, n, bands, mean);
  let total = 0;
  for (let i = 0; i < bands; i++) total += matrix[i * bands + i];
  if (!Number.isFinite(total)) throw new EmptyError('a PCA needs finite spectra', { why: 'NaN or infinite samples' });
  if (!(total > 0)) throw new EmptyError('all spectra are the same', { why: 'their variance is zero' });
  const { values, vectors } = topEigen(matrix, bands, latent, createRandom(seed));

  const kernel = new Float32Array(bands * latent);
  const bias = new Float32Array(latent);
  for (let component = 0; component < latent; component++) {
    let projection = 0;
    for (let band = 0; band < bands; band++) {
      const weight = vectors[component * bands + band];
      kernel[band * latent + component] = weight;
      projection += mean[band] * Math.fround(weight);
    }
    bias[component] = -projection;
  }
  return {
    encode: { inputSize: bands, layers: [{ units: latent, activation: 'linear', kernel, bias }] },
    decode: {
      inputSize: latent,
      layers: [{ units: bands, activation: 'linear', kernel: Float32Array.from(vectors), bias: Float32Array.from(mean) }],
    },
    variance: values.map(value => Math.max(0, value)),
    explained: values.map(value => Math.max(0, value) / total),
  };
}
