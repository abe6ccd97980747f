import { InputError, throwIfAborted } from '../../core/cube/errors.js';
import type { ByteSource } from '../../core/platform/types.js';
import { checkRange } from './range.js';

/** A Blob (a File of a page's file picker) as a ByteSource; only the ranges asked for are read. Throws InputError past the end. */
export function blobSource(blob: Blob, name: string): ByteSource {
  const at = { name, size: blob.size };
  const read = async (offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array> => {
    throwIfAborted(signal);
    checkRange(at, offset, length);
    try {
      const bytes = new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer());
      throwIfAborted(signal);
      return bytes;
    } catch (err) {
      throwIfAborted(signal);
      throw new InputError('cannot read the file', {
        where: name,
        why: (err as Error).message,
        remedy: 'It was moved or changed since it was chosen; choose it again.',
        cause: err,
      });
    }
  };
  return {
    ...at,
    read,
    readInto: async (offset, target, signal) => target.set(await read(offset, target.length, signal)),
    close: async () => {},
  };
}
