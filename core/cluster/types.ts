import type { KScores } from './choose.js';

/** Points as one flat array: row i is data[i * dim .. (i + 1) * dim). */
export interface Points {
  readonly data: Float32Array | Float64Array;
  readonly n: number;
  readonly dim: number;
}

/** Options of `kmeans`. */
export interface KMeansOptions {
  readonly k: number;
  readonly seed: number;
  /** Independent starts, the best inertia wins (default 10, and up to 100 below 20,000 points: `restartsFor`). */
  readonly restarts?: number;
  /** `kmeans++` samples with D^2, greedily; `first` takes the first k rows, as the reference code does (default `kmeans++`). */
  readonly init?: 'kmeans++' | 'random' | 'first';
  /** Candidates for each next start centre of `kmeans++`, of which the best is taken (default 2 + ln k, as scikit-learn; 1 is plain k-means++). */
  readonly localTrials?: number;
  /** Largest number of Lloyd iterations (default 300). */
  readonly maxIterations?: number;
  /** Stop when the summed squared centre shift falls below tolerance * mean variance of the points (default 1e-4, as scikit-learn). */
  readonly tolerance?: number;
  /** Restarts run on a seeded sample above this many points; the best start is then refined on all (default 65536). */
  readonly restartSample?: number;
  readonly signal?: AbortSignal;
}

/** What `kmeans` finds. */
export interface KMeansResult {
  readonly k: number;
  /** [n], 0..k-1: the nearest of `centres`, or the likeliest component of a mixture. */
  readonly labels: Uint16Array;
  /** [k * dim]. */
  readonly centres: Float64Array;
  /** [k]. */
  readonly counts: Float64Array;
  /** Sum of squared distances to the own centre. */
  readonly inertia: number;
  readonly iterations: number;
  readonly stop: 'tolerance' | 'stable' | 'max-iterations';
  /** How many empty clusters were given a new centre on the way. */
  readonly repaired: number;
  /** Penalised likelihood of the mixture that the labels come from, of neighbours where their places are known; smaller is better. */
  readonly mixture?: number;
}

/** Options of `silhouettes`. */
export interface SilhouetteOptions {
  /** Worker threads (default: what the platform offers; 1 runs in place). The numbers do not depend on it. */
  readonly threads?: number;
  /** Exact up to this many points (default 100000), sampled above. */
  readonly exactLimit?: number;
  /** Points whose silhouette is exact when sampling (default 5000). */
  readonly sampleSize?: number;
  readonly seed?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Silhouettes of one labelling (Rousseeuw 1987; a singleton has silhouette 0). */
export interface Silhouette {
  readonly k: number;
  /** The paper's eq. 2: mean over clusters of the cluster's mean silhouette. */
  readonly macro: number;
  /** Mean over points, as scikit-learn. */
  readonly pointwise: number;
  /** Standard error of `macro` and `pointwise`; 0 when exact. */
  readonly macroError: number;
  readonly pointwiseError: number;
  readonly exact: boolean;
  /** [k] mean silhouette of each cluster. */
  readonly perCluster: Float64Array;
  /** [n] silhouette of each point (estimated from the reference sample when not exact). */
  readonly perPoint: Float32Array;
}

/** One K of a sweep, with everything that judges it. */
export interface SweepEntry extends KScores {
  readonly kmeans: KMeansResult;
  readonly silhouette: Silhouette;
}
