import { jointCells, type Labeling } from '../cluster/cells.js';
import { lloyd } from '../cluster/lloyd.js';
import type { Random } from '../cluster/random.js';
import { distinctPoints, startCentres } from '../cluster/seeding.js';
import { silhouetteRows } from '../cluster/silhouette-kernel.js';
import type { BatchSilhouette } from './types.js';

/** The reference's number of Lloyd iterations for a batch. */
const ITERATIONS = 10;
/** k-means++ starts where there is no batch before; later batches start from the centres of the one before. */
const STARTS = 4;
/** Joint cells beyond which labelings are scored apart. */
const CELLS = 128;

/** K-Means inside one batch after the other. */
export interface BatchClusters {
  /** Labels of mu [n, dim]: those of the K in kMin..kMax with the best exact silhouette; all 0 where points cannot make kMin clusters. */
  label(mu: Float32Array): Labeling;
}

/** Silhouettes of several labelings, averaged as the loss does. */
function scores(data: Float64Array, dim: number, labelings: readonly Labeling[], average: BatchSilhouette['average']): number[] {
  const n = data.length / dim;
  const found: number[] = [];
  for (const { members, order, starts } of jointCells(n, labelings, CELLS)) {
    const columns = Array.from({ length: Math.max(3, dim) }, (_, d) =>
      Float64Array.from(order, i => (d < dim ? data[i * dim + d] : 0)),
    );
    const rowCell = new Int32Array(n);
    for (let c = 0; c + 1 < starts.length; c++) rowCell.fill(c, starts[c], starts[c + 1]);
    const weight = new Float64Array(starts.length - 1).fill(1);
    const sizes = members.map(m => {
      const counts = new Float64Array(labelings[m].k);
      for (const label of labelings[m].labels) counts[label]++;
      return counts;
    });
    const clusters = members.map((m, l) => {
      const cluster = Int32Array.from({ length: starts.length - 1 }, (_, c) => labelings[m].labels[order[starts[c]]]);
      return { k: labelings[m].k, cluster, counts: sizes[l] };
    });
    const values = silhouetteRows(
      { rows: columns, rowCell, reference: columns, starts, weight, ownWeight: weight, labelings: clusters },
      { from: 0, to: n },
    );
    members.forEach((m, l) => {
      const { k, labels } = labelings[m];
      const share = average === 'points' ? sizes[l].map(() => 1 / n) : sizes[l].map(size => 1 / (size * k));
      let sum = 0;
      for (let row = 0; row < n; row++) sum += values[row * members.length + l] * share[labels[order[row]]];
      found[m] = sum;
    });
  }
  return found;
}

/** Clusters batches of latents of `dim` numbers in turn; `random` draws the starts. */
export function batchClusters({ kMin, kMax, average }: BatchSilhouette, dim: number, random: Random): BatchClusters {
  const centresOf = new Map<number, Float64Array>();
  const cluster = (data: Float64Array, k: number): Labeling => {
    const known = centresOf.get(k);
    const starts = known ? [known] : Array.from({ length: STARTS }, () => startCentres(data, dim, k, 'kmeans++', random));
    let best: { inertia: number; labels: Uint16Array } | undefined;
    for (const centres of starts) {
      const steps = lloyd({ data, dim, k, maxIterations: ITERATIONS, threshold: 0 }, centres);
      let next = steps.next();
      while (!next.done) next = steps.next();
      if (best && next.value.inertia >= best.inertia) continue;
      best = next.value;
      centresOf.set(k, centres);
    }
    return { k, labels: (best as { labels: Uint16Array }).labels };
  };
  return {
    label(mu) {
      const data = Float64Array.from(mu);
      const most = Math.min(kMax, distinctPoints(data, dim, kMax));
      const labelings: Labeling[] = [];
      for (let k = kMin; k <= most; k++) labelings.push(cluster(data, k));
      if (labelings.length === 0) return { k: 0, labels: new Uint16Array(data.length / dim) };
      if (labelings.length === 1) return labelings[0];
      const values = scores(data, dim, labelings, average);
      return labelings[values.indexOf(Math.max(...values))];
    },
  };
}

/** Labels as one-hot [n, columns]. */
export function oneHot({ labels }: Labeling, columns: number): Float32Array {
  const out = new Float32Array(labels.length * columns);
  labels.forEach((label: number, i: number) => {
    out[i * columns + label] = 1;
  });
  return out;
}
