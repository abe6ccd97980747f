import { silhouettes, sweepK } from '../../cluster/index.js';
import type { Points, Silhouette } from '../../cluster/types.js';
import { EmptyError, throwIfAborted } from '../../cube/errors.js';
import { referenceKmeans } from './reference-kmeans.js';
import type { Baseline, BaselineSpectra, LabelledK, MethodResult } from './types.js';

/** How far a baseline goes through K, and from which seed. */
export interface BaselineOptions {
  readonly kMin: number;
  readonly kMax: number;
  readonly seed: number;
  readonly threads?: number;
  readonly signal?: AbortSignal;
}

/** Products of coordinates that a silhouette may cost; more points than that allows are sampled. */
const SILHOUETTE_PRODUCTS = 2e10;
/** Coordinates on which k-means tries its ten starts. */
const START_COORDINATES = 1 << 22;

/** What silhouettes and k-means of so many coordinates may cost, so that a thousand dimensions end in minutes too. */
function bounds({ n, dim }: Points): { exactLimit: number; sampleSize: number; restartSample: number } {
  return {
    exactLimit: Math.min(20_000, Math.floor(Math.sqrt(SILHOUETTE_PRODUCTS / dim))),
    sampleSize: Math.max(200, Math.min(5000, Math.floor(SILHOUETTE_PRODUCTS / (2 * n * dim)))),
    restartSample: Math.max(2000, Math.min(65_536, Math.floor(START_COORDINATES / dim))),
  };
}

/**
 * Embeds the spectra and clusters them for every K of the range; the chosen K has the largest mean silhouette over points, as
 * `silhouette_score` of scikit-learn and the paper's code have it. K that a method cannot make are left out.
 * Throws EmptyError when it can make none, and what the embedding throws.
 */
export async function runBaseline(baseline: Baseline, spectra: BaselineSpectra, options: BaselineOptions): Promise<MethodResult> {
  const points = await baseline.embed(spectra, { seed: options.seed, signal: options.signal });
  const sweep = await (baseline.clustering === 'reference' ? referenceSweep(points, options) : kmeansSweep(points, options));
  if (sweep.length === 0) {
    throw new EmptyError(`the baseline '${baseline.name}' finds no clusters`, {
      why: `a cluster empties for every K from ${options.kMin} to ${options.kMax}`,
    });
  }
  const best = sweep.reduce((a, b) => (b.silhouettePointwise > a.silhouettePointwise ? b : a));
  return { name: baseline.name, sweep, chosen: best.k };
}

const labelled = (k: number, labels: Uint16Array, { macro, pointwise }: Silhouette): LabelledK => ({
  k,
  labels: labels.map(label => label + 1),
  silhouetteMacro: macro,
  silhouettePointwise: pointwise,
});

async function kmeansSweep(points: Points, options: BaselineOptions): Promise<LabelledK[]> {
  const found = await sweepK(points, { ...options, ...bounds(points) });
  return found.map(({ k, kmeans, silhouette }) => labelled(k, kmeans.labels, silhouette));
}

async function referenceSweep(points: Points, { kMin, kMax, seed, threads, signal }: BaselineOptions): Promise<LabelledK[]> {
  const found = [];
  for (let k = kMin; k <= Math.min(kMax, points.n); k++) {
    throwIfAborted(signal);
    const labelling = referenceKmeans(points, k);
    if (labelling) found.push(labelling);
  }
  if (found.length === 0) return [];
  const scores = await silhouettes(points, found, { ...bounds(points), seed, threads, signal });
  return found.map(({ k, labels }, i) => labelled(k, labels, scores[i]));
}
