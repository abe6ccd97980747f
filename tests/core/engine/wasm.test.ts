import { expect, test } from 'vitest';
import { startCpu, startWasm, useBackend } from '../../../core/engine/index.js';
import { capWasmMemory, type WasmHeap } from '../../../core/engine/wasm-memory.js';
import { largestDifference, seededNormals } from './networks.js';

const [rows, inner, columns] = [37, 53, 29];

async function onBackend(backend: string, transposeA: boolean, transposeB: boolean): Promise<number[][]> {
  const tf = backend === 'wasm' ? await startWasm() : await startCpu();
  await import('@tensorflow/tfjs-layers');
  await useBackend(tf, backend);
  return tf.tidy(() => {
    const a = tf.tensor2d(seededNormals(rows * inner, 3), transposeA ? [inner, rows] : [rows, inner]);
    const b = tf.tensor2d(seededNormals(inner * columns, 4), transposeB ? [columns, inner] : [inner, columns]);
    const product = tf.matMul(a, b, transposeA, transposeB);
    const [da, db] = tf.grads((x, y) => tf.sum(tf.square(tf.matMul(x, y, transposeA, transposeB))))([a, b]);
    const fused = tf.fused.matMul({
      a,
      b,
      transposeA,
      transposeB,
      bias: tf.tensor1d(seededNormals(columns, 5)),
      activation: 'relu',
    });
    return [product, da, db, fused].map(tensor => Array.from(tensor.dataSync()));
  });
}

test.each([
  [false, false],
  [true, false],
  [false, true],
  [true, true],
])('wasm products and gradients agree with cpu for transposes %s, %s', async (transposeA, transposeB) => {
  const wasm = await onBackend('wasm', transposeA, transposeB);
  const cpu = await onBackend('cpu', transposeA, transposeB);
  wasm.forEach((values, i) => {
    expect(largestDifference(values, cpu[i])).toBeLessThan(1e-5 * Math.max(...cpu[i].map(Math.abs)));
  });
});

test('batched products with transposes agree with cpu', async () => {
  const product = async (backend: string) => {
    const tf = backend === 'wasm' ? await startWasm() : await startCpu();
    return tf.tidy(() => {
      const a = tf.tensor3d(seededNormals(2 * 5 * 4, 6), [2, 5, 4]);
      const b = tf.tensor3d(seededNormals(2 * 3 * 5, 7), [2, 3, 5]);
      return Array.from(tf.matMul(a, b, true, true).dataSync());
    });
  };
  expect(largestDifference(await product('wasm'), await product('cpu'))).toBeLessThan(1e-5);
});

test('the wasm cap counts what lives and throws before an allocation', () => {
  const freed: number[] = [];
  let next = 8;
  const heap: WasmHeap = { _malloc: bytes => (next += bytes) - bytes, _free: offset => void freed.push(offset) };
  const live = capWasmMemory(heap, 100);
  const first = heap._malloc(60);
  expect(() => heap._malloc(41)).toThrow(/wasm engine is out of memory.*101 bytes, the cap is 100/);
  expect(live()).toBe(60);
  heap._free(first);
  expect([live(), freed.at(-1)]).toEqual([0, first]);
  heap._malloc(100);
  expect(capWasmMemory(heap, 5)()).toBe(100);
});

test('tensors beyond 1 GiB are an EngineError, not shared memory', async () => {
  const tf = await startWasm();
  const before = tf.memory().numTensors;
  // Filled on the wasm side, so that the test itself stays small until the cap is reached.
  expect(() => tf.tidy(() => Array.from({ length: 20 }, () => tf.zeros([2 ** 26 + 1])).length)).toThrow(/the cap is 1073741824/);
  expect(tf.memory().numTensors).toBe(before);
  expect(Array.from(tf.tidy(() => tf.add(tf.tensor1d([1, 2]), 1)).dataSync())).toEqual([2, 3]);
});
