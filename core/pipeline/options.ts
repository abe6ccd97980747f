import type { KBy } from '../cluster/index.js';
import type { Selection } from '../cube/select.js';
import type { Encoder } from '../encoder/types.js';
import type { EngineName } from '../engine/types.js';
import type { StepSpec } from '../preprocess/types.js';

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
  /** Preprocessing and latent size of an encoder fitted here (default: by the kind of axis, 3). */
  readonly steps?: readonly StepSpec[];
  readonly latent?: number;
  /** Range of the sweep (default 1 to 10). With kMin = 1, one cluster is the answer where there is no structure to divide. */
  readonly kMin?: number;
  readonly kMax?: number;
  /** How K is chosen (default: `defaultKBy`). */
  readonly kBy?: KBy;
  readonly seed?: number;
  readonly engine?: EngineName | 'auto';
  /** CPU threads; results do not depend on it. */
  readonly threads?: number;
  /** Bytes the process may use (default 1 GiB); results do not depend on it. */
  readonly maxMemory?: number;
  readonly selection?: Selection;
  readonly minGood?: number;
  /** Silhouettes are exact up to this many spaxels (default 100000). */
  readonly exactLimit?: number;
  readonly checkpoint?: CheckpointStore;
  readonly signal?: AbortSignal;
}
