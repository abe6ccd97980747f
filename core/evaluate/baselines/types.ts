import type { Points } from '../../cluster/types.js';

/** Preprocessed spectra of the spaxels of a cube that take part. */
export interface BaselineSpectra {
  /** [n, bands], finite. */
  readonly data: Float32Array;
  readonly n: number;
  readonly bands: number;
}

/** What an embedding may use besides the spectra. */
export interface EmbeddingOptions {
  readonly seed: number;
  readonly signal?: AbortSignal;
}

/** From spectra to the points [n, dim] that are clustered. */
export type Embedding = (spectra: BaselineSpectra, options: EmbeddingOptions) => Points | Promise<Points>;

/** A method to compare with: how spectra become points, and how points become clusters. */
export interface Baseline {
  readonly name: string;
  readonly embed: Embedding;
  /** `kmeans`: k-means++ and ten starts, as scikit-learn; `reference`: the K-Means of the paper's code (`referenceKmeans`). */
  readonly clustering: 'kmeans' | 'reference';
}

/** One K of a method, with its labels. */
export interface LabelledK {
  readonly k: number;
  /** [n] or [height * width]: 1..k, 0 where there is no data. */
  readonly labels: ArrayLike<number>;
  /** Mean over clusters (the paper's eq. 2) and over points, in the space that was clustered. */
  readonly silhouetteMacro: number;
  readonly silhouettePointwise: number;
}

/** A method over a range of K. */
export interface MethodResult {
  readonly name: string;
  readonly sweep: readonly LabelledK[];
  /** The K that the method itself would take. */
  readonly chosen: number;
}
