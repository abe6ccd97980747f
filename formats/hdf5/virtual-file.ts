import { InputError, throwIfAborted } from '../../core/cube/errors.js';
import type { ByteSource } from '../../core/platform/types.js';
import { Backing } from './backing.js';
import { isSoundHeap, withHeapLimit } from './guard.js';
import type { H5File, H5Library, StreamOps } from './library.js';

/** Fetches of one operation: beyond these its reads lead nowhere. */
const MOST_FETCHES = 4096;
/** Reads of one try: a damaged file must not keep the library walking in circles. */
const MOST_READS = 1 << 20;

const EIO = 29;
let files = 0;

/**
 * A ByteSource as a file of the HDF5 library. The library reads synchronously, a ByteSource does not: a read of bytes that are not here
 * fails, they are fetched, and the operation is done again. So files, Blobs and URLs are read by ranges, on any thread, in bounded memory.
 */
export class VirtualFile {
  /** A folder of its own in the library's file system: other files are looked for beside it. */
  private readonly folder = `/cloisonne-${files++}`;
  private readonly path = `${this.folder}/cube.h5`;
  private readonly backings = new Map<string, Backing>();
  private missing?: readonly [backing: Backing, offset: number, length: number];
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
    library.fs.mkdir(this.folder);
    this.add(this.path, source);
  }

  /** Puts a source into the library's file system. */
  private add(path: string, source: ByteSource): void {
    const { fs } = this.library;
    const backing = new Backing(source);
    const cut = path.lastIndexOf('/');
    const node = fs.createFile(path.slice(0, cut), path.slice(cut + 1), {}, true, false);
    Object.defineProperty(node, 'usedBytes', { get: () => source.size });
    node.stream_ops = {
      llseek: (stream, offset, whence) => offset + (whence === 1 ? stream.position : whence === 2 ? source.size : 0),
      read: (_, buffer, at, length, position) => this.read(backing, buffer, at, length, position),
    };
    this.backings.set(path, backing);
  }

  private pathOf(name: string): string {
    return `${this.folder}/${name.replaceAll('\\', '/').replace(/^(\.\/)+/, '')}`;
  }

  /** True where a file of this name was attached. */
  has(name: string): boolean {
    return this.backings.has(this.pathOf(name));
  }

  /** Sources of the attached files. */
  get parts(): readonly ByteSource[] {
    return [...this.backings.values()].map(({ source }) => source).filter(source => source !== this.source);
  }

  /** Bytes of all files together. */
  get size(): number {
    return this.parts.reduce((sum, { size }) => sum + size, this.source.size);
  }

  /** Puts another file beside this one, where links and virtual datasets look for it; it is closed with this one. */
  async attach(name: string, source: ByteSource, signal?: AbortSignal): Promise<void> {
    await this.run(() => {
      const path = this.pathOf(name);
      const folders = path
        .slice(this.folder.length + 1)
        .split('/')
        .slice(0, -1);
      folders.reduce((at, step) => {
        const next = `${at}/${step}`;
        if (!this.library.fs.analyzePath(next).exists) this.library.fs.mkdir(next);
        return next;
      }, this.folder);
      if (!this.backings.has(path)) this.add(path, source);
    }, signal);
  }

  /** Does an operation in an attached file, or in this one for the name ''. */
  async inside<T>(name: string, operation: (root: H5File) => T, signal?: AbortSignal): Promise<T> {
    if (name === '') return this.run(() => operation(this.file!), signal);
    return this.run(() => {
      const other = new this.library.File(this.pathOf(name), 'r');
      try {
        return operation(other);
      } finally {
        other.close();
      }
    }, signal);
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
    for (const stream of fs.streams) if (stream?.path?.startsWith(`${this.folder}/`)) fs.close(stream);
    for (const path of this.backings.keys()) fs.unlink(path);
    for (const part of this.parts) await part.close();
    for (const backing of this.backings.values()) backing.clear();
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
        const [backing, offset, length] = this.missing;
        await backing.fetch(offset, length, signal);
      }
    } finally {
      for (const backing of this.backings.values()) backing.trim();
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
      const limited = (): T => withHeapLimit(this.size, operation);
      const { instance } = this.library;
      return instance ? instance.run(limited) : limited();
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

  private read(backing: Backing, buffer: Uint8Array, at: number, length: number, position: number): number {
    const count = Math.min(length, Math.max(0, backing.source.size - position));
    if (++this.reads > MOST_READS) throw new this.library.fs.ErrnoError(EIO);
    if (count === 0) return 0;
    if (!backing.copy(buffer, at, count, position)) {
      this.missing = [backing, position, count];
      throw new this.library.fs.ErrnoError(EIO);
    }
    if (!isSoundHeap(buffer.subarray(at, at + count))) {
      this.unsound = true;
      throw new this.library.fs.ErrnoError(EIO);
    }
    return count;
  }
}
