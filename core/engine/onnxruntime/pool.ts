import type { Data, Dtype } from './spec.js';

const arrays = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const;

/** Buffers that are used again: a step then touches no fresh memory. Holds at most `limit` bytes of idle ones. */
export class BufferPool {
  private readonly idle = new Map<number, ArrayBuffer[]>();
  private bytes = 0;

  constructor(private readonly limit: number) {}

  /** An array of undefined contents. */
  take(dtype: Dtype, size: number): Data {
    const type = arrays[dtype];
    const length = size * type.BYTES_PER_ELEMENT;
    const buffer = this.idle.get(length)?.pop();
    if (buffer) this.bytes -= length;
    return new type(buffer ?? new ArrayBuffer(length), 0, size);
  }

  /** Takes back an array that nobody reads any more. */
  give(data: Data): void {
    const buffer = data.buffer as ArrayBuffer;
    const length = buffer.byteLength;
    if (length === 0 || this.bytes + length > this.limit) return;
    const same = this.idle.get(length);
    if (same) same.push(buffer);
    else this.idle.set(length, [buffer]);
    this.bytes += length;
  }

  /** Lets all idle buffers go. */
  clear(): void {
    this.idle.clear();
    this.bytes = 0;
  }
}
