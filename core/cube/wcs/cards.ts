/** Values of header cards by keyword: numbers and strings; the first of duplicates counts, as in formats/fits. */
export interface CardValues {
  /** A finite number, or undefined. */
  number(keyword: string): number | undefined;
  /** A string without trailing blanks, or undefined. */
  string(keyword: string): string | undefined;
  readonly keywords: readonly string[];
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eEdD][+-]?\d+)?$/;

/** Keywords of the standard by those that it has replaced (wcslib reads both; FITS standard 4.0, 8.1 and 8.4.1). */
const replaced = (keyword: string): string =>
  keyword === 'EPOCH'
    ? 'EQUINOX'
    : keyword === 'RADECSYS'
      ? 'RADESYS'
      : keyword.replace(/^(PC|CD)(\d{3})(\d{3})$/, (_, matrix, i, j) => `${matrix}${Number(i)}_${Number(j)}`);

/**
 * Reads cards of 80 characters as a SpatialFrame carries them: fixed or free format, quoted strings, E and D exponents. Deprecated keywords
 * (EPOCH, RADECSYS, PC001001) stand for those that replaced them where these are absent.
 */
export function cardValues(cards: readonly string[]): CardValues {
  const values = new Map<string, string | number>();
  for (const card of cards) {
    const keyword = card.slice(0, 8).trimEnd();
    if (card[8] !== '=' || values.has(keyword)) continue;
    const field = card.slice(9).trim();
    const quoted = /^'((?:[^']|'')*)'/.exec(field);
    const text = field.split('/')[0].trim();
    if (quoted) values.set(keyword, quoted[1].replaceAll("''", "'").trimEnd());
    else if (NUMBER.test(text)) values.set(keyword, Number(text.replace(/d/i, 'e')));
  }
  for (const [keyword, value] of values) if (!values.has(replaced(keyword))) values.set(replaced(keyword), value);
  return {
    number(keyword) {
      const value = values.get(keyword);
      return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
    },
    string(keyword) {
      const value = values.get(keyword);
      return typeof value === 'string' ? value : undefined;
    },
    keywords: [...values.keys()],
  };
}
