import type { KernelBackend, KernelConfig, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import { RecordingBackend } from './backend.js';
import { type Fallbacks, runOnCpu } from './fallback.js';
import { kernels, viewKernels } from './kernels/index.js';
import { Recorder, type RecorderOptions } from './recorder.js';
import type { Runtime } from './runtime.js';

type Tf = typeof import('@tensorflow/tfjs-core');

/** The name under which tfjs knows the backend. */
export const BACKEND = 'onnxruntime';

/** A registered backend. */
export interface Registered {
  readonly backend: RecordingBackend;
  /** Kernels that went to the cpu backend since the start, with how often. */
  fallbacks(): ReadonlyMap<string, number>;
  /** Computes everything recorded whose result somebody holds. */
  flush(): void;
}

/**
 * Registers the backend `onnxruntime` with tfjs. The cpu backend must be registered: what has no kernel here runs there. Call
 * `tf.setBackend('onnxruntime')` next.
 */
export function registerOnnxruntime(tf: Tf, runtime: Runtime, options?: RecorderOptions): Registered {
  const backend = new RecordingBackend(tf, new Recorder(runtime, options));
  const counts: Fallbacks = new Map();
  tf.registerBackend(BACKEND, () => backend as unknown as KernelBackend);
  const recorded = new Map(kernels.map(kernel => [kernel.name, kernel]));
  for (const cpu of tf.getKernelsForBackend('cpu')) {
    const { kernelName } = cpu;
    const kernel = recorded.get(kernelName);
    const view = viewKernels[kernelName];
    const list = (inputs: NamedTensorInfoMap): readonly (TensorInfo | undefined)[] =>
      kernel?.inputs === 'list' ? (inputs as unknown as TensorInfo[]) : (kernel?.inputs ?? []).map(name => inputs[name]);
    const kernelFunc: KernelConfig['kernelFunc'] = ({ inputs, attrs }) => {
      const seen = view?.(inputs, attrs ?? {});
      if (seen) return backend.reshaped(seen.x, seen.shape);
      const out = kernel && backend.record(kernel, list(inputs), attrs ?? {});
      if (!out) return runOnCpu(tf, backend, counts, cpu, inputs, attrs);
      return out.length === 1 && !kernel.several ? out[0] : out;
    };
    tf.registerKernel({ kernelName, backendName: BACKEND, kernelFunc });
  }
  return { backend, fallbacks: () => counts, flush: () => backend.recorder.flush() };
}
