import type { Clustering, KBy } from '../cluster/index.js';
import type { Selection } from '../cube/select.js';
import type { Weights } from '../describe/weights.js';
import type { Encoder } from '../encoder/types.js';
import type { EngineName } from '../engine/types.js';
import type { StepSpec } from '../preprocess/types.js';
import type { RejectionLimits } from '../segmentation.js';
import type { EarlierClusters } from './earlier.js';

/** Where an interrupted run left its intermediate results. Damaged or missing entries load as undefined. */
export interface CheckpointStore {
  load(name: string): Promise<Uint8Array | undefined>;
  save(name: string, bytes: Uint8Array): Promise<void>;
}

/** What `segment` can be told. */
export interface SegmentOptions {
  /** The encoder to use. Without it, the first of `shipped` whose axis fits, else a PCA fitted on a sample of the cube. */
  readonly encoder?: Encoder;
  readonly shipped?: readonly Encoder[];
  /** Rebin the cube on to the encoder's axis where it covers it. */
  readonly rebin?: boolean;
  /**
   * Systemic velocity c z of the object, km/s: encoder and steps see the spectral axis at rest (`axisAtRest`). The result keeps the cube's own axis.
   */
  readonly velocity?: number;
  /**
   * Spectra weaker than this share of the typical strength in the cube count as faint (`unit:faint`), in place of the encoder's own share; 0 for none.
   */
  readonly faint?: number;
  /**
   * Preprocessing of an encoder fitted here (default: by the kind of data), and the latents of a plain PCA (default: up to 5 components that form an
   * image, weighted by that).
   */
  readonly steps?: readonly StepSpec[];
  readonly latent?: number;
  /** Range of the sweep (default 1 to 10). With kMin = 1, one cluster is the answer where there is no structure to divide. */
  readonly kMin?: number;
  readonly kMax?: number;
  /** Ways to cluster the latents: k-means (default), or Gaussian mixtures, for clouds that overlap. */
  readonly clustering?: Clustering;
  /** How K is chosen (default: `defaultKBy`, and `mixture` for mixtures). */
  readonly kBy?: KBy;
  /**
   * Leaves spaxels unclassified that the encoder does not know: by the limits on its card (`auto`, the default; an encoder fitted here has none), by
   * limits of one's own, or never.
   */
  readonly unclassified?: 'off' | 'auto' | RejectionLimits;
  /** Labels the cube with these clusters instead of looking for new ones; the encoder must be the one they were found with. */
  readonly clusters?: EarlierClusters;
  readonly seed?: number;
  readonly engine?: EngineName | 'auto';
  /** CPU threads; results do not depend on it. */
  readonly threads?: number;
  /** Bytes the process may use (default 1 GiB); results do not depend on it. */
  readonly maxMemory?: number;
  readonly selection?: Selection;
  readonly minGood?: number;
  /**
   * Describes each cluster by an inverse-variance weighted mean spectrum too; the cube must bring the variance. Clusters, and all else that is said of
   * them, stay as they are without.
   */
  readonly weights?: Weights;
  /** Silhouettes are exact up to this many spaxels (default 100000). */
  readonly exactLimit?: number;
  readonly checkpoint?: CheckpointStore;
  /** Clusters of a preview (`preview` events while the cube is encoded, 2 to 255); default: none. The result does not depend on it. */
  readonly preview?: number;
  readonly signal?: AbortSignal;
}
