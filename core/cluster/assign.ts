/** Points per partial sum: sums are merged chunk by chunk in index order, so that they never depend on how the work is split. */
const CHUNK = 4096;

/** Nearest-centre assignment of one set of points; the arrays are reused by every run. */
export interface Assignment {
  /** [n] nearest centre; the lowest index where two are equally near. */
  readonly labels: Uint16Array;
  /** [k] points of each centre. */
  readonly counts: Float64Array;
  /** [k * dim] their sums. */
  readonly sums: Float64Array;
  /** Assigns every point to its nearest centre [k * dim]; `changed` counts the labels that are not what they were. */
  run(centres: Float64Array): { inertia: number; changed: number };
}

/** Prepares the assignment of `data` [n * dim] to k centres. */
export function createAssignment(data: Float64Array, dim: number, k: number): Assignment {
  const n = data.length / dim;
  const labels = new Uint16Array(n).fill(65535);
  const counts = new Float64Array(k);
  const sums = new Float64Array(k * dim);
  const partial = new Float64Array(k * dim);
  const nearest = dim === 3 ? nearest3 : nearestN;

  function run(centres: Float64Array) {
    counts.fill(0);
    sums.fill(0);
    let inertia = 0;
    let changed = 0;
    for (let from = 0; from < n; from += CHUNK) {
      const to = Math.min(n, from + CHUNK);
      partial.fill(0);
      const [distance, different] = nearest(data, dim, from, to, centres, k, labels, counts, partial);
      inertia += distance;
      changed += different;
      for (let p = 0; p < sums.length; p++) sums[p] += partial[p];
    }
    return { inertia, changed };
  }
  return { labels, counts, sums, run };
}

type Nearest = (
  data: Float64Array,
  dim: number,
  from: number,
  to: number,
  centres: Float64Array,
  k: number,
  labels: Uint16Array,
  counts: Float64Array,
  sums: Float64Array,
) => [inertia: number, changed: number];

/** The case of three latents, unrolled: several times faster than the general loop. */
const nearest3: Nearest = (data, _dim, from, to, centres, k, labels, counts, sums) => {
  let inertia = 0;
  let changed = 0;
  for (let i = from, p = 3 * from; i < to; i++, p += 3) {
    const x = data[p];
    const y = data[p + 1];
    const z = data[p + 2];
    let best = Number.POSITIVE_INFINITY;
    let label = 0;
    for (let c = 0, q = 0; c < k; c++, q += 3) {
      const dx = x - centres[q];
      const dy = y - centres[q + 1];
      const dz = z - centres[q + 2];
      const d2 = dx * dx + dy * dy + dz * dz;
      if (d2 < best) {
        best = d2;
        label = c;
      }
    }
    inertia += best;
    if (labels[i] !== label) {
      labels[i] = label;
      changed++;
    }
    counts[label]++;
    sums[3 * label] += x;
    sums[3 * label + 1] += y;
    sums[3 * label + 2] += z;
  }
  return [inertia, changed];
};

const nearestN: Nearest = (data, dim, from, to, centres, k, labels, counts, sums) => {
  let inertia = 0;
  let changed = 0;
  for (let i = from, p = dim * from; i < to; i++, p += dim) {
    let best = Number.POSITIVE_INFINITY;
    let label = 0;
    for (let c = 0, q = 0; c < k; c++, q += dim) {
      let d2 = 0;
      for (let d = 0; d < dim; d++) {
        const t = data[p + d] - centres[q + d];
        d2 += t * t;
      }
      if (d2 < best) {
        best = d2;
        label = c;
      }
    }
    inertia += best;
    if (labels[i] !== label) {
      labels[i] = label;
      changed++;
    }
    counts[label]++;
    for (let d = 0; d < dim; d++) sums[label * dim + d] += data[p + d];
  }
  return [inertia, changed];
};
