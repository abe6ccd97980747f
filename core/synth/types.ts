import type { CubeShape, SpectralAxis } from '../cube/types.js';
import type { LabelMap } from '../labels/types.js';

/** A colour image: [height * width * 3] bytes, sRGB. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Uint8ClampedArray;
}

/**
 * A cube whose truth is known. Rows are made when asked for, each from random numbers of its own, so that a row is the same bytes in
 * whatever order and however often it is made, and no more than a row is ever held.
 */
export interface Synthesis {
  readonly shape: CubeShape;
  readonly spectralAxis: SpectralAxis;
  /** Unit of a sample, as FITS writes it. */
  readonly unit: string;
  /** Names of labels 1, 2 ... */
  readonly classes: readonly string[];
  /** The true class of every spaxel, 1 .. classes. */
  readonly labels: LabelMap;
  /** Names of the abundance planes. */
  readonly materials: readonly string[];
  /** [materials][height * width], each spaxel's shares sum to 1. */
  readonly abundances: readonly Float32Array[];
  /** Whether `row` fills the variance. */
  readonly hasVariance: boolean;
  /** Writes row `y` as measured into `data`, [width * bands] pixel-major, and its variance likewise where there is one. */
  row(y: number, data: Float32Array, variance?: Float32Array): void;
  /** Writes row `y` without noise into `data`, [width * bands] pixel-major. */
  expected(y: number, data: Float32Array): void;
}
