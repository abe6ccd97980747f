import { InputError } from '../../core/cube/errors.js';

/** The fields of an ENVI header: names in lower case with single spaces; lists keep their braces' content. */
export type EnviHeader = ReadonlyMap<string, string>;

/** True for the first bytes of an ENVI header (a character a byte): `ENVI` in the first line that is not blank, behind a byte order mark or not. */
export const isEnvi = (head: string): boolean =>
  /^(ï»¿)?\s*(ENVI\s|[Ee][Nn][Vv][Ii][ \t]*[\r\n])/.test(head) || /^ÿþE\0N\0V\0I\0/.test(head);

/** An InputError about one field of a header. */
export function fieldError(where: string, field: string, why: string, remedy?: string): InputError {
  return new InputError('cannot use the ENVI header', { where: `${where}, ${field}`, why, remedy });
}

/**
 * Splits an ENVI header (`ENVI` in the first line, then `name = value` or `name = { list over lines }`; `;` starts a comment line).
 * Throws InputError where the first line or a closing brace is missing, or a name comes twice with other values.
 */
export function parseEnviHeader(text: string, where: string): EnviHeader {
  const lines = text.split(/\r\n?|\n/);
  const head = lines.findIndex(line => line.trim() !== '');
  if (!/^envi$/i.test((lines[head] ?? '').trim())) throw fieldError(where, 'line 1', 'it does not read ENVI');
  const fields = new Map<string, string>();
  for (let i = head + 1; i < lines.length; i++) {
    const line = lines[i];
    const equals = line.indexOf('=');
    if (equals < 0 || /^\s*;/.test(line)) continue;
    const name = line.slice(0, equals).trim().toLowerCase().replace(/\s+/g, ' ');
    let value = line.slice(equals + 1).trim();
    if (value.startsWith('{')) {
      const first = i;
      const parts = [value];
      while (!lines[i].includes('}')) {
        if (++i >= lines.length) throw fieldError(where, name, `the list that opens in line ${first + 1} is never closed`);
        parts.push(lines[i]);
      }
      value = parts.join('\n');
      value = value.slice(1, value.lastIndexOf('}')).trim();
    }
    const before = fields.get(name);
    if (before !== undefined && before !== value) throw fieldError(where, name, 'it stands twice with different values');
    fields.set(name, value);
  }
  return fields;
}

/** A whole number within [least, most]; `absent` where the field is not there and that is allowed. */
export function wholeField(
  header: EnviHeader,
  where: string,
  name: string,
  least: number,
  most: number,
  absent?: number,
): number {
  const text = header.get(name);
  if (text === undefined && absent !== undefined) return absent;
  const value = text === undefined || text === '' ? Number.NaN : Number(text);
  if (!Number.isSafeInteger(value) || value < least || value > most)
    throw fieldError(
      where,
      name,
      text === undefined ? 'it is missing' : `'${text.slice(0, 40)}' is not a whole number of ${least} or more`,
    );
  return value;
}

/** The items of a list, or undefined where the field is not there. */
export function listField(header: EnviHeader, name: string): string[] | undefined {
  const text = header.get(name);
  if (text === undefined || text === '') return undefined;
  // Writers end a list with a comma.
  return text
    .replace(/,\s*$/, '')
    .split(',')
    .map(item => item.trim());
}
