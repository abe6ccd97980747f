import { createRandom } from '../../cluster/random.js';
import type { Points } from '../../cluster/types.js';
import { fitPca } from '../../encoder/index.js';
import type { BaselineSpectra, Embedding } from './types.js';

/** Spectra at most to fit principal components to. */
const FIT_LIMIT = 8192;

/** The spectra themselves. */
export const rawEmbedding: Embedding = ({ data, n, bands }) => ({ data, n, dim: bands });

/** The first `latent` principal components (default 3; fewer where there are fewer bands), fitted to at most 8192 of the spectra. */
export const pcaEmbedding =
  (latent = 3): Embedding =>
  (spectra, { seed }) =>
    principalComponents(spectra, latent, seed);

/** Rows of `spectra`, in the order of `rows`. */
export function takeRows({ data, bands }: BaselineSpectra, rows: Int32Array): BaselineSpectra {
  const out = new Float32Array(rows.length * bands);
  rows.forEach((row, i) => {
    out.set(data.subarray(row * bands, (row + 1) * bands), i * bands);
  });
  return { data: out, n: rows.length, bands };
}

/** Scores [n, latent] on the leading principal components. Throws EmptyError as `fitPca` does. */
export function principalComponents(spectra: BaselineSpectra, latent: number, seed: number): Points {
  const { data, n, bands } = spectra;
  const sample = n > FIT_LIMIT ? takeRows(spectra, createRandom(seed, 21).sample(n, FIT_LIMIT)) : spectra;
  const dim = Math.min(latent, bands, sample.n - 1);
  const [{ kernel, bias }] = fitPca(sample.data, sample.n, bands, { latent: dim, seed }).encode.layers;
  const scores = new Float64Array(n * dim);
  for (let i = 0; i < n; i++) {
    for (let d = 0; d < dim; d++) {
      let sum = bias[d];
      for (let b = 0; b < bands; b++) sum += data[i * bands + b] * kernel[b * dim + d];
      scores[i * dim + d] = sum;
    }
  }
  return { data: scores, n, dim };
}
