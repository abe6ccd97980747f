import { platform } from '#platform';
import { loadTf, type Tf, tfjsEngine, useBackend } from './tfjs.js';
import type { Engine } from './types.js';
import { capWasmMemory, type WasmHeap } from './wasm-memory.js';
import { fixWasmTranspose } from './wasm-transpose.js';

let wasmPath: string | undefined;

/** Tells the wasm engine where the .wasm files of @tensorflow/tfjs-backend-wasm are (a URL prefix ending in '/'), before it first starts. */
export function setWasmPath(path: string): void {
  wasmPath = path;
}

/** Starts tfjs-wasm (SIMD, one thread: the same bytes in Node and in every browser), with the transpose fix and the memory cap. */
export async function startWasm(): Promise<Tf> {
  const tf = await loadTf();
  const wasm = await import('@tensorflow/tfjs-backend-wasm');
  if (!tf.engine().registry.wasm) {
    wasm.setWasmPaths(wasmPath ?? platform.wasmPath());
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
