import { InputError } from '../cube/errors.js';
import { spillFull } from './spill-room.js';
import type { ByteSource, Spill } from './types.js';

/** A Spill kept as Blob parts, which browsers move to disk by themselves. */
export function blobSpill(maxBytes: number): Spill {
  let parts: Blob[] = [];
  let length = 0;
  return {
    room: { bytes: maxBytes },
    async append(bytes: Uint8Array): Promise<void> {
      length += bytes.length;
      if (length > maxBytes) {
        parts = [];
        throw spillFull({ bytes: maxBytes }, length, 'temporary storage', true);
      }
      parts.push(new Blob([bytes as Uint8Array<ArrayBuffer>]));
    },
    async finish(name: string): Promise<ByteSource> {
      const blob = new Blob(parts);
      parts = [];
      const read = async (offset: number, size: number): Promise<Uint8Array> => {
        if (offset + size > blob.size) throw new InputError('read past the end of the data', { where: name });
        return new Uint8Array(await blob.slice(offset, offset + size).arrayBuffer());
      };
      return {
        name,
        size: blob.size,
        read,
        readInto: async (offset, target) => target.set(await read(offset, target.length)),
        close: async () => {},
      };
    },
    async discard(): Promise<void> {
      parts = [];
    },
  };
}
