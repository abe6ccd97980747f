/** Characters of a card. */
export const CARD = 80;
/** Bytes of a block: headers and data units are padded to whole ones (FITS standard 4.0, section 3.1). */
export const BLOCK = 2880;

/** Value of a card; undefined where it has none (commentary, null value). */
export type CardValue = string | number | boolean | undefined;

/** One header card, parsed. */
export interface Card {
  /** Upper case; for HIERARCH cards the words after HIERARCH, single-spaced. */
  readonly keyword: string;
  readonly value: CardValue;
  /** Value field as written, so that integers beyond 2^53 keep their digits. */
  readonly text: string;
  readonly comment: string;
  /** The 80 characters. */
  readonly raw: string;
  /** What is wrong with the card, where something is. */
  readonly fault?: string;
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eEdD][+-]?\d+)?$/;
const COMMENTARY = new Set(['', 'COMMENT', 'HISTORY', 'END']);

type Value = Pick<Card, 'value' | 'text' | 'comment' | 'fault'>;

function quoted(field: string): Value {
  let value = '';
  let from = 1;
  for (;;) {
    const quote = field.indexOf("'", from);
    if (quote < 0) return { value: (value + field.slice(from)).trimEnd(), text: field, comment: '', fault: 'unclosed quote' };
    value += field.slice(from, quote);
    if (field[quote + 1] !== "'") {
      const rest = field.slice(quote + 1).trim();
      return { value: value.trimEnd(), text: field.slice(0, quote + 1), comment: rest.replace(/^\/\s*/, '') };
    }
    value += "'";
    from = quote + 2;
  }
}

/** Parses a value field, fixed or free format: string with doubled quotes, logical, number (E or D exponent), or nothing. */
export function parseValue(field: string): Value {
  const body = field.trimStart();
  if (body.startsWith("'")) return quoted(body.trimEnd());
  const slash = body.indexOf('/');
  const text = (slash < 0 ? body : body.slice(0, slash)).trim();
  const comment = slash < 0 ? '' : body.slice(slash + 1).trim();
  if (text === '') return { value: undefined, text, comment };
  if (text === 'T' || text === 'F') return { value: text === 'T', text, comment };
  if (NUMBER.test(text)) return { value: Number(text.replace(/[dD]/, 'E')), text, comment };
  const fault = text.startsWith('(') ? undefined : `the value ${text} is no number, logical or quoted string`;
  return { value: text, text, comment, fault };
}

/** Parses the 80 characters of a card. Never throws: what is wrong is in `fault`. */
export function parseCard(raw: string): Card {
  const keyword = raw.slice(0, 8).trimEnd().toUpperCase();
  if (COMMENTARY.has(keyword)) return { keyword, value: undefined, text: '', comment: raw.slice(8).trimEnd(), raw };
  if (keyword === 'CONTINUE') return { keyword, ...parseValue(raw.slice(8)), raw };
  if (keyword === 'HIERARCH') {
    const equals = raw.indexOf('=');
    if (equals > 0)
      return {
        keyword: raw.slice(8, equals).trim().replace(/\s+/g, ' ').toUpperCase(),
        ...parseValue(raw.slice(equals + 1)),
        raw,
      };
  }
  if (raw[8] === '=') return { keyword, ...parseValue(raw.slice(9)), raw };
  return { keyword, value: undefined, text: '', comment: raw.slice(8).trimEnd(), raw };
}
