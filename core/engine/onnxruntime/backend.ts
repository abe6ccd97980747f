import type { BackendValues, DataStorage, DataType, KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';
import { EngineError } from '../../cube/errors.js';
import type { AnyKernel } from './kernel.js';
import type { Recorder } from './recorder.js';
import { type Data, type Dtype, type Spec, sameShape, sizeOf } from './spec.js';
import { type Ref, Value } from './tape.js';

type Tf = typeof import('@tensorflow/tfjs-core');
type DataId = TensorInfo['dataId'];

interface Entry {
  readonly value: Value;
  refCount: number;
  /** Tensors of strings are stored, never computed with. */
  readonly strings?: Uint8Array[];
}

const dtypes: readonly string[] = ['float32', 'int32', 'bool'];

/** Whether the graph knows tensors of this type. */
export function isGraphDtype(dtype: DataType): dtype is Dtype {
  return dtypes.includes(dtype);
}

/** The tfjs backend: keeps track of tensors, and hands kernels on to the recorder. Implements tfjs's KernelBackend. */
export class RecordingBackend {
  private readonly data: DataStorage<Entry>;

  constructor(
    tf: Tf,
    readonly recorder: Recorder,
  ) {
    this.data = new tf.DataStorage<Entry>(this as unknown as KernelBackend, tf.engine());
  }

  write(values: BackendValues, shape: readonly number[], dtype: DataType): DataId {
    const dataId = {};
    this.move(dataId, values, shape, dtype, 1);
    return dataId;
  }

  move(dataId: DataId, values: BackendValues, shape: readonly number[], dtype: DataType, refCount: number): void {
    if (dtype === 'string') {
      this.data.set(dataId, { value: new Value(shape, 'bool', new Uint8Array(0)), refCount, strings: values as Uint8Array[] });
    } else if (isGraphDtype(dtype)) {
      this.data.set(dataId, { value: this.recorder.leaf(values as Data, shape, dtype), refCount });
    } else {
      throw new EngineError(`the onnxruntime engine has no ${dtype} tensors`, {
        remedy: 'Use another tfjs backend for this part.',
      });
    }
  }

  /** A tensor over an array that stays the caller's: it is read whenever operations on it are run, and never written. */
  wrap(values: Data, shape: readonly number[], dtype: Dtype): TensorInfo {
    const value = new Value(shape, dtype, values);
    value.lent = true;
    return this.keep(value);
  }

  /** Has the result of a tensor that is not computed yet written into an array of the caller's, of the same type and size. */
  place({ dataId }: TensorInfo, target: Data): void {
    const { value } = this.data.get(dataId);
    value.lent = true;
    if (value.data) target.set(value.data);
    else value.target = target;
  }

  /** What a tensor holds, without a copy: good until the tensor is disposed. Runs the tape where it has to. */
  peek({ dataId }: TensorInfo): Data {
    return this.recorder.peek(this.data.get(dataId).value);
  }

  async read(dataId: DataId): Promise<BackendValues> {
    return this.readSync(dataId);
  }

  readSync(dataId: DataId): BackendValues {
    const { value, strings } = this.data.get(dataId);
    return strings ?? this.recorder.lend(value);
  }

  disposeData(dataId: DataId, force = false): boolean {
    if (!this.data.has(dataId)) return true;
    const entry = this.data.get(dataId);
    entry.refCount--;
    if (!force && entry.refCount > 0) return false;
    this.recorder.drop(entry.value);
    this.data.delete(dataId);
    return true;
  }

  refCount(dataId: DataId): number {
    return this.data.has(dataId) ? this.data.get(dataId).refCount : 0;
  }

  incRef(dataId: DataId): void {
    this.data.get(dataId).refCount++;
  }

  decRef(dataId: DataId): void {
    if (this.data.has(dataId)) this.data.get(dataId).refCount--;
  }

  numDataIds(): number {
    return this.data.numDataIds();
  }

  memory(): { unreliable: boolean } {
    return { unreliable: false };
  }

  floatPrecision(): 32 {
    return 32;
  }

  epsilon(): number {
    return 1e-7;
  }

  timerAvailable(): boolean {
    return true;
  }

  async time(f: () => void): Promise<{ kernelMs: number }> {
    this.recorder.flush();
    const start = performance.now();
    f();
    this.recorder.flush();
    return { kernelMs: performance.now() - start };
  }

  dispose(): void {
    this.recorder.dispose();
  }

  /** The same tensor in another shape. */
  reshaped(x: TensorInfo, shape: readonly number[]): TensorInfo {
    this.incRef(x.dataId);
    return { dataId: x.dataId, shape: shape as number[], dtype: x.dtype };
  }

  /** Records a kernel, or returns undefined where the graph cannot take it. */
  record(kernel: AnyKernel, inputs: readonly (TensorInfo | undefined)[], attributes: unknown): TensorInfo[] | undefined {
    if (!inputs.every(info => !info || isGraphDtype(info.dtype))) return undefined;
    const outputs: readonly Spec[] | undefined = kernel.infer(inputs, attributes);
    if (!outputs) return undefined;
    const empty = ({ shape }: Spec | TensorInfo) => sizeOf(shape) === 0;
    if (outputs.every(empty)) return outputs.map(({ shape, dtype }) => this.keep(this.recorder.leaf([], shape, dtype)));
    if (outputs.some(empty) || inputs.some(info => info && empty(info))) return undefined;
    const refs = inputs.map(info => info && this.ref(info));
    return this.recorder.record(kernel, attributes, refs, outputs).map(value => this.keep(value));
  }

  private keep(value: Value): TensorInfo {
    const dataId = {};
    this.data.set(dataId, { value, refCount: 1 });
    return { dataId, shape: value.shape as number[], dtype: value.dtype };
  }

  private ref({ dataId, shape }: TensorInfo): Ref {
    const { value } = this.data.get(dataId);
    return { value, shape: sameShape(shape, value.shape) ? value.shape : shape };
  }
}
