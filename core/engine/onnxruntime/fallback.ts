import type {
  BackendValues,
  KernelBackend,
  KernelConfig,
  NamedAttrMap,
  NamedTensorInfoMap,
  TensorInfo,
} from '@tensorflow/tfjs-core';
import { EngineError } from '../../cube/errors.js';
import type { RecordingBackend } from './backend.js';

type Tf = typeof import('@tensorflow/tfjs-core');

/** How often each kernel went to the cpu backend. */
export type Fallbacks = Map<string, number>;

/** Runs one kernel on the cpu backend: inputs are computed and copied there, results copied back. Throws EngineError. */
export function runOnCpu(
  tf: Tf,
  backend: RecordingBackend,
  counts: Fallbacks,
  { kernelName, kernelFunc }: KernelConfig,
  inputs: NamedTensorInfoMap,
  attrs: NamedAttrMap | undefined,
): TensorInfo | TensorInfo[] {
  // What has no inputs (Range, LinSpace) is made here and moves nothing.
  if (Object.keys(inputs).length > 0) counts.set(kernelName, (counts.get(kernelName) ?? 0) + 1);
  const cpu = tf.findBackend('cpu') as KernelBackend;
  const moved: TensorInfo[] = [];
  const toCpu = (info: TensorInfo): TensorInfo => {
    const values = backend.readSync(info.dataId);
    const copy = {
      dataId: cpu.write(values.slice() as BackendValues, info.shape, info.dtype),
      shape: info.shape,
      dtype: info.dtype,
    };
    moved.push(copy);
    return copy;
  };
  const fromCpu = (info: TensorInfo): TensorInfo => {
    const values = cpu.readSync(info.dataId);
    moved.push(info);
    return { dataId: backend.write(values, info.shape, info.dtype), shape: info.shape, dtype: info.dtype };
  };
  const there = Array.isArray(inputs)
    ? inputs.map(toCpu)
    : Object.fromEntries(Object.entries(inputs).map(([name, info]) => [name, info && toCpu(info)]));
  try {
    const out = kernelFunc({ inputs: there as NamedTensorInfoMap, attrs, backend: cpu });
    return Array.isArray(out) ? out.map(fromCpu) : fromCpu(out);
  } catch (err) {
    const shapes = moved.map(({ dtype, shape }) => `${dtype} [${shape}]`).join(', ');
    throw new EngineError(`${kernelName} failed on the cpu backend`, {
      where: shapes,
      why: err instanceof Error ? err.message : String(err),
      cause: err,
    });
  } finally {
    for (const { dataId } of moved) cpu.disposeData(dataId);
  }
}
