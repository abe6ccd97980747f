/**
 * Solves A x = b for several right-hand sides by Gaussian elimination with partial pivoting, in place: `a` [n * n], `b` [n * sides] by
 * rows; the solution is left in `b`. Returns false when A is singular to working precision.
 */
export function solveInPlace(a: Float64Array, b: Float64Array, n: number): boolean {
  const sides = b.length / n;
  let largest = 0;
  for (const value of a) largest = Math.max(largest, Math.abs(value));
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let r = k + 1; r < n; r++) if (Math.abs(a[r * n + k]) > Math.abs(a[pivot * n + k])) pivot = r;
    if (!(Math.abs(a[pivot * n + k]) > 1e-13 * largest)) return false;
    if (pivot !== k) {
      swapRows(a, n, k, pivot);
      swapRows(b, sides, k, pivot);
    }
    for (let r = k + 1; r < n; r++) {
      const factor = a[r * n + k] / a[k * n + k];
      if (factor === 0) continue;
      for (let c = k; c < n; c++) a[r * n + c] -= factor * a[k * n + c];
      for (let s = 0; s < sides; s++) b[r * sides + s] -= factor * b[k * sides + s];
    }
  }
  for (let k = n - 1; k >= 0; k--) {
    for (let s = 0; s < sides; s++) {
      let sum = b[k * sides + s];
      for (let c = k + 1; c < n; c++) sum -= a[k * n + c] * b[c * sides + s];
      b[k * sides + s] = sum / a[k * n + k];
    }
  }
  return true;
}

function swapRows(m: Float64Array, width: number, p: number, q: number): void {
  for (let c = 0; c < width; c++) {
    const held = m[p * width + c];
    m[p * width + c] = m[q * width + c];
    m[q * width + c] = held;
  }
}
