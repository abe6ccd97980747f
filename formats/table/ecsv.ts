import { type CsvColumn, writeCsv } from './csv.js';

/** A column of a table with what astropy wants to know of it. */
export interface EcsvColumn extends CsvColumn {
  /** As astropy.units reads it; '' for none. */
  readonly unit?: string;
  readonly description?: string;
}

const datatype = ({ values }: CsvColumn): string => {
  if (values instanceof Float32Array) return 'float32';
  if (values instanceof Float64Array) return 'float64';
  return typeof values[0] === 'string' ? 'string' : 'int64';
};

/** YAML takes JSON's strings. */
const quoted = (text: string): string => JSON.stringify(text);

/**
 * Columns as ECSV 1.0 (APE 6): typed columns with units in a YAML header, then CSV; `meta` are plain values about the whole table. Plain arrays of
 * numbers are whole ones, texts stand as they are (astropy reads them, no spreadsheet). Empty cells are missing values. Throws RangeError for columns of unequal length.
 */
export function writeEcsv(columns: readonly EcsvColumn[], meta: Readonly<Record<string, string | number>> = {}): string {
  const described = columns.map(column => {
    const { name, unit, description } = column;
    const parts = [
      `name: ${quoted(name)}`,
      ...(unit ? [`unit: ${quoted(unit)}`] : []),
      `datatype: ${datatype(column)}`,
      ...(description ? [`description: ${quoted(description)}`] : []),
    ];
    return `- {${parts.join(', ')}}`;
  });
  const facts = Object.entries(meta).map(([key, value]) => `  ${key}: ${typeof value === 'string' ? quoted(value) : value}`);
  const header = [
    '%ECSV 1.0',
    '---',
    "delimiter: ','",
    'datatype:',
    ...described,
    ...(facts.length > 0 ? ['meta:', ...facts] : []),
    'schema: astropy-2.0',
  ];
  return `${header.map(line => `# ${line}`).join('\n')}\n${writeCsv(columns, { verbatim: true })}`;
}
