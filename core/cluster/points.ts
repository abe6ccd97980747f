import { UsageError } from '../cube/errors.js';
import type { Random } from './random.js';
import type { KMeansResult, Points } from './types.js';

/** Throws UsageError unless the points are n rows of dim finite coordinates. */
export function requireFinite({ data, n, dim }: Points): void {
  if (data.length !== n * dim) throw new UsageError(`${data.length} coordinates are not ${n} points of ${dim} dimensions`);
  const bad = data.findIndex(v => !Number.isFinite(v));
  if (bad < 0) return;
  throw new UsageError('points must be finite', {
    where: `point ${Math.floor(bad / dim)}, coordinate ${bad % dim}`,
    why: `found ${data[bad]}`,
    remedy: 'Leave invalid spaxels out.',
  });
}

/** The points of these rows, in float64. */
export function takePoints({ data, dim }: Points, rows: ArrayLike<number>): Points {
  const out = new Float64Array(rows.length * dim);
  for (let i = 0; i < rows.length; i++) for (let d = 0; d < dim; d++) out[i * dim + d] = data[rows[i] * dim + d];
  return { data: out, n: rows.length, dim };
}

/** At most `size` of the points, drawn without replacement, in their order. */
export function thinPoints(points: Points, size: number, random: Random): Points {
  return takePoints(points, random.sample(points.n, Math.min(points.n, size)));
}

/** Index of the nearest of the centres [k * dim] for every point; the first of equals. */
export function nearestCentres({ data, n, dim }: Points, centres: ArrayLike<number>): Uint16Array {
  const k = centres.length / dim;
  return Uint16Array.from({ length: n }, (_, i) => {
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let c = 0; c < k; c++) {
      let square = 0;
      for (let d = 0; d < dim; d++) square += (data[i * dim + d] - centres[c * dim + d]) ** 2;
      if (square < least) {
        least = square;
        best = c;
      }
    }
    return best;
  });
}

/** Counts, means and summed squared distances to them of labels 0..k-1 of the points; a label without points has a NaN centre. */
export function centresOf(
  { data, n, dim }: Points,
  labels: ArrayLike<number>,
  k: number,
): Pick<KMeansResult, 'counts' | 'centres' | 'inertia'> {
  const counts = new Float64Array(k);
  const centres = new Float64Array(k * dim);
  for (let i = 0; i < n; i++) {
    counts[labels[i]]++;
    for (let d = 0; d < dim; d++) centres[labels[i] * dim + d] += data[i * dim + d];
  }
  for (let p = 0; p < centres.length; p++) centres[p] /= counts[Math.floor(p / dim)];
  let inertia = 0;
  for (let p = 0; p < n * dim; p++) inertia += (data[p] - centres[labels[Math.floor(p / dim)] * dim + (p % dim)]) ** 2;
  return { counts, centres, inertia };
}
