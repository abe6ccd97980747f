import { createBreather } from '../breathe.js';
import { topEigen } from '../eigen.js';
import { centresOf, nearestCentres, thinPoints } from '../points.js';
import { createRandom } from '../random.js';
import type { KMeansResult, Points } from '../types.js';
import { type FittedMixture, fitMixture, type Mixture, mixtureOf, mostLikely, parametersOf, ridgeOf } from './em.js';
import { type MixtureOptions, neighbourSweep } from './neighbours.js';
import { penalised } from './penalty.js';

/** Points that mixtures are fitted to, at most; all get labels. */
const SAMPLE = 20_000;
/** A few steps tell which start is worth going on with. */
const TRIAL = { iterations: 15, tolerance: 1e-4 };
const FULL = { iterations: 300, tolerance: 1e-6 };
const STREAM = 0x6d69;

/**
 * Turns k-means clusterings, one of each K ascending, into those of Gaussian mixtures with full covariances, which divide overlapping clouds of unlike
 * size and width where each point is most likely. Each K starts from k-means and from the mixture of one component less with each of its components
 * split along its longest axis; the likeliest stays. Adds the penalised likelihood by which K can be chosen (`penalised`). A K whose mixture leaves a
 * component without points keeps the labels of k-means. Where the grid is given, the clusters are those of `neighbourSweep`.
 */
export async function mixtureSweep(
  points: Points,
  clusterings: readonly KMeansResult[],
  options: MixtureOptions,
): Promise<KMeansResult[]> {
  const beside = await neighbourSweep(points, clusterings, options);
  if (beside) return beside;
  const { seed, signal } = options;
  const breathe = createBreather(signal);
  const sample = thinPoints(points, SAMPLE, createRandom(seed, STREAM));
  const ridge = ridgeOf(sample);
  const most = clusterings.reduce((max, { k }) => Math.max(max, k), 1);
  const fits: FittedMixture[] = [];
  for (let k = 1; k <= most; k++) {
    const given = clusterings.find(found => found.k === k);
    const starts = [
      ...(given ? [mixtureOf(sample, nearestCentres(sample, given.centres), k, ridge)] : []),
      ...splits(fits.at(-1), sample.dim, seed),
    ];
    if (starts.length === 0) starts.push(mixtureOf(sample, new Uint8Array(sample.n), 1, ridge));
    let best: FittedMixture | undefined;
    for (const start of starts) {
      await breathe();
      const found = fitMixture(sample, start, { ridge, ...TRIAL });
      if (!best || found.logLikelihood > best.logLikelihood) best = found;
    }
    await breathe();
    fits.push(fitMixture(sample, best as FittedMixture, { ridge, ...FULL }));
  }
  const criterion = penalised(
    fits.map(({ k, logLikelihood }) => ({ logLikelihood, parameters: parametersOf(k, sample.dim) })),
    sample.n,
  );
  return clusterings.map(given => {
    const labels = mostLikely(points, fits[given.k - 1]);
    const found = centresOf(points, labels, given.k);
    const whole = found.counts.every(count => count > 0);
    const { iterations } = fits[given.k - 1];
    return { ...given, ...(whole ? { labels, ...found, iterations } : {}), mixture: criterion[given.k - 1] };
  });
}

/** The mixtures with one component more: each component in turn as two, one standard deviation to either side along its longest axis. */
function splits(mixture: Mixture | undefined, dim: number, seed: number): Mixture[] {
  if (!mixture) return [];
  const { k, weights, means, covariances } = mixture;
  return Array.from({ length: k }, (_, c) => {
    const covariance = covariances.slice(c * dim * dim, (c + 1) * dim * dim);
    const { values, vectors } = topEigen(covariance, dim, 1, createRandom(seed, STREAM + 1));
    const step = Float64Array.from({ length: dim }, (_, d) => Math.sqrt(values[0]) * vectors[d]);
    const mean = means.subarray(c * dim, (c + 1) * dim);
    const share = weights.slice();
    share[c] /= 2;
    const moved = means.slice();
    moved.set(
      mean.map((v, d) => v - step[d]),
      c * dim,
    );
    return {
      k: k + 1,
      weights: Float64Array.of(...share, share[c]),
      means: Float64Array.of(...moved, ...mean.map((v, d) => v + step[d])),
      covariances: Float64Array.of(...covariances, ...covariance),
    };
  });
}
