import { InputError } from '../../core/cube/errors.js';

/** The keys of a Ripple header, in lower case. */
export type RplHeader = ReadonlyMap<string, string>;

/** An InputError about one key. */
export function keyError(where: string, key: string, why: string, remedy?: string): InputError {
  return new InputError('cannot use the Ripple header', { where: `${where}, ${key}`, why, remedy });
}

/**
 * Splits a Ripple header: `key TAB value` lines, `;` starts a comment; spaces stand for tabs in some writers, and INCA's Lisp-like
 * `(MLX::KEY : VALUE)` lines are taken too. Throws InputError for a key that stands twice with different values.
 */
export function parseRpl(text: string, where: string): RplHeader {
  const keys = new Map<string, string>();
  for (const line of text.split(/\r\n?|\n/)) {
    const plain = line
      .replace(/;.*$/, '')
      .trim()
      .replace(/^\(+\s*(?:MLX::)?/i, '');
    const [, key, value] = /^([a-z][a-z0-9-]*)(?:\s*:\s*|\s+)(.*?)$/i.exec(plain) ?? [];
    if (!key) continue;
    const name = key.toLowerCase();
    const text = value.replace(/^:+/, '').split(')')[0].trim();
    const before = keys.get(name);
    if (before !== undefined && before !== text) throw keyError(where, name, 'it stands twice with different values');
    keys.set(name, text);
  }
  return keys;
}

/** True for the first bytes of a Ripple header: text with one of its own keys at the start of a line. */
export const looksLikeRpl = (head: string): boolean =>
  /^[\t\r\n\x20-\x7e\x80-\xff]*$/.test(head) &&
  /(^|[\r\n])\s*\(*(MLX::)?(width|height|depth|offset|data-length|data-type|byte-order|record-by)[\t :]/i.test(head);

/** A whole number of at least `least`; `absent` where the key is not there and that is allowed. Throws InputError. */
export function wholeKey(header: RplHeader, where: string, key: string, least: number, absent?: number): number {
  const text = header.get(key);
  if (text === undefined && absent !== undefined) return absent;
  const value = text ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value) || value < least)
    throw keyError(
      where,
      key,
      text === undefined ? 'it is missing' : `'${text.slice(0, 40)}' is not a whole number of ${least} or more`,
    );
  return value;
}

/** A finite number; undefined where none of the keys is there, and, with a warning, where the first that is holds something else. */
export function numberKey(header: RplHeader, keys: readonly string[], warnings: string[], without: string): number | undefined {
  const key = keys.find(name => header.get(name));
  if (key === undefined) return undefined;
  const text = header.get(key)!;
  const value = Number(text);
  if (Number.isFinite(value)) return value;
  const comma = /^[-+]?\d+,\d+$/.test(text) ? ' (a decimal comma?)' : '';
  warnings.push(`${key} of the header is not used, '${text.slice(0, 40)}' is not a number${comma}: ${without}`);
  return undefined;
}
