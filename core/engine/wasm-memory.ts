import { EngineError } from '../cube/errors.js';

/** Largest number of bytes that tensors of the wasm backend may occupy at once: 1 GiB. */
export const WASM_TENSOR_CAP = 2 ** 30;

/** The part of tfjs's emscripten module that allocates tensors. */
export interface WasmHeap {
  _malloc(bytes: number): number;
  _free(offset: number): void;
}

const live = new WeakMap<WasmHeap, { bytes: number }>();

/**
 * Counts the live tensor bytes of tfjs-wasm and throws EngineError before an allocation would pass the cap. tfjs-wasm itself does
 * not fail when its heap is full: tensors then silently share memory. Returns a function that tells the live bytes.
 */
export function capWasmMemory(heap: WasmHeap, cap: number = WASM_TENSOR_CAP): () => number {
  const known = live.get(heap);
  if (known) return () => known.bytes;
  const count = { bytes: 0 };
  const sizes = new Map<number, number>();
  // Emscripten's stubs put the real functions in their own place at the first call.
  heap._free(heap._malloc(8));
  const { _malloc, _free } = heap;
  heap._malloc = bytes => {
    if (count.bytes + bytes > cap) {
      throw new EngineError('the wasm engine is out of memory', {
        why: `tensors would occupy ${count.bytes + bytes} bytes, the cap is ${cap}`,
        remedy: 'Use a smaller network or batch, or another engine.',
      });
    }
    const offset = _malloc(bytes);
    if (offset === 0 && bytes > 0)
      throw new EngineError('the wasm engine is out of memory', { why: `${bytes} bytes were refused` });
    sizes.set(offset >>> 0, bytes);
    count.bytes += bytes;
    return offset;
  };
  heap._free = offset => {
    count.bytes -= sizes.get(offset >>> 0) ?? 0;
    sizes.delete(offset >>> 0);
    _free(offset);
  };
  live.set(heap, count);
  return () => count.bytes;
}
