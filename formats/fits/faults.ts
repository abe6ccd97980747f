import { InputError } from '../../core/cube/errors.js';

/** Where a fault is, and what was found there. */
export interface Fault {
  /** File name. */
  readonly name: string;
  /** HDU number, 0 = primary. */
  readonly hdu?: number;
  /** Byte offset in the file. */
  readonly offset?: number;
  readonly keyword?: string;
  readonly expected?: string;
  readonly found?: string;
  readonly remedy?: string;
}

const part = (label: string, value: unknown): string[] => (value === undefined ? [] : [`${label}${value}`]);

/** An InputError that names file, HDU, byte offset, keyword, what was expected and what was found. */
export function fitsFault(what: string, { name, hdu, offset, keyword, expected, found, remedy }: Fault): InputError {
  const where = [name, ...part('HDU ', hdu), ...part('byte ', offset)].join(', ');
  const why = [...part('keyword ', keyword), ...part('expected ', expected), ...part('found ', found)].join(', ');
  return new InputError(what, { where, why: why || undefined, remedy });
}
