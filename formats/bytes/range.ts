import { InputError } from '../../core/cube/errors.js';
import type { ByteSource } from '../../core/platform/types.js';

/** Throws InputError when [offset, offset + length) does not lie in the source. */
export function checkRange(source: Pick<ByteSource, 'name' | 'size'>, offset: number, length: number): void {
  if (offset >= 0 && length >= 0 && offset + length <= source.size) return;
  throw new InputError('read past the end of the data', {
    where: source.name,
    why: `bytes ${offset} to ${offset + length} wanted, there are ${source.size}`,
    remedy: 'The file is truncated; copy it again.',
  });
}
