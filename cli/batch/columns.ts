import { UsageError } from '../../core/cube/errors.js';
import { parseCsv, writeCsv } from '../../formats/table/index.js';
import { inputOptions, selectionOptions } from '../options.js';

/** Options of `segment` that are each cube's own, by the cube as the list names it. */
export type CubeColumns = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** The cubes that arguments name, and what columns of lists say of each. */
export interface BatchList {
  readonly inputs: readonly string[];
  readonly columns: CubeColumns;
}

/** Names of the column with the cubes; the first is the documented one. */
const CUBE = ['cube', 'input', 'file', 'path'];

/** Options that may be columns: how a cube is opened, and which of its samples take part. */
export const COLUMN_OPTIONS: readonly string[] = [
  ...Object.keys(inputOptions),
  ...Object.keys(selectionOptions).filter(key => key !== 'min-good'),
];

/** Options of which each takes the place of the others. */
const RIVALS: readonly (readonly string[])[] = [
  ['variance', 'sigma', 'ivar'],
  ['axis', 'energy'],
];

const fault = (where: string, why: string, remedy: string): UsageError =>
  new UsageError('cannot use the list of cubes', { where, why, remedy });

/** The name of an option in a header row: `--spectral-axis`, `Spectral_Axis` and `spectral-axis` are the same. */
const optionName = (title: string): string => title.toLowerCase().replace(/^--/, '').replaceAll('_', '-');

/** The options of a header row, '' for an empty title. Throws UsageError for a column that is none, and where none names the cubes. */
function headerOf(titles: readonly string[], where: string): { names: string[]; cube: number } {
  const names = titles.map(optionName);
  const cube = names.findIndex(name => CUBE.includes(name));
  const known = `Columns are cube, then ${COLUMN_OPTIONS.join(', ')}.`;
  if (cube < 0) throw fault(where, `its first row has no column cube, but ${titles.join(', ')}`, known);
  names.forEach((name, i) => {
    if (name === '' || i === cube) return;
    if (!COLUMN_OPTIONS.includes(name)) throw fault(where, `no option is called '${titles[i]}'`, known);
    if (names.indexOf(name) < i) throw fault(where, `two columns are called ${name}`, 'Leave one out.');
  });
  return { names, cube };
}

/** The rows of a list with columns, each a cube and its own options. Empty cells leave an option as the command line has it. Throws UsageError. */
export function readColumns(text: string, where: string): [cube: string, options: Record<string, string>][] {
  const [titles, ...rows] = parseCsv(text.replace(/^\uFEFF/, ''));
  if (titles === undefined) return [];
  const { names, cube } = headerOf(titles, where);
  return rows.map((row, at) => {
    const place = `row ${at + 2}`;
    const input = row[cube] ?? '';
    if (input === '') throw fault(where, `${place} names no cube`, 'Write its path in the column cube.');
    const stray = row.findIndex((cell, i) => cell !== '' && (names[i] ?? '') === '');
    if (stray >= 0)
      throw fault(
        where,
        `${place} (${input}) has '${row[stray]}' in column ${stray + 1}, which has no name`,
        'Put a value with commas into quotes: "WAVE,nm,400,10".',
      );
    const own = Object.fromEntries(names.flatMap((name, i) => (i !== cube && row[i] ? [[name, row[i]]] : [])));
    return [input, own];
  });
}

/** Adds cubes to a list, each once. Throws UsageError for a cube that comes again with other options. */
export function addCubes(
  list: { readonly inputs: string[]; readonly columns: Map<string, Readonly<Record<string, string>>> },
  rows: readonly (readonly [cube: string, options: Readonly<Record<string, string>>])[],
  where: string,
): void {
  for (const [input, options] of rows) {
    const same = JSON.stringify(list.columns.get(input) ?? {}) === JSON.stringify(options);
    if (!list.inputs.includes(input)) list.inputs.push(input);
    else if (!same)
      throw fault(where, `${input} is named twice, with other options`, 'Do it in two batches, with an --out of its own each.');
    if (Object.keys(options).length > 0) list.columns.set(input, options);
  }
}

/** The options of a batch for one of its cubes: those of its row before those of the command line. */
export function withColumns(
  argv: Readonly<Record<string, unknown>>,
  columns: CubeColumns,
  input: string,
): Record<string, unknown> {
  const own = columns.get(input) ?? {};
  const replaced = RIVALS.filter(rivals => rivals.some(key => key in own)).flat();
  return { ...argv, ...Object.fromEntries(replaced.map(key => [key, undefined])), ...own };
}

/** A list with columns as a file that `batch` reads. */
export function writeColumns({ inputs, columns }: BatchList): string {
  const names = COLUMN_OPTIONS.filter(name => [...columns.values()].some(own => name in own));
  const column = (name: string) => ({ name, values: inputs.map(input => columns.get(input)?.[name] ?? '') });
  return writeCsv([{ name: 'cube', values: inputs }, ...names.map(column)]);
}
