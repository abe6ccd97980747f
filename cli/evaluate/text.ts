import type { Evaluation, MethodScore } from '../../core/evaluate/index.js';

const share = (value: number): string => (Number.isFinite(value) ? value.toFixed(4) : '-');

/** Rows of cells as lines with aligned columns: the first to the left, the others to the right. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0].map((_, column) => Math.max(...rows.map(row => row[column].length)));
  return rows.map(row =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join('  '),
  );
}

/** Every method in one table. Weighted means are over the classes, by their spaxels. */
export function methodTable(rows: readonly MethodScore[]): string[] {
  const head = ['method', 'K', 'K by', 'silhouette', 'ARI', 'NMI', 'ACC', 'weighted accuracy', 'weighted F1'];
  const cells = rows.map(row => [
    ...[row.method, String(row.k), row.kBy, share(row.silhouette)],
    ...[row.ari, row.nmi, row.acc, row.accuracy, row.f1].map(share),
  ]);
  return aligned([head, ...cells]);
}

/** What `evaluate` prints: the classes of the judged map, then the table of methods. */
export function scoreText(scores: Evaluation, methods: readonly MethodScore[]): string {
  const { spaxels, unlabelled, unclassified, perClass, macro, weighted } = scores;
  const not = [
    unlabelled > 0 && `${unlabelled} without a label`,
    unclassified > 0 && `${unclassified} unclassified, ACC of the others ${share(scores.accClassified)}`,
  ].filter(Boolean);
  const head = ['true', 'matched', 'spaxels', 'precision', 'recall', 'F1', 'accuracy', 'Tversky'];
  const means = (
    [
      ['macro', macro],
      ['weighted', weighted],
    ] as const
  ).map(([name, mean]) => [...[name, '', ''], ...[mean.precision, mean.recall, mean.f1, mean.accuracy, mean.tversky].map(share)]);
  const rows = perClass.map(row => [
    ...[String(row.truth), row.label === undefined ? '-' : String(row.label), String(row.support)],
    ...[row.precision, row.recall, row.f1, row.accuracy, row.tversky].map(share),
  ]);
  return [
    `${spaxels} labelled spaxels${not.length ? ` (${not.join('; ')})` : ''}`,
    '',
    `ARI  ${share(scores.ari)}`,
    `NMI  ${share(scores.nmi)}`,
    `ACC  ${share(scores.acc)}`,
    '',
    ...aligned([head, ...rows, ...means]),
    '',
    ...methodTable(methods),
  ].join('\n');
}
