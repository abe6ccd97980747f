import { hungarian } from '../cluster/assignment.js';
import { UsageError } from '../cube/errors.js';
import type { LabelMap } from './types.js';

/** Labels of the same points under the ids that later runs should keep. */
export interface Reference {
  /** [n], 0 .. ids.length - 1. */
  readonly labels: ArrayLike<number>;
  /** Id of each of its clusters. */
  readonly ids: ArrayLike<number>;
}

/**
 * Ids 1..k in canonical order: the largest cluster is 1; equal sizes in the order of their centres, coordinate by coordinate.
 * `counts` is [k], `centres` [k * dim]; returns the id of each cluster.
 */
export function canonicalIds(counts: ArrayLike<number>, centres: ArrayLike<number>): Uint16Array {
  const k = counts.length;
  const dim = centres.length / k;
  const before = (p: number, q: number) => {
    if (counts[p] !== counts[q]) return counts[q] - counts[p];
    for (let d = 0; d < dim; d++)
      if (centres[p * dim + d] !== centres[q * dim + d]) return centres[p * dim + d] - centres[q * dim + d];
    return p - q;
  };
  const ids = new Uint16Array(k);
  [...ids.keys()].sort(before).forEach((cluster, i) => {
    ids[cluster] = i + 1;
  });
  return ids;
}

/**
 * Ids for the k clusters of `labels` [n] that keep those of a reference labeling of the same points: the one-to-one matching with the
 * largest overlap. Clusters that match none get the smallest free ids, the largest cluster first. Throws UsageError when the labelings
 * are of different points.
 */
export function idsByOverlap(labels: ArrayLike<number>, k: number, reference: Reference): Uint16Array {
  if (labels.length !== reference.labels.length) {
    throw new UsageError(`${labels.length} labels cannot be matched with ${reference.labels.length}`, {
      why: 'they label different points',
    });
  }
  const others = reference.ids.length;
  const overlap = new Float64Array(k * others);
  const counts = new Float64Array(k);
  for (let i = 0; i < labels.length; i++) {
    overlap[labels[i] * others + reference.labels[i]]++;
    counts[labels[i]]++;
  }
  const match = hungarian(
    overlap.map(n => -n),
    k,
    others,
  );
  const ids = new Uint16Array(k);
  const taken = new Set<number>(Array.from(reference.ids));
  for (let c = 0; c < k; c++) if (match[c] >= 0 && overlap[c * others + match[c]] > 0) ids[c] = reference.ids[match[c]];
  const fresh = [...ids.keys()].filter(c => ids[c] === 0).sort((p, q) => counts[q] - counts[p] || p - q);
  for (let id = 1; fresh.length > 0; id++) if (!taken.has(id)) ids[fresh.shift()!] = id;
  return ids;
}

/**
 * The label map of a labeling of the valid spaxels: `labels` [valid spaxels, in pixel order] holds clusters, `ids` the id of each; where
 * `valid` [height * width] is 0 the map is 0. One byte a spaxel while ids stay below 256. Throws UsageError when the sizes do not fit.
 */
export function toLabelMap(
  width: number,
  height: number,
  valid: ArrayLike<number>,
  labels: ArrayLike<number>,
  ids: ArrayLike<number>,
): LabelMap {
  const data = Math.max(0, ...Array.from(ids)) < 256 ? new Uint8Array(width * height) : new Uint16Array(width * height);
  let next = 0;
  for (let i = 0; i < data.length; i++) if (valid[i]) data[i] = ids[labels[next++]];
  if (valid.length !== data.length || next !== labels.length) {
    throw new UsageError(`${labels.length} labels do not fit ${next} valid spaxels of a ${width} x ${height} map`);
  }
  return { width, height, data };
}

/** Spaxels of each id, index by id: [largest id + 1]. */
export function countIds({ data }: LabelMap): Float64Array {
  let largest = 0;
  for (const id of data) if (id > largest) largest = id;
  const counts = new Float64Array(largest + 1);
  for (const id of data) counts[id]++;
  return counts;
}
