import { InputError } from '../../core/cube/errors.js';

/** The keys of an ESRI header, in upper case. */
export type EsriHeader = ReadonlyMap<string, string>;

/** True for the first bytes of an ESRI BIL, BIP or BSQ header: lines of `NROWS 20` and `NCOLS 28`, in any order. */
export const isEsri = (head: string): boolean =>
  /(^|[\r\n])[ \t]*NROWS[ \t]+\d/i.test(head) && /(^|[\r\n])[ \t]*NCOLS[ \t]+\d/i.test(head) && !/^\s*ENVI\b/.test(head);

/** An InputError about one key. */
export function esriError(where: string, key: string, why: string): InputError {
  return new InputError('cannot use the ESRI header', { where: `${where}, ${key}`, why });
}

/** Splits a header into its `KEY value` lines; the first of two counts. */
export function parseEsri(text: string): EsriHeader {
  const keys = new Map<string, string>();
  for (const line of text.split(/\r\n?|\n/)) {
    const [, key, value] = /^\s*([A-Za-z_]+)\s+(.*?)\s*$/.exec(line) ?? [];
    if (key && !keys.has(key.toUpperCase())) keys.set(key.toUpperCase(), value);
  }
  return keys;
}

/** A whole number of `least` or more; `absent` where the key is not there and that is allowed. Throws InputError. */
export function wholeKey(header: EsriHeader, where: string, key: string, least: number, absent?: number): number {
  const text = header.get(key);
  if (text === undefined && absent !== undefined) return absent;
  const value = text ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(value) && value >= least) return value;
  const why = text === undefined ? 'it is missing' : `'${text.slice(0, 40)}' is not a whole number of ${least} or more`;
  throw esriError(where, key, why);
}
