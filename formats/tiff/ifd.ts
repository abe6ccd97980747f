import { InputError } from '../../core/cube/errors.js';
import type { ByteSource } from '../../core/platform/types.js';
import { TYPE_SIZE, tagName } from './tags.js';

/** One field of a directory: `at` is the file position of its value bytes (inside the entry when they fit there). */
export interface TiffEntry {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  readonly at: number;
}

/** An image file directory: number in the chain, byte offset, fields by tag. */
export interface Ifd {
  readonly index: number;
  readonly offset: number;
  readonly entries: ReadonlyMap<number, TiffEntry>;
}

/** A TIFF opened as its chain of directories. */
export interface TiffDirectory {
  readonly source: ByteSource;
  readonly littleEndian: boolean;
  readonly big: boolean;
  readonly ifds: readonly Ifd[];
  /** Bytes [at, at + length), from a small window over the head of the file. */
  bytes(at: number, length: number): Promise<Uint8Array>;
}

const WINDOW = 16384;

/** Small reads served from one window, so that a directory costs one read and not one per field. */
function windowed(source: ByteSource, signal?: AbortSignal): (at: number, length: number) => Promise<Uint8Array> {
  let start = 0;
  let held = new Uint8Array(0);
  return async (at, length) => {
    if (length > WINDOW) return source.read(at, length, signal);
    if (at < start || at + length > start + held.length) {
      held = (await source.read(at, Math.min(WINDOW, source.size - at), signal)) as Uint8Array<ArrayBuffer>;
      start = at;
    }
    return held.subarray(at - start, at - start + length);
  };
}

/** An InputError that names the directory, the tag and the byte. */
export function tiffError(
  source: ByteSource,
  what: string,
  why: string,
  ifd?: Ifd,
  tag?: number,
  at?: number,
  remedy?: string,
): InputError {
  const parts = [source.name];
  if (ifd) parts.push(`IFD ${ifd.index}`);
  if (tag !== undefined) parts.push(`tag ${tag} ${tagName(tag)}`);
  const byte = at ?? (ifd && (tag === undefined ? ifd.offset : (ifd.entries.get(tag)?.at ?? ifd.offset)));
  if (byte !== undefined) parts.push(`byte ${byte}`);
  return new InputError(what, {
    where: parts.join(', '),
    why,
    remedy: remedy ?? 'The file is damaged or made up; write it again.',
  });
}

/**
 * Walks the directories of a classic or BigTIFF, either byte order, without touching samples.
 * Throws InputError for a bad header, an offset past the end, a chain that repeats itself, or more than `maxIfds` directories.
 */
export async function readDirectories(source: ByteSource, maxIfds: number, signal?: AbortSignal): Promise<TiffDirectory> {
  const bytes = windowed(source, signal);
  if (source.size < 8)
    throw tiffError(source, 'not a TIFF', `only ${source.size} bytes, a header has 8`, undefined, undefined, 0);
  const head = await bytes(0, Math.min(16, source.size));
  const littleEndian = head[0] === 0x49;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const magic = view.getUint16(2, littleEndian);
  const big = magic === 43;
  if (head[0] !== head[1] || (head[0] !== 0x49 && head[0] !== 0x4d) || (magic !== 42 && !big) || (big && head.length < 16)) {
    throw tiffError(source, 'not a TIFF', 'the first bytes are not II or MM with 42 or 43', undefined, undefined, 0);
  }
  if (big && (view.getUint16(4, littleEndian) !== 8 || view.getUint16(6, littleEndian) !== 0)) {
    throw tiffError(source, 'not a BigTIFF', 'offsets must be 8 bytes long', undefined, undefined, 4);
  }
  const wide = (v: DataView, at: number): number => Number(v.getBigUint64(at, littleEndian));
  const word = (v: DataView, at: number): number => (big ? wide(v, at) : v.getUint32(at, littleEndian));
  const [countSize, entrySize, wordSize] = big ? [8, 20, 8] : [2, 12, 4];

  const ifds: Ifd[] = [];
  const seen = new Set<number>();
  let offset = word(view, big ? 8 : 4);
  while (offset !== 0) {
    const index = ifds.length;
    const here: Ifd = { index, offset, entries: new Map() };
    if (seen.has(offset)) throw tiffError(source, 'cyclic directory chain', `IFD ${index} points back to byte ${offset}`, here);
    if (index >= maxIfds) throw tiffError(source, 'too many directories', `more than ${maxIfds}`, here);
    seen.add(offset);
    if (offset + countSize > source.size) {
      throw tiffError(source, 'directory past the end', `the file has ${source.size} bytes`, here);
    }
    const c = await bytes(offset, countSize);
    const cv = new DataView(c.buffer, c.byteOffset, countSize);
    const n = big ? wide(cv, 0) : cv.getUint16(0, littleEndian);
    const length = n * entrySize + wordSize;
    if (n === 0 || n > 65535 || offset + countSize + length > source.size) {
      throw tiffError(source, 'directory past the end', `it claims ${n} fields in a file of ${source.size} bytes`, here);
    }
    const b = await bytes(offset + countSize, length);
    const v = new DataView(b.buffer, b.byteOffset, length);
    const entries = new Map<number, TiffEntry>();
    for (let i = 0; i < n; i++) {
      const p = i * entrySize;
      const tag = v.getUint16(p, littleEndian);
      const type = v.getUint16(p + 2, littleEndian);
      const count = word(v, p + 4);
      const size = count * (TYPE_SIZE[type] ?? 0);
      const at = size <= wordSize ? offset + countSize + p + 4 + wordSize : word(v, p + 4 + wordSize);
      if (!entries.has(tag)) entries.set(tag, { tag, type, count, at });
    }
    ifds.push({ index, offset, entries });
    offset = word(v, length - wordSize);
  }
  if (ifds.length === 0)
    throw tiffError(source, 'a TIFF without an image', 'the first directory is at byte 0', undefined, undefined, big ? 8 : 4);
  return { source, littleEndian, big, ifds, bytes };
}
