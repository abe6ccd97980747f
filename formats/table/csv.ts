/** A column of a table: numbers (NaN is an empty cell) or texts. */
export interface CsvColumn {
  readonly name: string;
  readonly values: ArrayLike<number | string>;
}

/** The shortest decimal text that reads back as the same float32. */
function float32Text(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(Number(value.toPrecision(9)));
}

function quoted(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** How a spreadsheet tells a formula, also in full width. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/** A text as spreadsheets leave it alone: one that looks like a formula gets an apostrophe before it, one that is a number stays. */
const inert = (text: string): string => (FORMULA.test(text) && !isNumber(text) ? `'${text}` : text);

/** The text that `inert` was given. */
const plain = (cell: string): string => (cell.startsWith("'") && inert(cell.slice(1)) === cell ? cell.slice(1) : cell);

const isNumber = (text: string): boolean => /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text);

/**
 * Columns as a CSV text (RFC 4180 quoting, LF line ends, one header row). Numbers are written so that they read back the same
 * (Float32Array columns as float32); NaN and infinities become empty cells. Texts that begin with = + - @, tab or a line break get an apostrophe
 * before them, or a spreadsheet would run them; `verbatim` leaves them as they are. Throws RangeError for columns of unequal length.
 */
export function writeCsv(columns: readonly CsvColumn[], { verbatim = false }: { readonly verbatim?: boolean } = {}): string {
  const rows = columns[0]?.values.length ?? 0;
  const odd = columns.find(c => c.values.length !== rows);
  if (odd) throw new RangeError(`column ${odd.name} has ${odd.values.length} rows, expected ${rows}`);
  const text = (value: string): string => quoted(verbatim ? value : inert(value));
  const cell = ({ values }: CsvColumn, row: number): string => {
    const value = values[row];
    if (typeof value === 'string') return text(value);
    if (!Number.isFinite(value)) return '';
    return values instanceof Float32Array ? float32Text(value) : String(value);
  };
  const lines = [columns.map(c => text(c.name)).join(',')];
  for (let row = 0; row < rows; row++) lines.push(columns.map(c => cell(c, row)).join(','));
  return `${lines.join('\n')}\n`;
}

/** A CSV text as rows of cells: comma, semicolon or tab (whichever the first line has), quotes, blank and `#` lines left out. */
export function parseCsv(text: string): string[][] {
  const first = text.split('\n', 1)[0];
  const separator = [',', ';', '\t'].find(s => first.includes(s)) ?? ',';
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let inside = false;
  const endRow = () => {
    row.push(cell);
    if (row.some(c => c.trim() !== '') && !row[0].startsWith('#')) rows.push(row.map(c => plain(c).trim()));
    row = [];
    cell = '';
  };
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (inside) {
      if (c !== '"') cell += c;
      else if (text[i + 1] === '"') cell += text[++i];
      else inside = false;
    } else if (c === '"' && cell.trim() === '') {
      inside = true;
      cell = '';
    } else if (c === separator) {
      row.push(cell);
      cell = '';
    } else if (c === '\n') endRow();
    else if (c !== '\r') cell += c;
  }
  endRow();
  return rows;
}
