import { InputError } from '../../core/cube/errors.js';
import type { ByteSource } from '../../core/platform/types.js';
import { checkRange } from './range.js';

/** A run of bytes of a file that is opened when it is needed. */
export interface BytePart {
  readonly name: string;
  /** Length of the whole file when it was looked at. */
  readonly size: number;
  readonly offset: number;
  readonly length: number;
  open(): Promise<ByteSource>;
}

/**
 * Runs of several files, or of one, as one ByteSource: byte 0 is the first of the first part. A file is open only while it is read, since a
 * system allows few at once. Reads throw InputError where a file changed its length.
 */
export function partsSource(name: string, parts: readonly BytePart[]): ByteSource {
  const starts = [0];
  for (const { length } of parts) starts.push(starts[starts.length - 1] + length);
  const size = starts[parts.length];

  const readInto = async (offset: number, target: Uint8Array, signal?: AbortSignal): Promise<void> => {
    checkRange({ name, size }, offset, target.length);
    let low = 0;
    for (let high = parts.length; high - low > 1; ) {
      const middle = (low + high) >> 1;
      if (starts[middle] <= offset) low = middle;
      else high = middle;
    }
    for (let done = 0, i = low; done < target.length; i++) {
      const part = parts[i];
      const within = offset + done - starts[i];
      const count = Math.min(part.length - within, target.length - done);
      const file = await part.open();
      try {
        if (file.size !== part.size)
          throw new InputError('the file changed while it was read', {
            where: part.name,
            why: `${part.size} bytes before, ${file.size} now`,
          });
        await file.readInto(part.offset + within, target.subarray(done, done + count), signal);
      } finally {
        await file.close();
      }
      done += count;
    }
  };
  return {
    name,
    size,
    readInto,
    read: async (offset, length, signal) => {
      checkRange({ name, size }, offset, length);
      const bytes = new Uint8Array(length);
      await readInto(offset, bytes, signal);
      return bytes;
    },
    close: async () => {},
  };
}
