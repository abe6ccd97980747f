import { platform } from '#platform';
import { UsageError } from '../cube/errors.js';
import { type Cells, jointCells, type Labeling } from './cells.js';
import { requireFinite } from './points.js';
import { runPool } from './pool.js';
import { createRandom } from './random.js';
import { type RowRange, type SilhouetteProblem, silhouetteRows } from './silhouette-kernel.js';
import { estimate, stratify } from './silhouette-sample.js';
import type { Points, Silhouette, SilhouetteOptions } from './types.js';

/** Rows of one job; results do not depend on it. */
const ROWS = 256;
/** Below this many pairs a worker costs more than it saves. */
const SMALL = 2e7;
/** Joint cells beyond which regrouping would cost as much as the distances. */
const CELL_LIMIT = 4096;

/**
 * Silhouettes (Rousseeuw 1987) of many labelings of the same points, in float64, from one pass over the pairs: a pair's distance does not
 * depend on the labeling. Exact up to `exactLimit` points; above, from a seeded stratified sample whose silhouettes are exact, with
 * standard errors. Memory grows with the points, never with the pairs, and the numbers do not depend on the number of threads.
 * Throws UsageError for coordinates that are not finite, labels out of range, or fewer than two clusters that have points.
 */
export async function silhouettes(
  points: Points,
  labelings: readonly Labeling[],
  options: SilhouetteOptions = {},
): Promise<Silhouette[]> {
  requireFinite(points);
  for (const labeling of labelings) requireLabels(points.n, labeling);
  const { exactLimit = 100_000, sampleSize = 5000 } = options;
  const exact = points.n <= exactLimit;
  const limit = exact ? CELL_LIMIT : Math.min(CELL_LIMIT, sampleSize >> 2);
  const groups = jointCells(points.n, labelings, limit);
  const results: Silhouette[] = new Array(labelings.length);
  const pairs = points.n * (exact ? points.n : 2 * sampleSize);
  for (const [g, cells] of groups.entries()) {
    const progress = (done: number, total: number) => options.onProgress?.((g + done / total) * pairs, groups.length * pairs);
    const scoped = { ...options, onProgress: progress };
    const members = cells.members.map(l => labelings[l]);
    const found = exact ? await exactly(points, cells, members, scoped) : await sampled(points, cells, members, scoped);
    cells.members.forEach((l, m) => {
      results[l] = found[m];
    });
  }
  return results;
}

async function exactly(points: Points, cells: Cells, labelings: readonly Labeling[], options: SilhouetteOptions) {
  const columns = gather(points, cells.order);
  const ones = new Float64Array(cells.starts.length - 1).fill(1);
  const problem: SilhouetteProblem = {
    rows: columns,
    rowCell: cellOfRow(cells.starts),
    reference: columns,
    starts: cells.starts,
    weight: ones,
    ownWeight: ones,
    labelings: labelings.map(l => onCells(l, cells)),
  };
  const values = await solve(problem, options, options.onProgress);
  return labelings.map((labeling, m) => {
    const perPoint = new Float64Array(points.n);
    for (let row = 0; row < points.n; row++) perPoint[cells.order[row]] = values[row * labelings.length + m];
    return { k: labeling.k, ...average(perPoint, labeling), exact: true, perPoint: Float32Array.from(perPoint) };
  });
}

async function sampled(points: Points, cells: Cells, labelings: readonly Labeling[], options: SilhouetteOptions) {
  const { sampleSize = 5000, seed = 0, onProgress } = options;
  const sample = stratify(cells, sampleSize, createRandom(seed));
  const everyone = gather(points, cells.order);
  const chosen = everyone.map(column => Float64Array.from(sample.positions, p => column[p]));
  const size = (c: number) => cells.starts[c + 1] - cells.starts[c];
  const taken = (c: number) => sample.starts[c + 1] - sample.starts[c];
  const overCells = (f: (c: number) => number) => Float64Array.from({ length: cells.starts.length - 1 }, (_, c) => f(c));
  const clusters = labelings.map(l => onCells(l, cells));

  const ones = overCells(() => 1);
  const sampleAgainstAll: SilhouetteProblem = {
    rows: chosen,
    rowCell: cellOfRow(sample.starts),
    reference: everyone,
    starts: cells.starts,
    weight: ones,
    ownWeight: ones,
    labelings: clusters,
  };
  const allAgainstSample: SilhouetteProblem = {
    rows: everyone,
    rowCell: cellOfRow(cells.starts),
    reference: chosen,
    starts: sample.starts,
    weight: overCells(c => size(c) / taken(c)),
    ownWeight: overCells(c => (size(c) - 1) / taken(c)),
    labelings: clusters,
  };
  const known = await solve(sampleAgainstAll, options, (done, total) => onProgress?.(done, 2 * total));
  const guessed = await solve(allAgainstSample, options, (done, total) => onProgress?.(total + done, 2 * total));

  const stride = labelings.length;
  return labelings.map((labeling, m) => {
    const perPoint = new Float32Array(points.n);
    cells.order.forEach((point, row) => {
      perPoint[point] = guessed[row * stride + m];
    });
    const exactValues = Float64Array.from(sample.positions, (_, r) => known[r * stride + m]);
    sample.positions.forEach((row, r) => {
      perPoint[cells.order[row]] = exactValues[r];
    });
    return { k: labeling.k, ...estimate(cells, sample, exactValues, labeling), exact: false, perPoint };
  });
}

