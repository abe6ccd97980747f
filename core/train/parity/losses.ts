/** The reference's kernel exp(-mean((x - y)^2) / d) = exp(-|x - y|^2 / d^2) of two vectors of d numbers. */
export function referenceKernel(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const d = x.length;
  let square = 0;
  for (let i = 0; i < d; i++) square += (x[i] - y[i]) ** 2;
  return Math.exp(-square / (d * d));
}

/** A sum of Gaussians of several widths, mean over `scales`: exp(-|x - y|^2 / (2 scale^2)). One scale of d / sqrt 2 is the reference's kernel. */
export function multiScaleKernel(scales: readonly number[]): typeof referenceKernel {
  return (x, y) => {
    let square = 0;
    for (let i = 0; i < x.length; i++) square += (x[i] - y[i]) ** 2;
    return scales.reduce((sum, scale) => sum + Math.exp(-square / (2 * scale * scale)), 0) / scales.length;
  };
}

/**
 * Squared maximum mean discrepancy of two samples [n, d] and [m, d], row by row: mean k(x, x') + mean k(y, y') - 2 mean k(x, y), pairs of a point with
 * itself included (the biased V-statistic, as the reference computes it).
 */
export function mmd(x: Float64Array, y: Float64Array, d: number, kernel = referenceKernel): number {
  const mean = (a: Float64Array, b: Float64Array) => {
    let sum = 0;
    for (let i = 0; i < a.length; i += d)
      for (let j = 0; j < b.length; j += d) sum += kernel(a.subarray(i, i + d), b.subarray(j, j + d));
    return (sum * d * d) / (a.length * b.length);
  };
  return mean(x, x) + mean(y, y) - 2 * mean(x, y);
}

/** Terms of the reference's loss. */
export interface LossTerms {
  /** Mean squared error. */
  readonly reconstruction: number;
  readonly mmd: number;
  /** -1 .. 1. */
  readonly silhouette: number;
  readonly beta: number;
  readonly gamma: number;
}

/** The reference's total: rec + beta mmd + gamma (1 - s) / 2, or as a product (rec + beta mmd) (1 + gamma (1 - s) / 2) / (1 + gamma). */
export function totalLoss(
  { reconstruction, mmd: discrepancy, silhouette, beta, gamma }: LossTerms,
  form: 'sum' | 'product',
): number {
  const [first, second] = [reconstruction + beta * discrepancy, (1 - silhouette) / 2];
  return form === 'sum' ? first + gamma * second : (first * (1 + gamma * second)) / (1 + gamma);
}
