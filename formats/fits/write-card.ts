import { CARD } from './card.js';

const ascii = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^ -~]/g, '?');

function number(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`a FITS card cannot hold ${value}`);
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return `${Object.is(value, -0) ? 0 : value}`;
  const text = `${value}`.toUpperCase();
  return text.includes('.') || text.includes('E') ? text.replace('E+', 'E') : `${text}.0`;
}

/**
 * One card of 80 characters in fixed format (FITS standard 4.0, section 4.2). Characters outside ASCII lose their accents or become
 * `?`; comments are cut to fit. Throws RangeError for a keyword, number or string that does not fit a card.
 */
export function formatCard(keyword: string, value: string | number | boolean, comment = ''): string {
  if (!/^[A-Z0-9_-]{1,8}$/.test(keyword)) throw new RangeError(`${keyword} is no FITS keyword`);
  let field: string;
  if (typeof value === 'string') {
    const quoted = ascii(value).replace(/'/g, "''");
    if (quoted.length > 68) throw new RangeError(`the value of ${keyword} is longer than a FITS card holds`);
    field = `'${quoted.padEnd(8)}'`.padEnd(20);
  } else field = (typeof value === 'boolean' ? (value ? 'T' : 'F') : number(value)).padStart(20);
  const card = `${keyword.padEnd(8)}= ${field}${comment ? ` / ${ascii(comment)}` : ''}`;
  return card.slice(0, CARD).padEnd(CARD);
}

/** COMMENT or HISTORY cards, 72 characters of text each; line breaks start a new card. */
export function commentary(keyword: 'COMMENT' | 'HISTORY', text: string): string[] {
  return text.split('\n').flatMap(line => {
    const clean = ascii(line.replace(/\t/g, ' '));
    const parts = clean.match(/.{1,72}/g) ?? [''];
    return parts.map(part => (keyword.padEnd(8) + part).padEnd(CARD));
  });
}

/** A string card, its text cut with `...` where it would not fit. */
export function textCard(keyword: string, text: string, comment = ''): string {
  let short = ascii(text);
  if (short.replace(/'/g, "''").length > 68) {
    short = short.slice(0, 65);
    while (short.replace(/'/g, "''").length > 65) short = short.slice(0, -1);
    short += '...';
  }
  return formatCard(keyword, short, comment);
}
