import type { SpillRoom } from './spill-room.js';

/** Random access to bytes: a file, a Blob, or a URL with range support. Short reads never happen: past the end is an InputError. */
export interface ByteSource {
  readonly name: string;
  /** Length in bytes. */
  readonly size: number;
  /** Bytes [offset, offset + length) in a buffer of their own. */
  read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array>;
  /** Bytes [offset, offset + target.length) into `target`. */
  readInto(offset: number, target: Uint8Array, signal?: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** A place to put bytes that do not fit in memory (inflated .fits.gz): append, then read back. Gone after `close` of the source. */
export interface Spill {
  /** What it may hold at most. */
  readonly room: SpillRoom;
  append(bytes: Uint8Array): Promise<void>;
  /** Ends writing and hands the bytes out. */
  finish(name: string): Promise<ByteSource>;
  /** Throws the spill away without finishing. */
  discard(): Promise<void>;
}

/** How far unpacking into temporary storage is. */
export interface SpillProgress {
  /** The file that is unpacked. */
  readonly name: string;
  /** Share of it, 0 to 1. */
  readonly share: number;
  /** Bytes written so far. */
  readonly bytes: number;
}

/** Is told how far unpacking is. */
export type OnSpill = (progress: SpillProgress) => void;

/** Workers by the name of their built file in core/workers. */
export type WorkerName = 'kmeans' | 'silhouette';

/** The same face of a Node worker thread and of a browser Worker. */
export interface WorkerHandle {
  post(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  onMessage(handler: (message: never) => void): void;
  onError(handler: (error: Error) => void): void;
  terminate(): Promise<void>;
}

/** The worker's end. */
export interface WorkerPort {
  onMessage(handler: (message: never) => void): void;
  post(message: unknown, transfer?: readonly ArrayBuffer[]): void;
}

/** What the surroundings offer. Nothing outside core/platform knows where it runs. */
export interface Platform {
  readonly kind: 'node' | 'browser';
  /** Usable hardware threads. */
  threads(): number;
  /** Bytes the process held before any cube was read (resident set in Node; 0 in the browser). */
  baselineBytes(): number;
  /** Milliseconds, monotonic. */
  now(): number;
  startWorker(name: WorkerName): WorkerHandle;
  /** A file on disk (Node only; UsageError in the browser). */
  openFile(path: string): Promise<ByteSource>;
  /** Directory URL or path prefix of the tfjs .wasm files, ending in '/'. */
  wasmPath(): string;
  /** Temporary storage of at most `maxBytes`, in Node no more than the disk has to spare; append throws InputError beyond. */
  createSpill(maxBytes: number): Promise<Spill>;
  /** gunzip as a stream of bytes. */
  gunzip(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
  sha256(bytes: Uint8Array): Promise<string>;
  /** Whether the system can load a shared library of this name (Node); true where that cannot be asked. */
  loadsLibrary(name: string): boolean;
  /** Imports an optional package, or says why it cannot be had. */
  importOptional(name: string): Promise<{ ok: true; module: unknown } | { ok: false; reason: string }>;
}
