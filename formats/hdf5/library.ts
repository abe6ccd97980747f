import { InputError } from '../../core/cube/errors.js';
import { type Instance, withInstance } from './instance.js';

/** The part of Emscripten's file system that a file of ours needs. */
export interface WasmFs {
  readonly ErrnoError: new (errno: number) => Error;
  createFile(parent: string, name: string, properties: object, canRead: boolean, canWrite: boolean): WasmNode;
  unlink(path: string): void;
  mkdir(path: string): void;
  analyzePath(path: string): { readonly exists: boolean };
  /** Open files by descriptor, with gaps. */
  readonly streams: readonly ({ readonly path?: string } | null | undefined)[];
  close(stream: object): void;
  getStream(fd: number): { stream_ops: StreamOps };
}

/** What the file system calls on an open file. */
export interface StreamOps {
  llseek?(stream: { position: number }, offset: number, whence: number): number;
  read?(stream: unknown, buffer: Uint8Array, at: number, length: number, position: number): number;
  write?(stream: unknown, buffer: Uint8Array, at: number, length: number): number;
}

/** A file of the file system. */
export interface WasmNode {
  stream_ops: StreamOps;
  usedBytes: number;
}

/** What h5wasm tells of a type: class 0 integer, 1 float. */
export interface H5Metadata {
  readonly type: number;
  readonly size: number;
  readonly signed: boolean;
  readonly shape: readonly number[] | null;
  readonly chunks: readonly number[] | null;
  /** Files whose datasets a virtual dataset is made of. */
  readonly virtual_sources?: readonly { readonly file_name: string; readonly dset_name: string }[];
}

/** An attribute. */
export interface H5Attribute {
  /** `total_size` is the number of elements. */
  readonly metadata: H5Metadata & { readonly total_size: number };
  readonly value: unknown;
}

/** A dataset. */
export interface H5Dataset {
  readonly type: string;
  readonly path: string;
  readonly metadata: H5Metadata;
  readonly filters: readonly { readonly id: number; readonly name: string }[];
  readonly attrs: Readonly<Record<string, H5Attribute>>;
  readonly value: unknown;
  slice(ranges: readonly (readonly [number, number])[]): unknown;
  /** Paths of the dimension scales attached to an axis. */
  get_attached_scales(axis: number): readonly string[];
  /** DIMENSION_LABELS, null where an axis has none. */
  get_dimension_labels(): readonly (string | null)[];
}

/** A group, or the file. */
export interface H5Group {
  readonly type: string;
  readonly path: string;
  readonly attrs: Readonly<Record<string, H5Attribute>>;
  keys(): readonly string[];
  /** Target of the soft link at a path of the file; null for anything else. */
  get_link(path: string): string | null;
  get(name: string): H5Dataset | H5Group | { readonly type: string } | null;
}

/** An open file. */
export interface H5File extends H5Group {
  readonly file_id: bigint;
  close(): number;
}

/** h5wasm, loaded. */
export interface H5Library {
  readonly File: new (path: string, mode: 'r') => H5File;
  readonly fs: WasmFs;
  /** Undefined where somebody else had loaded h5wasm: then nothing helps against a trap. */
  readonly instance?: Instance;
}

let loaded: Promise<H5Library> | undefined;

/** Loads h5wasm (the HDF5 library of the HDF Group in WebAssembly), the first time an HDF5 file is met. Throws InputError. */
export function loadHdf5(): Promise<H5Library> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<H5Library> {
  try {
    const [library, instance] = await withInstance(async () => {
      const { File, ready } = await import('h5wasm');
      const { FS } = (await ready) as unknown as { FS: WasmFs };
      return { File: File as unknown as H5Library['File'], fs: FS };
    });
    return { ...library, instance };
  } catch (err) {
    throw new InputError('cannot read HDF5 here', {
      why: `the package h5wasm does not load (${(err as Error).message})`,
      remedy: 'Install it: npm install h5wasm.',
      cause: err,
    });
  }
}

const MOST_ATTRIBUTE_BYTES = 1 << 23;

/** The value of an attribute; undefined where there is none, or where it claims to be larger than attributes are. */
export function attributeValue(attribute: H5Attribute | undefined): unknown {
  const { size, total_size } = attribute?.metadata ?? { size: 0, total_size: 0 };
  return size * total_size <= MOST_ATTRIBUTE_BYTES ? attribute?.value : undefined;
}
