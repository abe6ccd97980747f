import { writeCsv } from '../../formats/index.js';
import type { Grid } from './grid.js';
import { type GridRow, valueText } from './search.js';

const COLUMNS = [
  'loss',
  'reconstruction',
  'mmd',
  'silhouetteLoss',
  'silhouette',
  'k',
  'parameters',
  'epochs',
  'seconds',
] as const;
/** The same, as narrow as a terminal needs them. */
const SHORT: Readonly<Record<(typeof COLUMNS)[number], string>> = {
  loss: 'loss',
  reconstruction: 'rec',
  mmd: 'mmd',
  silhouetteLoss: 'sil. loss',
  silhouette: 'silhouette',
  k: 'K',
  parameters: 'parameters',
  epochs: 'epochs',
  seconds: 's',
};

/** `grid.csv`: a row each combination, the values that vary and what came of them; the column `best` marks the encoder that was kept. */
export function gridCsv({ fields, combinations }: Grid, rows: readonly GridRow[], best: number): string {
  return writeCsv([
    ...fields.map(name => ({ name, values: combinations.map(({ values }) => valueText(values[name])) })),
    ...COLUMNS.map(name => ({ name, values: rows.map(row => row[name]) })),
    { name: 'best', values: rows.map((_, i) => (i === best ? 1 : 0)) },
  ]);
}

/** The same as lines for a terminal, columns in line. Columns that no combination has are left out; a star marks the best. */
export function gridTable({ fields, combinations }: Grid, rows: readonly GridRow[], best: number): string {
  const columns = COLUMNS.filter(name => rows.some(row => Number.isFinite(row[name])));
  const cell = (value: number) => (Number.isFinite(value) ? String(Number(value.toPrecision(4))) : '-');
  const table = [
    ['', ...fields, ...columns.map(name => SHORT[name])],
    ...rows.map((row, i) => [
      i === best ? '*' : '',
      ...fields.map(name => valueText(combinations[i].values[name])),
      ...columns.map(name => cell(row[name])),
    ]),
  ];
  const widths = table[0].map((_, c) => Math.max(...table.map(line => line[c].length)));
  return table
    .map(line =>
      line
        .map((text, c) => (c <= fields.length ? text.padEnd(widths[c]) : text.padStart(widths[c])))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
