/** Share of the mean variance that is added to every variance, so that a latent that stands still does not make a covariance singular. */
const RIDGE = 1e-6;

/** The lower factor [size * size] of a symmetric positive definite matrix C = L L' (Golub and Van Loan, Matrix Computations, 4.2). */
export function cholesky(matrix: ArrayLike<number>, size: number): Float64Array {
  const lower = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * size + j];
      for (let k = 0; k < j; k++) sum -= lower[i * size + k] * lower[j * size + k];
      lower[i * size + j] = i === j ? Math.sqrt(Math.max(sum, 0)) : lower[j * size + j] > 0 ? sum / lower[j * size + j] : 0;
    }
  }
  return lower;
}

/** A covariance [size * size] that can be inverted: 1e-6 of the mean variance (1e-12 where that is 0) on the diagonal. */
export function regularised(covariance: Float64Array, size: number): Float64Array {
  const out = covariance.slice();
  let trace = 0;
  for (let i = 0; i < size; i++) trace += covariance[i * size + i];
  for (let i = 0; i < size; i++) out[i * size + i] += Math.max((RIDGE * trace) / size, 1e-12);
  return out;
}

/** Mahalanobis distance sqrt((x - mean)' C^-1 (x - mean)) of a row of `data` from `at` on, by the lower factor of C. */
export function mahalanobis(data: ArrayLike<number>, at: number, mean: ArrayLike<number>, lower: Float64Array): number {
  const size = mean.length;
  const y = new Float64Array(size);
  let square = 0;
  for (let i = 0; i < size; i++) {
    let sum = data[at + i] - mean[i];
    for (let j = 0; j < i; j++) sum -= lower[i * size + j] * y[j];
    y[i] = sum / lower[i * size + i];
    square += y[i] * y[i];
  }
  return Math.sqrt(square);
}
