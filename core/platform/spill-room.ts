import { InputError } from '../cube/errors.js';
import { formatBytes } from '../cube/memory.js';

/** How much temporary storage may take, and what sets that. */
export interface SpillRoom {
  readonly bytes: number;
  /** The folder whose free space is the bound; absent where it is the limit that was asked for. */
  readonly folder?: string;
}

const MB = 1024 * 1024;
const bytesText = (bytes: number): string => (bytes < MB ? `${bytes} bytes` : formatBytes(bytes));

/** What is thrown where unpacked data do not fit: `needed` bytes, or more with `atLeast`. */
export function spillFull(room: SpillRoom, needed: number, where: string, atLeast = false): InputError {
  const size = `${atLeast ? 'at least ' : ''}${bytesText(needed)}`;
  return new InputError('the file unpacks to more than there is room for', {
    where,
    why:
      room.folder === undefined
        ? `${size}, the limit is ${bytesText(room.bytes)}`
        : `${size}, ${bytesText(room.bytes)} can be taken in ${room.folder}`,
    remedy:
      room.folder === undefined
        ? 'Raise the limit (--max-spill), or unpack the file yourself and open the result.'
        : 'Free some space, or set TMPDIR to a folder on a larger disk.',
  });
}
