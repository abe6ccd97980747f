/** Values of header cards by keyword: numbers and strings; the first of duplicates counts, as in formats/fits. */
export interface CardValues {
  /** A finite number, or undefined. */
  number(keyword: string): number | undefined;
  /** A string without trailing blanks, or undefined. */
  string(keyword: string): string | undefined;
  readonly keywords: readonly string[];
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eEdD][+-]?\d+)?$/;

/** Reads cards of 80 characters as a SpatialFrame carries them: fixed or free format, quoted strings, E and D exponents. */
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
