/** [groups of one labelling][groups of the other] points. */
type Table = readonly (readonly number[])[];

/** Rand index adjusted for chance (Hubert and Arabie 1985): 1 for equal partitions, 0 on average for independent ones. */
export function adjustedRand(table: Table): number {
  const pairs = (n: number) => (n * (n - 1)) / 2;
  const { rows, columns, total } = margins(table);
  const together = sum(table.flat().map(pairs));
  const [inRows, inColumns] = [sum(rows.map(pairs)), sum(columns.map(pairs))];
  const expected = total > 1 ? (inRows * inColumns) / pairs(total) : 0;
  const most = (inRows + inColumns) / 2;
  return most === expected ? 1 : (together - expected) / (most - expected);
}

/** Mutual information over the arithmetic mean of the entropies, as scikit-learn's default; 1 when both have a single group. */
export function normalizedMutualInformation(table: Table): number {
  const { rows, columns, total } = margins(table);
  const entropy = (counts: readonly number[]) => -sum(counts.filter(n => n > 0).map(n => (n / total) * Math.log(n / total)));
  const [h, g] = [entropy(rows), entropy(columns)];
  if (rows.length === 1 && columns.length === 1) return 1;
  const information = sum(
    table.flatMap((row, i) => row.map((n, j) => (n > 0 ? (n / total) * Math.log((n * total) / (rows[i] * columns[j])) : 0))),
  );
  return Math.max(0, information / ((h + g) / 2));
}

function margins(table: Table) {
  const rows = table.map(sum);
  const columns = table[0].map((_, j) => sum(table.map(row => row[j])));
  return { rows, columns, total: sum(rows) };
}

function sum(list: readonly number[]): number {
  return list.reduce((a, b) => a + b, 0);
}
