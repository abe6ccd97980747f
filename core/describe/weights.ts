import { UsageError } from '../cube/errors.js';
import type { SampleSource } from '../cube/types.js';
import type { WeightedMean } from '../segmentation.js';
import { CellMoments } from './moments.js';

/** What weighs the samples of a mean: `variance`, one over the variance that the cube brings for each. */
export type Weights = 'variance';

/** Throws UsageError where weights are asked for that the cube does not have. */
export function requireWeights({ name, variance }: Pick<SampleSource, 'name' | 'variance'>, weights: Weights | undefined): void {
  if (weights === undefined || variance) return;
  throw new UsageError('the samples of this cube cannot be weighted', {
    where: name,
    why: 'it has no variance',
    remedy:
      'A FITS cube brings it in an extension STAT, VAR, ERR or IVAR of the same shape; --variance STAT, --sigma ERR or --ivar IVAR names any other, also a file. Or leave --weights out.',
  });
}

/** How to read a cube with what weighs its samples. */
export const weightsPlan = (weights: Weights | undefined): { readonly variance?: true } => (weights ? { variance: true } : {});

/**
 * Inverse-variance weighted means per band for many cells at once, over spectra that arrive in pixel order: with w = 1 / variance the sums of w and of
 * w (x - shift), each as CellMoments makes them, so that results depend on the pixel order alone. Samples that are missing, or whose variance is
 * not a positive number, have no weight.
 */
export class CellWeights {
  /** The sums of w, and of w (x - shift), over the same samples. */
  readonly sums: readonly [CellMoments, CellMoments];
  private readonly weight: Float64Array;
  private readonly product: Float64Array;

  /** `shift` [bands] as for CellMoments. */
  constructor(
    cells: number,
    private readonly bands: number,
    private readonly shift: Float64Array,
  ) {
    const zero = new Float64Array(bands);
    this.sums = [new CellMoments(cells, bands, zero), new CellMoments(cells, bands, zero)];
    this.weight = new Float64Array(bands);
    this.product = new Float64Array(bands);
  }

  /** Bytes an instance holds. */
  static bytes(cells: number, bands: number): number {
    return 2 * CellMoments.bytes(cells, bands);
  }

  /** Adds the spectrum data[from .. from + bands) with its variance to a cell. */
  add(cell: number, data: Float32Array, variance: Float32Array, from: number): void {
    const { bands, shift, weight, product } = this;
    for (let b = 0; b < bands; b++) {
      const noise = variance[from + b];
      const w = noise > 0 && noise < Number.POSITIVE_INFINITY ? 1 / noise : Number.NaN;
      product[b] = w * (data[from + b] - shift[b]);
      weight[b] = product[b] === product[b] ? w : Number.NaN;
    }
    this.sums[0].add(cell, weight, 0);
    this.sums[1].add(cell, product, 0);
  }

  /** Merges the running chunk, as that of CellMoments. */
  endChunk(): void {
    for (const sums of this.sums) sums.endChunk();
  }

  /** The weighted mean of a union of cells, merged in the order given; NaN where no sample has a weight. */
  union(cells: readonly number[]): WeightedMean {
    const [weights, products] = this.sums.map(sums => sums.union(cells));
    const error = weights.mean.map((w, b) => 1 / Math.sqrt(weights.samples[b] * w));
    return { mean: products.mean.map((product, b) => this.shift[b] + product / weights.mean[b]), error };
  }
}
