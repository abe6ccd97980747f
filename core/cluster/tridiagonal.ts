/**
 * All eigenvalues and eigenvectors of a symmetric tridiagonal matrix by implicit QL (Bowdler, Martin, Reinsch and Wilkinson 1968,
 * `tql2`). `diagonal` [m], `off` [m - 1]. Values in decreasing order, `vectors[i * m + j]` component j of vector i.
 */
export function tridiagonalEigen(
  diagonal: readonly number[],
  off: readonly number[],
): { values: Float64Array; vectors: Float64Array } {
  const m = diagonal.length;
  const d = Float64Array.from(diagonal);
  const e = Float64Array.from({ length: m }, (_, i) => off[i] ?? 0);
  const z = new Float64Array(m * m);
  for (let i = 0; i < m; i++) z[i * m + i] = 1;
  for (let l = 0; l < m; l++) {
    for (let sweep = 0; ; sweep++) {
      let k = l;
      while (k < m - 1 && Math.abs(e[k]) > Number.EPSILON * (Math.abs(d[k]) + Math.abs(d[k + 1]))) k++;
      if (k === l || sweep === 60) break;
      rotate(d, e, z, m, l, k);
    }
  }
  const order = [...d.keys()].sort((a, b) => d[b] - d[a] || a - b);
  const vectors = new Float64Array(m * m);
  order.forEach((from, to) => {
    for (let j = 0; j < m; j++) vectors[to * m + j] = z[from * m + j];
  });
  return { values: Float64Array.from(order, i => d[i]), vectors };
}

/** One implicit QL sweep on rows l..k, with Wilkinson's shift. Row i of z belongs to d[i]. */
function rotate(d: Float64Array, e: Float64Array, z: Float64Array, m: number, l: number, k: number): void {
  let g = (d[l + 1] - d[l]) / (2 * e[l]);
  const root = Math.sqrt(g * g + 1);
  g = d[k] - d[l] + e[l] / (g + (g < 0 ? -root : root));
  let [s, c, p] = [1, 1, 0];
  for (let i = k - 1; i >= l; i--) {
    const f = s * e[i];
    const b = c * e[i];
    const r = Math.sqrt(f * f + g * g);
    e[i + 1] = r;
    if (r === 0) {
      d[i + 1] -= p;
      e[k] = 0;
      return;
    }
    s = f / r;
    c = g / r;
    g = d[i + 1] - p;
    const t = (d[i] - g) * s + 2 * c * b;
    p = s * t;
    d[i + 1] = g + p;
    g = c * t - b;
    for (let j = 0; j < m; j++) {
      const upper = z[(i + 1) * m + j];
      const lower = z[i * m + j];
      z[(i + 1) * m + j] = s * lower + c * upper;
      z[i * m + j] = c * lower - s * upper;
    }
  }
  d[l] -= p;
  e[l] = g;
  e[k] = 0;
}
