import type { Cells, Labeling } from './cells.js';
import type { Random } from './random.js';

/** A stratified sample: some points of every cell. */
export interface StratifiedSample {
  /** Positions in the cells' order, increasing, so that the sample too stands cell after cell. */
  readonly positions: Int32Array;
  /** [cells + 1] offsets into positions. */
  readonly starts: Int32Array;
}

/**
 * Draws about `size` points: from each cell in proportion to the square root of its size, so that both the mean over points and the mean
 * over clusters are known well (power allocation, Bankier 1988), and at least two, so that each cell's variance can be estimated.
 */
export function stratify({ starts }: Cells, size: number, random: Random): StratifiedSample {
  const cells = starts.length - 1;
  const counts = Float64Array.from({ length: cells }, (_, c) => starts[c + 1] - starts[c]);
  const total = counts.reduce((sum, n) => sum + Math.sqrt(n), 0);
  const bounds = new Int32Array(cells + 1);
  const picked: Int32Array[] = [];
  for (let c = 0; c < cells; c++) {
    const wanted = Math.max(2, Math.round((size * Math.sqrt(counts[c])) / total));
    picked.push(random.sample(counts[c], wanted).map(i => i + starts[c]));
    bounds[c + 1] = bounds[c] + picked[c].length;
  }
  const positions = new Int32Array(bounds[cells]);
  picked.forEach((part, c) => {
    positions.set(part, bounds[c]);
  });
  return { positions, starts: bounds };
}

/** Estimates from a stratified sample, with their standard errors. */
export interface SilhouetteEstimate {
  readonly macro: number;
  readonly macroError: number;
  readonly pointwise: number;
  readonly pointwiseError: number;
  /** [k]. */
  readonly perCluster: Float64Array;
}

/**
 * Means over points and over clusters from the silhouettes of the sampled points [sample], strata being the joint cells: the mean of a
 * cluster is sum_h (N_h / N) mean_h and its variance sum_h (N_h / N)^2 (1 - n_h / N_h) s_h^2 / n_h (Cochran, Sampling Techniques, 5.6).
 */
export function estimate(
  cells: Cells,
  sample: StratifiedSample,
  values: Float64Array,
  { k, labels }: Labeling,
): SilhouetteEstimate {
  const counts = new Float64Array(k);
  const totals = new Float64Array(k);
  const variances = new Float64Array(k);
  for (let c = 0; c + 1 < cells.starts.length; c++) {
    const size = cells.starts[c + 1] - cells.starts[c];
    const { mean, variance, n } = moments(values.subarray(sample.starts[c], sample.starts[c + 1]));
    const cluster = labels[cells.order[cells.starts[c]]];
    counts[cluster] += size;
    totals[cluster] += size * mean;
    variances[cluster] += (size * size * (1 - n / size) * variance) / n;
  }
  const sum = (list: Float64Array) => list.reduce((a, b) => a + b, 0);
  const perCluster = totals.map((total, c) => (counts[c] > 0 ? total / counts[c] : 0));
  const clusters = counts.filter(n => n > 0).length;
  const points = sum(counts);
  return {
    macro: sum(perCluster) / clusters,
    macroError: Math.sqrt(sum(variances.map((v, c) => (counts[c] > 0 ? v / counts[c] ** 2 : 0)))) / clusters,
    pointwise: sum(totals) / points,
    pointwiseError: Math.sqrt(sum(variances)) / points,
    perCluster,
  };
}

function moments(values: Float64Array): { mean: number; variance: number; n: number } {
  const n = values.length;
  const mean = values.reduce((a, b) => a + b, 0) / n;
  const squares = values.reduce((a, b) => a + (b - mean) ** 2, 0);
  return { mean, variance: n > 1 ? squares / (n - 1) : 0, n };
}
