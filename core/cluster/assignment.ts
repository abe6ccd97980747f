/**
 * The cheapest one-to-one assignment of rows to columns of `cost` [rows * columns] (row-major, finite): for each row its column, or -1
 * where there are more rows than columns. Kuhn's Hungarian method with potentials and shortest augmenting paths, O(rows^2 columns).
 */
export function hungarian(cost: ArrayLike<number>, rows: number, columns: number): Int32Array {
  const result = new Int32Array(rows).fill(-1);
  if (rows > columns) {
    const rowOf = augment((i, j) => cost[j * columns + i], columns, rows);
    for (let j = 0; j < columns; j++) result[rowOf[j]] = j;
    return result;
  }
  result.set(augment((i, j) => cost[i * columns + j], rows, columns));
  return result;
}

/** Column of each row, for rows <= columns. Index 0 of the work arrays is the root of the path, so rows and columns count from 1. */
function augment(cost: (row: number, column: number) => number, rows: number, columns: number): Int32Array {
  const u = new Float64Array(rows + 1);
  const v = new Float64Array(columns + 1);
  const rowOf = new Int32Array(columns + 1);
  const before = new Int32Array(columns + 1);
  const slack = new Float64Array(columns + 1);
  const seen = new Uint8Array(columns + 1);
  for (let row = 1; row <= rows; row++) {
    rowOf[0] = row;
    slack.fill(Number.POSITIVE_INFINITY);
    seen.fill(0);
    let column = 0;
    while (rowOf[column] !== 0) {
      seen[column] = 1;
      const i = rowOf[column];
      let delta = Number.POSITIVE_INFINITY;
      let nearest = 0;
      for (let j = 1; j <= columns; j++) {
        if (seen[j]) continue;
        const reduced = cost(i - 1, j - 1) - u[i] - v[j];
        if (reduced < slack[j]) {
          slack[j] = reduced;
          before[j] = column;
        }
        if (slack[j] < delta) {
          delta = slack[j];
          nearest = j;
        }
      }
      for (let j = 0; j <= columns; j++) {
        if (seen[j]) {
          u[rowOf[j]] += delta;
          v[j] -= delta;
        } else slack[j] -= delta;
      }
      column = nearest;
    }
    while (column !== 0) {
      rowOf[column] = rowOf[before[column]];
      column = before[column];
    }
  }
  const columnOf = new Int32Array(rows);
  for (let j = 1; j <= columns; j++) if (rowOf[j]) columnOf[rowOf[j] - 1] = j - 1;
  return columnOf;
}
