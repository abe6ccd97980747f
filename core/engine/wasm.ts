import { platform } from '#platform';
import { loadTf, type Tf, tfjsEngine, useBackend } from './tfjs.js';
import type { Engine } from './types.js';
import { capWasmMemory, type WasmHeap } from './wasm-memory.js';
import { fixWasmTranspose } from './wasm-transpose.js';

/** Addresses of the .wasm files of @tensorflow/tfjs-backend-wasm, which bundlers may have renamed. */
export interface WasmFiles {
  readonly plain: string;
  readonly simd: string;
}

let wasmPath: string | WasmFiles | undefined;

/** Tells the wasm engine where the .wasm files are (a URL prefix ending in '/', or each of them), before it first starts. */
export function setWasmPath(path: string | WasmFiles): void {
  wasmPath = path;
}

/** The file with threads is never asked for: one thread, so that the bytes are the same everywhere. */
const mapOf = ({ plain, simd }: WasmFiles) => ({
  'tfjs-backend-wasm.wasm': plain,
  'tfjs-backend-wasm-simd.wasm': simd,
  'tfjs-backend-wasm-threaded-simd.wasm': simd,
});

/** Starts tfjs-wasm (SIMD, one thread: the same bytes in Node and in every browser), with the transpose fix and the memory cap. */
export async function startWasm(): Promise<Tf> {
  const tf = await loadTf();
  const wasm = await import('@tensorflow/tfjs-backend-wasm');
  if (!tf.engine().registry.wasm) {
    const path = wasmPath ?? platform.wasmPath();
    wasm.setWasmPaths(typeof path === 'string' ? path : mapOf(path));
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  }
  await useBackend(tf, 'wasm');
  fixWasmTranspose(tf);
  capWasmMemory((tf.findBackend('wasm') as unknown as { wasm: WasmHeap }).wasm);
  return tf;
}

/** The reference engine: tfjs on WebAssembly. */
export async function openWasm(): Promise<Engine> {
  const tf = await startWasm();
  const { version_wasm } = await import('@tensorflow/tfjs-backend-wasm');
  return tfjsEngine(tf, {
    name: 'wasm',
    backend: 'wasm',
    device: 'WebAssembly SIMD, 1 thread',
    version: version_wasm,
    batch: 1024,
  });
}
