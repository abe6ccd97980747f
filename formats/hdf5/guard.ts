/** Most bytes a byte of a file can stand for (deflate). */
export const EXPANSION = 1032;
/** Most bytes the library's heap may grow to: two chunks of the largest size that is unpacked, and room for the library. */
const MOST_HEAP_BYTES = 640 << 20;
/** What it may grow to whatever the file: it is loaded with 18 MiB. */
const LEAST_HEAP_BYTES = 64 << 20;
const PAGE = 65536;

/**
 * Does a synchronous operation on a file of `fileBytes` during which no WebAssembly memory grows past what two copies of its data can take. A damaged length makes the library ask for as much as
 * it claims, before it compares it with the file; with the limit it is told that there is no memory, and reports that.
 */
export function withHeapLimit<T>(fileBytes: number, operation: () => T): T {
  const most = Math.min(MOST_HEAP_BYTES, LEAST_HEAP_BYTES + 2 * EXPANSION * fileBytes);
  const { prototype } = WebAssembly.Memory;
  const { grow } = prototype;
  prototype.grow = function (this: WebAssembly.Memory, pages: number): number {
    if (this.buffer.byteLength + pages * PAGE > most) throw new RangeError('over the limit of the heap');
    return grow.call(this, pages);
  };
  try {
    return operation();
  } finally {
    prototype.grow = grow;
  }
}

const SIGNATURE = [0x47, 0x43, 0x4f, 0x4c];
const HEADER = 16;

/**
 * False for the bytes of a global heap collection (signature `GCOL`, HDF5 File Format Specification, III.E) whose objects do not follow each
 * other: the library walks them without moving on where a size is 0, for ever. Lengths of 8 bytes are assumed, as every writer has them.
 */
export function isSoundHeap(bytes: Uint8Array): boolean {
  if (bytes.length < 2 * HEADER || SIGNATURE.some((byte, i) => bytes[i] !== byte)) return true;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = Number(view.getBigUint64(8, true));
  for (let at = HEADER; at + HEADER <= Math.min(end, bytes.length); ) {
    const size = Number(view.getBigUint64(at + 8, true));
    // Object 0 is the free space that is left; its size counts its header.
    const step = view.getUint16(at, true) === 0 ? size : HEADER + Math.ceil(size / 8) * 8;
    if (step < HEADER || at + step > end) return false;
    at += step;
  }
  return true;
}
