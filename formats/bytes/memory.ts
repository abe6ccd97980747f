import { throwIfAborted } from '../../core/cube/errors.js';
import type { ByteSource } from '../../core/platform/types.js';
import { checkRange } from './range.js';

/** Bytes already in memory as a ByteSource. They are not copied; reads hand out copies. Throws InputError past the end. */
export function memorySource(bytes: Uint8Array, name: string): ByteSource {
  const at = { name, size: bytes.length };
  const slice = (offset: number, length: number, signal?: AbortSignal): Uint8Array => {
    throwIfAborted(signal);
    checkRange(at, offset, length);
    return bytes.subarray(offset, offset + length);
  };
  return {
    ...at,
    read: async (offset, length, signal) => slice(offset, length, signal).slice(),
    readInto: async (offset, target, signal) => target.set(slice(offset, target.length, signal)),
    close: async () => {},
  };
}
