import { InputError } from '../../core/cube/errors.js';
import { basenameOf } from '../../core/cube/name.js';
import type { ByteSource } from '../../core/platform/types.js';

/** Opens a file in the same place as the one asked for, by its bare name; undefined where there is none. */
export type Beside = (name: string) => Promise<ByteSource | undefined>;

/** A file name without its last extension. */
export const stemOf = (name: string): string => basenameOf(name).replace(/\.[^.]*$/, '');

/** The first of these names that exists beside `source`. */
export async function firstBeside(
  source: ByteSource,
  beside: Beside | undefined,
  names: readonly string[],
): Promise<ByteSource | undefined> {
  const own = basenameOf(source.name);
  for (const name of new Set(names)) {
    const found = name === own ? undefined : await beside?.(name);
    if (found) return found;
  }
  return undefined;
}

/** As `firstBeside`, but throws InputError that says what was looked for. */
export async function needBeside(
  source: ByteSource,
  beside: Beside | undefined,
  what: string,
  names: readonly string[],
): Promise<ByteSource> {
  const found = await firstBeside(source, beside, names);
  if (found) return found;
  throw new InputError(`the ${what} is missing`, {
    where: source.name,
    why: beside ? `there is none of ${names.join(', ')} beside it` : 'it lies in another file',
    remedy: beside ? 'Put both files into one folder.' : 'Open it with a `beside` that finds the other file.',
  });
}

/** The text of a small header file. Throws InputError beyond `limit` bytes: then it is no header. */
export async function headerText(source: ByteSource, limit: number, signal?: AbortSignal): Promise<string> {
  if (source.size > limit)
    throw new InputError('the header is too long', {
      where: source.name,
      why: `${source.size} bytes, at most ${limit} are read`,
    });
  const bytes = await source.read(0, source.size, signal);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('latin1').decode(bytes);
  }
}

/** The first of these files beside `source` whose first bytes are those of a header; what lies there under a header's name and is none does not hide another. */
export async function headerBeside(
  source: ByteSource,
  beside: Beside | undefined,
  names: readonly string[],
  isHeader: (head: string) => boolean,
): Promise<ByteSource | undefined> {
  const own = basenameOf(source.name);
  for (const name of new Set(names)) {
    const found = name === own ? undefined : await beside?.(name);
    if (found && isHeader(await headOf(found))) return found;
    await found?.close();
  }
  return undefined;
}

/** The first 512 bytes of a file as text, a character a byte. */
export async function headOf(source: ByteSource, signal?: AbortSignal): Promise<string> {
  return new TextDecoder('latin1').decode(await source.read(0, Math.min(512, source.size), signal));
}
