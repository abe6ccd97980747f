/** Replaces the lower triangle of a symmetric matrix [n * n] by its Cholesky factor; false where it is singular to working precision. */
export function cholesky(a: Float64Array, n: number): boolean {
  for (let c = 0; c < n; c++) {
    let pivot = a[c * n + c];
    const whole = pivot;
    for (let k = 0; k < c; k++) pivot -= a[c * n + k] ** 2;
    if (!(pivot > 1e-10 * whole)) return false;
    const root = Math.sqrt(pivot);
    a[c * n + c] = root;
    for (let r = c + 1; r < n; r++) {
      let sum = a[r * n + c];
      for (let k = 0; k < c; k++) sum -= a[r * n + k] * a[c * n + k];
      a[r * n + c] = sum / root;
    }
  }
  return true;
}

/** Solves L L' x = b with the factor that `cholesky` left; overwrites and returns `b` [n]. */
export function solveCholesky(factor: Float64Array, b: Float64Array): Float64Array {
  const n = b.length;
  for (let r = 0; r < n; r++) {
    for (let k = 0; k < r; k++) b[r] -= factor[r * n + k] * b[k];
    b[r] /= factor[r * n + r];
  }
  for (let r = n - 1; r >= 0; r--) {
    for (let k = r + 1; k < n; k++) b[r] -= factor[k * n + r] * b[k];
    b[r] /= factor[r * n + r];
  }
  return b;
}
