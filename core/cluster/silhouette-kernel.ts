/** One labeling over the cells: the cluster of each cell, and how many points each cluster has. */
export interface CellClusters {
  readonly k: number;
  /** [cells]. */
  readonly cluster: Int32Array;
  /** [k] points. */
  readonly counts: Float64Array;
}

/**
 * Silhouettes of some rows against reference points. Coordinates are one array per dimension; reference points stand cell after cell.
 * A cell's sum of distances is multiplied by `weight` (points of the cell per reference point) or, for a row of the same cell,
 * `ownWeight`; both are 1 when the reference is every point.
 */
export interface SilhouetteProblem {
  readonly rows: readonly Float64Array[];
  /** [rows] the cell each row belongs to. */
  readonly rowCell: Int32Array;
  readonly reference: readonly Float64Array[];
  /** [cells + 1] offsets into the reference. */
  readonly starts: Int32Array;
  readonly weight: Float64Array;
  readonly ownWeight: Float64Array;
  readonly labelings: readonly CellClusters[];
}

/** A run of rows. */
export interface RowRange {
  readonly from: number;
  readonly to: number;
}

/**
 * s(i) = (b - a) / max(a, b) of Rousseeuw 1987 for rows [from, to) under every labeling: [(to - from) * labelings], row after row.
 * The distances of a row are summed once per cell, in a fixed order, and regrouped for each labeling; nothing else is kept of the pairs.
 */
export function silhouetteRows(problem: SilhouetteProblem, { from, to }: RowRange): Float64Array {
  const { labelings, starts } = problem;
  const cells = starts.length - 1;
  const values = new Float64Array((to - from) * labelings.length);
  const sums = [new Float64Array(cells), new Float64Array(cells)];
  const clusterSums = new Float64Array(Math.max(...labelings.map(l => l.k)));
  const dimensions = problem.rows.length;
  const wide = dimensions === 4 || dimensions === 5 ? padded(problem) : undefined;
  for (let i = from; i < to; i += 2) {
    const pair = Math.min(i + 1, to - 1);
    if (dimensions === 3) cellSums3(problem, i, pair, sums[0], sums[1]);
    else if (wide) cellSums5(wide, i, pair, sums[0], sums[1]);
    else
      [i, pair].forEach((row, r) => {
        cellSumsN(problem, row, sums[r]);
      });
    for (let row = i; row <= pair; row++) {
      const cell = problem.rowCell[row];
      const sum = sums[row - i];
      for (let c = 0; c < cells; c++) sum[c] *= c === cell ? problem.ownWeight[c] : problem.weight[c];
      for (let l = 0; l < labelings.length; l++) {
        values[(row - from) * labelings.length + l] = regroup(sum, labelings[l], cell, clusterSums);
      }
    }
  }
  return values;
}

/** The silhouette of one row from its sums over cells. Empty clusters are nobody's neighbour. */
function regroup(sums: Float64Array, { k, cluster, counts }: CellClusters, cell: number, clusterSums: Float64Array): number {
  const own = cluster[cell];
  if (counts[own] === 1) return 0;
  for (let g = 0; g < k; g++) clusterSums[g] = 0;
  for (let c = 0; c < sums.length; c++) clusterSums[cluster[c]] += sums[c];
  const a = clusterSums[own] / (counts[own] - 1);
  let b = Number.POSITIVE_INFINITY;
  for (let g = 0; g < k; g++) {
    if (g !== own && counts[g] > 0 && clusterSums[g] / counts[g] < b) b = clusterSums[g] / counts[g];
  }
  return a === b ? 0 : (b - a) / Math.max(a, b);
}

/** Sums of distances to each cell for two rows at once (two independent chains of additions keep the square root unit busy). */
function cellSums3(
  { rows, reference, starts }: SilhouetteProblem,
  i: number,
  j: number,
  out: Float64Array,
  out2: Float64Array,
): void {
  const [xs, ys, zs] = reference;
  const [x, y, z] = [rows[0][i], rows[1][i], rows[2][i]];
  const [x2, y2, z2] = [rows[0][j], rows[1][j], rows[2][j]];
  for (let c = 0; c < out.length; c++) {
    const end = starts[c + 1];
    let sum = 0;
    let sum2 = 0;
    for (let p = starts[c]; p < end; p++) {
      const px = xs[p];
      const py = ys[p];
      const pz = zs[p];
      let dx = x - px;
      let dy = y - py;
      let dz = z - pz;
      sum += Math.sqrt(dx * dx + dy * dy + dz * dz);
      dx = x2 - px;
      dy = y2 - py;
      dz = z2 - pz;
      sum2 += Math.sqrt(dx * dx + dy * dy + dz * dz);
    }
    out[c] = sum;
    out2[c] = sum2;
  }
}

/** The coordinates with zeros up to five dimensions: what zeros add to a distance is nothing, to the last bit. */
function padded(problem: SilhouetteProblem): SilhouetteProblem {
  const five = (columns: readonly Float64Array[]): readonly Float64Array[] =>
    columns.length === 5 ? columns : [...columns, new Float64Array(columns[0].length)];
  return { ...problem, rows: five(problem.rows), reference: five(problem.reference) };
}

/** As `cellSums3`, in five dimensions. */
function cellSums5(
  { rows, reference, starts }: SilhouetteProblem,
  i: number,
  j: number,
  out: Float64Array,
  out2: Float64Array,
): void {
  const [as, bs, cs, ds, es] = reference;
  const [a, b, c, d, e] = [rows[0][i], rows[1][i], rows[2][i], rows[3][i], rows[4][i]];
  const [a2, b2, c2, d2, e2] = [rows[0][j], rows[1][j], rows[2][j], rows[3][j], rows[4][j]];
  for (let cell = 0; cell < out.length; cell++) {
    const end = starts[cell + 1];
    let sum = 0;
    let sum2 = 0;
    for (let p = starts[cell]; p < end; p++) {
      const pa = as[p];
      const pb = bs[p];
      const pc = cs[p];
      const pd = ds[p];
      const pe = es[p];
      let da = a - pa;
      let db = b - pb;
      let dc = c - pc;
      let dd = d - pd;
      let de = e - pe;
      sum += Math.sqrt(da * da + db * db + dc * dc + dd * dd + de * de);
      da = a2 - pa;
      db = b2 - pb;
      dc = c2 - pc;
      dd = d2 - pd;
      de = e2 - pe;
      sum2 += Math.sqrt(da * da + db * db + dc * dc + dd * dd + de * de);
    }
    out[cell] = sum;
    out2[cell] = sum2;
  }
}

/** Columns whose squared distances are worked out together, dimension by dimension. */
const TILE = 512;

function cellSumsN({ rows, reference, starts }: SilhouetteProblem, i: number, out: Float64Array): void {
  const squares = new Float64Array(TILE);
  for (let c = 0; c < out.length; c++) {
    let sum = 0;
    for (let from = starts[c]; from < starts[c + 1]; from += TILE) {
      const n = Math.min(TILE, starts[c + 1] - from);
      squares.fill(0, 0, n);
      for (let d = 0; d < rows.length; d++) {
        const column = reference[d];
        const x = rows[d][i];
        for (let p = 0; p < n; p++) {
          const t = x - column[from + p];
          squares[p] += t * t;
        }
      }
      for (let p = 0; p < n; p++) sum += Math.sqrt(squares[p]);
    }
    out[c] = sum;
  }
}
