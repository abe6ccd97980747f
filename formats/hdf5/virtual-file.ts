import { InputError, throwIfAborted } from '../../core/cube/errors.js';
import type { ByteSource } from '../../core/platform/types.js';
import { isSoundHeap, withHeapLimit } from './guard.js';
import type { H5File, H5Library, StreamOps } from './library.js';

/** Bytes fetched at once for small reads, and how many of these blocks are kept. */
const BLOCK = 1 << 18;
const KEPT = 64;
/** Reads from here on are fetched as they are and dropped after the operation. */
const LARGE = 1 << 17;
/** Fetches of one operation: beyond these its reads lead nowhere. */
const MOST_FETCHES = 4096;
/** Reads of one try: a damaged file must not keep the library walking in circles. */
const MOST_READS = 1 << 20;

const EIO = 29;
let files = 0;

/** Bytes that a walk may keep here, whatever the file: blocks of metadata. */
export const CACHE_BYTES = BLOCK * KEPT;

/**
 * A ByteSource as a file of the HDF5 library. The library reads synchronously, a ByteSource does not: a read of bytes that are not here
 * fails, they are fetched, and the operation is done again. So files, Blobs and URLs are read by ranges, on any thread, in bounded memory.
 */
export class VirtualFile {
  private readonly path = `/cloisonne-${files++}.h5`;
  private readonly blocks = new Map<number, Uint8Array>();
  private readonly runs = new Map<number, Uint8Array>();
  private missing?: readonly [offset: number, length: number];
  private reads = 0;
  private said = '';
  private unsound = false;
  private queue: Promise<unknown> = Promise.resolve();
  private file?: H5File;
  private generation?: number;

  constructor(
    private readonly library: H5Library,
    private readonly source: ByteSource,
  ) {
    const node = library.fs.createFile('/', this.path.slice(1), {}, true, false);
    Object.defineProperty(node, 'usedBytes', { get: () => source.size });
    node.stream_ops = {
      llseek: (stream, offset, whence) => offset + (whence === 1 ? stream.position : whence === 2 ? source.size : 0),
      read: (_, buffer, at, length, position) => this.read(buffer, at, length, position),
    };
  }

  /** Opens the file. Throws InputError where it is no HDF5 file, truncated or damaged. */
  async open(signal?: AbortSignal): Promise<H5File> {
    this.file = await this.run(() => {
      this.generation = this.library.instance?.generation;
      return new this.library.File(this.path, 'r');
    }, signal);
    return this.file;
  }

  /**
   * Does an operation of the library, one after the other; it may be done several times, so it must only read. Throws InputError with the
   * library's own words where it fails.
   */
  run<T>(operation: () => T, signal?: AbortSignal): Promise<T> {
    const done = this.queue.then(() => this.attempt(operation, signal));
    this.queue = done.catch(() => {});
    return done;
  }

  /** Closes the file and forgets its bytes. */
  async close(): Promise<void> {
    await this.queue;
    try {
      if (!this.lost) this.quietly(() => this.file?.close());
    } catch {
      // The library gave up before: there is nothing left to close.
    }
    // Objects that an error left open keep the file open, a trap all of it.
    const { fs } = this.library;
    for (const stream of fs.streams) if (stream?.path === this.path) fs.close(stream);
    fs.unlink(this.path);
    this.blocks.clear();
  }

  /** True where a trap took the open file away. */
  private get lost(): boolean {
    return this.file !== undefined && this.generation !== this.library.instance?.generation;
  }

  private async attempt<T>(operation: () => T, signal?: AbortSignal): Promise<T> {
    try {
      for (let fetches = 0; fetches <= MOST_FETCHES; fetches++) {
        throwIfAborted(signal);
        const result = this.once(operation);
        if (!this.missing) return (result as { value: T }).value;
        await this.fetch(...this.missing, signal);
      }
    } finally {
      this.runs.clear();
      for (const key of this.blocks.keys()) {
        if (this.blocks.size <= KEPT) break;
        this.blocks.delete(key);
      }
    }
    throw this.failure('it asks for more and more bytes');
  }

