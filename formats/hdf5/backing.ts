import type { ByteSource } from '../../core/platform/types.js';

/** Bytes fetched at once for small reads, and how many of these blocks are kept. */
const BLOCK = 1 << 18;
const KEPT = 64;
/** Reads from here on are fetched as they are and dropped after the operation. */
const LARGE = 1 << 17;

/** Bytes that a walk may keep of one file, whatever the file: blocks of metadata. */
export const CACHE_BYTES = BLOCK * KEPT;

/** The bytes of a file that are at hand, and what fetches the others. */
export class Backing {
  private readonly blocks = new Map<number, Uint8Array>();
  private readonly runs = new Map<number, Uint8Array>();

  constructor(readonly source: ByteSource) {}

  /** Copies bytes [position, position + count) to `buffer` at `at`; false where some of them are not at hand. */
  copy(buffer: Uint8Array, at: number, count: number, position: number): boolean {
    const run = this.runs.get(position);
    if (run && run.length >= count) {
      buffer.set(run.subarray(0, count), at);
      return true;
    }
    const last = Math.floor((position + count - 1) / BLOCK);
    for (let block = Math.floor(position / BLOCK); block <= last; block++) if (!this.blocks.has(block)) return false;
    for (let done = 0; done < count; ) {
      const block = Math.floor((position + done) / BLOCK);
      const from = position + done - block * BLOCK;
      const part = this.blocks.get(block)!.subarray(from, from + count - done);
      buffer.set(part, at + done);
      done += part.length;
    }
    return true;
  }

  /** Fetches bytes [position, position + count), so that they are at hand until `trim`. */
  async fetch(position: number, count: number, signal?: AbortSignal): Promise<void> {
    if (count >= LARGE) {
      this.runs.set(position, await this.source.read(position, count, signal));
      return;
    }
    for (let block = Math.floor(position / BLOCK); block * BLOCK < position + count; block++) {
      const from = block * BLOCK;
      if (!this.blocks.has(block))
        this.blocks.set(block, await this.source.read(from, Math.min(BLOCK, this.source.size - from), signal));
    }
  }

  /** Forgets long runs, and the oldest blocks beyond those that are kept. */
  trim(): void {
    this.runs.clear();
    for (const key of this.blocks.keys()) {
      if (this.blocks.size <= KEPT) break;
      this.blocks.delete(key);
    }
  }

  /** Forgets everything. */
  clear(): void {
    this.runs.clear();
    this.blocks.clear();
  }
}
