import type { KernelBackend, KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import type { Tf } from './tfjs.js';

const patched = new WeakSet<object>();

/**
 * Makes matrix products with transposed operands fast on tfjs-wasm. Its BatchMatMul and _FusedMatMul kernels leave XNNPACK for a
 * plain loop when a transpose flag is set, which every gradient of a dense layer does; here such operands go through the Transpose
 * kernel first. Same products and same order of sums as a product without flags. Safe to call more than once. The shipped
 * kernel stays within reach as `kernelFunc.original`, for measurements.
 */
export function fixWasmTranspose(tf: Tf): void {
  if (patched.has(tf)) return;
  patched.add(tf);
  const transpose = tf.getKernel('Transpose', 'wasm').kernelFunc;
  for (const kernelName of ['BatchMatMul', '_FusedMatMul']) {
    const original = tf.getKernel(kernelName, 'wasm');
    const kernelFunc: KernelConfig['kernelFunc'] = ({ inputs, attrs, backend }) => {
      const turned: TensorInfo[] = [];
      const turn = (x: TensorInfo, flag: unknown): TensorInfo => {
        if (!flag) return x;
        const rank = x.shape.length;
        const perm = [...x.shape.keys()];
        perm[rank - 1] = rank - 2;
        perm[rank - 2] = rank - 1;
        const out = transpose({ inputs: { x }, backend, attrs: { perm } }) as TensorInfo;
        turned.push(out);
        return out;
      };
      const { transposeA, transposeB } = attrs ?? {};
      const a = turn(inputs.a as TensorInfo, transposeA);
      const b = turn(inputs.b as TensorInfo, transposeB);
      const plain = { ...attrs, transposeA: false, transposeB: false };
      const out = original.kernelFunc({ inputs: { ...inputs, a, b }, backend, attrs: plain });
      for (const info of turned) (backend as KernelBackend).disposeData(info.dataId);
      return out;
    };
    tf.unregisterKernel(kernelName, 'wasm');
    // The setup function has bound the wasm entry point already if the backend runs; a backend started later needs it.
    tf.registerKernel({ ...original, kernelFunc: Object.assign(kernelFunc, { original: original.kernelFunc }) });
  }
}