  /** One try: its value, or nothing where bytes are missing. */
  private once<T>(operation: () => T): { value: T } | undefined {
    this.missing = undefined;
    this.reads = 0;
    this.said = '';
    this.unsound = false;
    if (this.lost) {
      throw new InputError('the HDF5 file has to be opened again', {
        where: this.source.name,
        why: 'another, damaged file brought the HDF5 library down while this one was open',
        remedy: 'Start again without the damaged file.',
      });
    }
    try {
      const value = this.quietly(operation);
      // A read that failed hands out whatever the memory held: only the words of the library tell.
      if (this.missing || !this.said.includes('HDF5-DIAG')) return { value };
    } catch (err) {
      // After a trap there is no file any more that could be tried again.
      if (this.missing && !this.lost) return undefined;
      throw this.failure(this.reason(err), err);
    }
    throw this.failure(this.reason(undefined));
  }

  /** The library prints its errors: what it says is kept for the message. */
  private quietly<T>(operation: () => T): T {
    const stderr = this.library.fs.getStream(2);
    const before: StreamOps = stderr.stream_ops;
    stderr.stream_ops = {
      ...before,
      write: (_, buffer, at, length) => {
        if (this.said.length < 65536) this.said += new TextDecoder().decode(buffer.slice(at, at + length));
        return length;
      },
    };
    try {
      const { instance } = this.library;
      return instance ? instance.run(() => withHeapLimit(operation)) : withHeapLimit(operation);
    } finally {
      stderr.stream_ops = before;
    }
  }

  /** The innermost line of the library's error stack. */
  private reason(err: unknown): string {
    if (this.reads > MOST_READS) return 'it sends the library in circles';
    if (this.unsound) return 'a global heap in it is damaged';
    const lines = [...this.said.matchAll(/#\d+: .*? in \w+\(\): (.*)/g)].map(match => match[1]);
    const [, eof, stored] = /eof = (\d+).*?stored_eof = (\d+)/.exec(this.said) ?? [];
    if (stored) return `it is truncated: ${stored} bytes expected, ${eof} found`;
    return lines.at(-1) ?? (err instanceof Error ? err.message : String(err)).split('\n')[0];
  }

  private failure(why: string, cause?: unknown): InputError {
    const remedy = 'The file is damaged or of a kind that is not read; h5dump or h5py say more.';
    return new InputError('cannot read the HDF5 file', { where: this.source.name, why, remedy, cause });
  }

  private read(buffer: Uint8Array, at: number, length: number, position: number): number {
    const count = Math.min(length, Math.max(0, this.source.size - position));
    if (++this.reads > MOST_READS) throw new this.library.fs.ErrnoError(EIO);
    if (count === 0) return 0;
    const run = this.runs.get(position);
    if (run && run.length >= count) {
      buffer.set(run.subarray(0, count), at);
      return count;
    }
    const last = Math.floor((position + count - 1) / BLOCK);
    for (let block = Math.floor(position / BLOCK); block <= last; block++) {
      if (this.blocks.has(block)) continue;
      this.missing = [position, count];
      throw new this.library.fs.ErrnoError(EIO);
    }
    for (let done = 0; done < count; ) {
      const block = Math.floor((position + done) / BLOCK);
      const from = position + done - block * BLOCK;
      const part = this.blocks.get(block)!.subarray(from, from + count - done);
      buffer.set(part, at + done);
      done += part.length;
    }
    if (!isSoundHeap(buffer.subarray(at, at + count))) {
      this.unsound = true;
      throw new this.library.fs.ErrnoError(EIO);
    }
    return count;
  }

  private async fetch(position: number, count: number, signal?: AbortSignal): Promise<void> {
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
}
