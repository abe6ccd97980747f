/** Points per partial sum: sums are merged chunk by chunk in index order, so that they never depend on how the work is split. */
const CHUNK = 4096;
/** Bounds must hold by this much, relatively, which is far more than rounding can spoil. */
const MARGIN = 1 - 1e-9;

/** Nearest-centre assignment of one set of points; the arrays are reused by every run. */
export interface Assignment {
  /** [n] nearest centre. */
  readonly labels: Uint16Array;
  /** [k] points of each centre. */
  readonly counts: Float64Array;
  /** [k * dim] their sums. */
  readonly sums: Float64Array;
  /** Assigns every point to its nearest centre [k * dim]; `changed` counts the labels that are not what they were. */
  run(centres: Float64Array): { inertia: number; changed: number };
  /** Puts point i into cluster c, for the sums and the next run. */
  move(i: number, c: number): void;
}

/**
 * Prepares the assignment of `data` [n * dim] to k centres. Each run remembers, for each point, a lower bound of its distance to all centres
 * but its own (Hamerly 2010): as long as the own centre is nearer than that, or nearer than half the way to the next centre, the others
 * need not be looked at.
 */
export function createAssignment(data: Float64Array, dim: number, k: number): Assignment {
  const n = data.length / dim;
  const labels = new Uint16Array(n);
  const counts = new Float64Array(k);
  const sums = new Float64Array(k * dim);
  const partial = new Float64Array(k * dim);
  const lower = new Float64Array(n).fill(Number.NEGATIVE_INFINITY);
  const found: Found = { label: 0, best: 0, second: 0 };
  let previous: Float64Array | undefined;

  function run(centres: Float64Array) {
    const half = halfSeparation(centres, dim, k);
    const loss = largestOtherShift(centres, previous ?? centres, dim, k);
    counts.fill(0);
    sums.fill(0);
    let inertia = 0;
    let changed = 0;
    for (let from = 0; from < n; from += CHUNK) {
      const to = Math.min(n, from + CHUNK);
      let distance = 0;
      partial.fill(0);
      for (let i = from; i < to; i++) {
        const p = i * dim;
        let label = labels[i];
        let best = squaredDistance(data, p, centres, label * dim, dim);
        lower[i] -= loss[label];
        if (Math.sqrt(best) > MARGIN * Math.max(lower[i], half[label])) {
          scan(data, p, dim, centres, label, best, found);
          lower[i] = Math.sqrt(found.second);
          best = found.best;
          if (found.label !== label) {
            labels[i] = label = found.label;
            changed++;
          }
        }
        distance += best;
        counts[label]++;
        add(partial, label * dim, data, p, dim);
      }
      inertia += distance;
      for (let q = 0; q < sums.length; q++) sums[q] += partial[q];
    }
    if (!previous) changed = n;
    previous = centres.slice();
    return { inertia, changed };
  }

  function move(i: number, c: number) {
    for (let d = 0; d < dim; d++) {
      sums[labels[i] * dim + d] -= data[i * dim + d];
      sums[c * dim + d] += data[i * dim + d];
    }
    counts[labels[i]]--;
    counts[c]++;
    labels[i] = c;
    lower[i] = Number.NEGATIVE_INFINITY;
  }
  return { labels, counts, sums, run, move };
}

/** Half the distance of each centre to the one next to it. */
function halfSeparation(centres: Float64Array, dim: number, k: number): Float64Array {
  const half = new Float64Array(k).fill(Number.POSITIVE_INFINITY);
  for (let a = 0; a < k; a++) {
    for (let b = 0; b < a; b++) {
      const distance = Math.sqrt(squaredDistance(centres, a * dim, centres, b * dim, dim)) / 2;
      half[a] = Math.min(half[a], distance);
      half[b] = Math.min(half[b], distance);
    }
  }
  return half;
}

/** For each centre, how far the farthest-moved of the others has moved. */
function largestOtherShift(centres: Float64Array, previous: Float64Array, dim: number, k: number): Float64Array {
  const shifts = Float64Array.from({ length: k }, (_, c) => Math.sqrt(squaredDistance(centres, c * dim, previous, c * dim, dim)));
  const [largest = 0, next = 0] = shifts.toSorted((a, b) => b - a);
  const first = shifts.indexOf(largest);
  return shifts.map((_, c) => (c === first ? next : largest));
}

/** Squared distance of the points that start at p in a and at q in b; unrolled for three dimensions, the usual number of latents. */
function squaredDistance(a: Float64Array, p: number, b: Float64Array, q: number, dim: number): number {
  if (dim === 3) {
    const dx = a[p] - b[q];
    const dy = a[p + 1] - b[q + 1];
    const dz = a[p + 2] - b[q + 2];
    return dx * dx + dy * dy + dz * dz;
  }
  let sum = 0;
  for (let d = 0; d < dim; d++) {
    const t = a[p + d] - b[q + d];
    sum += t * t;
  }
  return sum;
}

/** Adds the point at p in a to the one at q in sums. */
function add(sums: Float64Array, q: number, a: Float64Array, p: number, dim: number): void {
  if (dim === 3) {
    sums[q] += a[p];
    sums[q + 1] += a[p + 1];
    sums[q + 2] += a[p + 2];
  } else for (let d = 0; d < dim; d++) sums[q + d] += a[p + d];
}

/** The nearest centre with its squared distance, and that of the second nearest. */
interface Found {
  label: number;
  best: number;
  second: number;
}

/** Looks at all centres for the point at p. Its own goes first: then most others are turned down by one comparison. */
function scan(
  data: Float64Array,
  p: number,
  dim: number,
  centres: Float64Array,
  own: number,
  ownDistance: number,
  found: Found,
): void {
  let label = own;
  let best = ownDistance;
  let second = Number.POSITIVE_INFINITY;
  for (let c = 0, q = 0; q < centres.length; c++, q += dim) {
    const d2 = squaredDistance(data, p, centres, q, dim);
    if (d2 >= second || c === own) continue;
    if (d2 < best) {
      second = best;
      best = d2;
      label = c;
    } else second = d2;
  }
  found.label = label;
  found.best = best;
  found.second = second;
}
