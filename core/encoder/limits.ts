import { columnMeans, covariance } from '../cluster/covariance.js';
import { shortFloat } from '../cube/json.js';
import { cholesky, mahalanobis, regularised } from './cholesky.js';
import type { EncoderLimits } from './types.js';

/** The q quantile of sorted values, linear between neighbours (Hyndman and Fan 1996, type 7, as numpy). */
function quantile(sorted: Float64Array, q: number): number {
  const at = q * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
}

/** Root mean square of each row of `decoded` minus `spectra`, [n, bands] both: [n]. */
export function reconstructionErrors(spectra: Float32Array, decoded: Float32Array, n: number): Float64Array {
  const bands = spectra.length / n;
  return Float64Array.from({ length: n }, (_, row) => {
    let sum = 0;
    for (let at = row * bands; at < (row + 1) * bands; at++) sum += (decoded[at] - spectra[at]) ** 2;
    return Math.sqrt(sum / bands);
  });
}

/**
 * What spectra like these look like to an encoder: from the `reconstructionErrors` [n] and the latents [n, L] of n >= 2 preprocessed spectra. The
 * covariance has a ridge of 1e-6 of the mean variance, so that it can be inverted.
 */
export function measureLimits(errors: Float64Array, latents: Float32Array): EncoderLimits {
  const n = errors.length;
  const size = latents.length / n;
  const sorted = errors.slice().sort();
  const median = quantile(sorted, 0.5);
  const mad = quantile(errors.map(error => Math.abs(error - median)).sort(), 0.5);
  const mean = columnMeans(latents, n, size);
  const spread = regularised(covariance(latents, n, size, mean), size);
  const lower = cholesky(spread, size);
  const distances = Float64Array.from({ length: n }, (_, row) => mahalanobis(latents, row * size, mean, lower)).sort();
  const short = (values: Float64Array) => Array.from(values, shortFloat);
  const [q99, q999] = [shortFloat(quantile(sorted, 0.99)), shortFloat(quantile(sorted, 0.999))];
  return {
    reconstruction: { median: shortFloat(median), mad: shortFloat(mad), q99, q999 },
    latent: { mean: short(mean), covariance: short(spread), q999: shortFloat(quantile(distances, 0.999)) },
  };
}
