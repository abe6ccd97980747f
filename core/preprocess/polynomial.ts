import { dot } from '../cluster/eigen.js';

/** Chebyshev polynomials T_0..T_order at the points t: [order + 1][points]. */
export function chebyshev(t: Float64Array, order: number): Float64Array[] {
  const terms = [t.map(() => 1), t.slice()];
  for (let k = 2; k <= order; k++) terms.push(t.map((x, i) => 2 * x * terms[k - 1][i] - terms[k - 2][i]));
  return terms.slice(0, order + 1);
}

/**
 * Orthonormal vectors that span the given ones (modified Gram-Schmidt, twice for full precision), and R such that
 * columns[k] = sum over i <= k of q[i] * r[i][k].
 */
export function orthonormal(columns: readonly Float64Array[]): { q: Float64Array[]; r: Float64Array[] } {
  const size = columns.length;
  const q: Float64Array[] = [];
  const r = columns.map(() => new Float64Array(size));
  for (const [k, column] of columns.entries()) {
    const v = column.slice();
    for (let pass = 0; pass < 2; pass++) {
      for (let i = 0; i < k; i++) {
        const overlap = dot(q[i], v);
        r[i][k] += overlap;
        for (let j = 0; j < v.length; j++) v[j] -= overlap * q[i][j];
      }
    }
    const norm = Math.sqrt(dot(v, v));
    r[k][k] = norm;
    q.push(v.map(x => x / norm));
  }
  return { q, r };
}