/** All rows of a problem, in blocks, on as many threads as it is worth. */
async function solve(problem: SilhouetteProblem, options: SilhouetteOptions, onProgress?: (done: number, total: number) => void) {
  const total = problem.rowCell.length;
  const values = new Float64Array(total * problem.labelings.length);
  const jobs: RowRange[] = [];
  for (let from = 0; from < total; from += ROWS) jobs.push({ from, to: Math.min(total, from + ROWS) });
  const small = total * problem.reference[0].length < SMALL;
  let done = 0;
  await runPool({
    worker: 'silhouette',
    run: silhouetteRows,
    setup: problem,
    jobs,
    threads: small ? 1 : (options.threads ?? platform.threads()),
    signal: options.signal,
    onResult: (result, index) => {
      values.set(result, jobs[index].from * problem.labelings.length);
      done += jobs[index].to - jobs[index].from;
      onProgress?.(done, total);
    },
  });
  return values;
}

/** Means over clusters and points, summed over chunks of 4096 in index order. */
function average(values: Float64Array, { k, labels }: Labeling) {
  const counts = new Float64Array(k);
  const totals = new Float64Array(k);
  for (let from = 0; from < values.length; from += 4096) {
    const partial = new Float64Array(k);
    for (let i = from; i < Math.min(values.length, from + 4096); i++) {
      partial[labels[i]] += values[i];
      counts[labels[i]]++;
    }
    for (let c = 0; c < k; c++) totals[c] += partial[c];
  }
  const sum = (list: Float64Array) => list.reduce((a, b) => a + b, 0);
  const perCluster = totals.map((total, c) => (counts[c] > 0 ? total / counts[c] : 0));
  const macro = sum(perCluster) / counts.filter(n => n > 0).length;
  return { macro, pointwise: sum(totals) / values.length, macroError: 0, pointwiseError: 0, perCluster };
}

/** Coordinates in the given order, one array per dimension; zeros fill up to three, which leaves distances as they are. */
function gather({ data, dim }: Points, order: Int32Array): Float64Array[] {
  return Array.from({ length: Math.max(3, dim) }, (_, d) => Float64Array.from(order, i => (d < dim ? data[i * dim + d] : 0)));
}

function cellOfRow(starts: Int32Array): Int32Array {
  const cells = new Int32Array(starts[starts.length - 1]);
  for (let c = 0; c + 1 < starts.length; c++) cells.fill(c, starts[c], starts[c + 1]);
  return cells;
}

function onCells({ k, labels }: Labeling, { order, starts }: Cells) {
  const cluster = Int32Array.from({ length: starts.length - 1 }, (_, c) => labels[order[starts[c]]]);
  const counts = new Float64Array(k);
  for (let c = 0; c < cluster.length; c++) counts[cluster[c]] += starts[c + 1] - starts[c];
  return { k, cluster, counts };
}

function requireLabels(n: number, { k, labels }: Labeling): void {
  if (labels.length !== n) throw new UsageError(`${labels.length} labels do not fit ${n} points`);
  const seen = new Uint8Array(k);
  for (const label of labels) {
    if (!(label >= 0 && label < k)) throw new UsageError(`label ${label} is not one of 0..${k - 1}`);
    seen[label] = 1;
  }
  if (seen.filter(s => s).length < 2)
    throw new UsageError('a silhouette needs two clusters that have points', { where: `k = ${k}` });
}
