import { EmptyError } from '../cube/errors.js';
import type { Random } from './random.js';

/**
 * Start centres [k * dim] for k-means. `kmeans++` draws each next centre with probability proportional to the squared distance to the
 * nearest centre so far (Arthur and Vassilvitskii 2007), of `trials` drawn the one that leaves the smallest sum of them (their greedy variant, as
 * scikit-learn's `n_local_trials`); `random` takes k different rows; `first` takes the first k rows.
 */
export function startCentres(
  data: Float64Array,
  dim: number,
  k: number,
  init: 'kmeans++' | 'random' | 'first',
  random: Random,
  trials = 1,
): Float64Array {
  if (init === 'first') return data.slice(0, k * dim);
  const n = data.length / dim;
  const centres = new Float64Array(k * dim);
  const put = (c: number, i: number) => centres.set(data.subarray(i * dim, (i + 1) * dim), c * dim);
  if (init === 'random') {
    random.sample(n, k).forEach((row, c) => {
      put(c, row);
    });
    return centres;
  }
  let nearest = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
  let [next, spare] = [new Float64Array(n), new Float64Array(n)];
  const first = random.integer(n);
  put(0, first);
  let total = lowerDistances(data, dim, first, nearest, nearest);
  for (let c = 1; c < k; c++) {
    let [row, least] = [-1, Number.POSITIVE_INFINITY];
    for (let trial = 0; trial < trials; trial++) {
      const candidate = draw(nearest, total, random);
      const left = c + 1 < k || trials > 1 ? lowerDistances(data, dim, candidate, nearest, spare) : 0;
      if (left >= least) continue;
      [row, least] = [candidate, left];
      [next, spare] = [spare, next];
    }
    put(c, row);
    total = least;
    [nearest, next] = [next, nearest];
  }
  return centres;
}

/** Writes the squared distances to row `from`, or those in `nearest` where they are smaller, into `out`, and returns their sum. */
function lowerDistances(data: Float64Array, dim: number, from: number, nearest: Float64Array, out: Float64Array): number {
  let total = 0;
  for (let i = 0, p = 0; i < nearest.length; i++) {
    let d2 = 0;
    for (let d = 0; d < dim; d++, p++) {
      const t = data[p] - data[from * dim + d];
      d2 += t * t;
    }
    out[i] = Math.min(d2, nearest[i]);
    total += out[i];
  }
  return total;
}

/** An index drawn with probability weights[i] / total. */
function draw(weights: Float64Array, total: number, random: Random): number {
  const target = random.uniform() * total;
  let sum = 0;
  let last = -1;
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] === 0) continue;
    last = i;
    sum += weights[i];
    if (sum > target) break;
  }
  if (last < 0) throw new EmptyError('too few different spectra to cluster', { why: 'every point lies on a centre already' });
  return last;
}

/** How many different points there are, counted up to `limit`. */
export function distinctPoints(data: ArrayLike<number>, dim: number, limit: number): number {
  const n = data.length / dim;
  const found: number[] = [];
  const same = (i: number, j: number) => {
    for (let d = 0; d < dim; d++) if (data[i * dim + d] !== data[j * dim + d]) return false;
    return true;
  };
  for (let i = 0; i < n && found.length < limit; i++) {
    if ((i === 0 || !same(i, i - 1)) && !found.some(j => same(i, j))) found.push(i);
  }
  return found.length;
}
