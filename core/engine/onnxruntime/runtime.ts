/** The runtime's tensor: a typed array with a type and a shape. */
export type OrtTensor = import('onnxruntime-common').Tensor;

/** Tensors by the names of a model's inputs or outputs. */
export type NamedTensors = Readonly<Record<string, OrtTensor>>;

/** A model that is ready to run. */
export interface Session {
  /** Runs at once, on this thread and the runtime's own; results go into the typed arrays of `outputs`. */
  run(inputs: NamedTensors, outputs: NamedTensors): void;
  release(): void;
}

/** What the engine needs of ONNX Runtime. */
export interface Runtime {
  readonly version: string;
  tensor(type: 'float32' | 'int32' | 'bool', data: Float32Array | Int32Array | Uint8Array, dims: readonly number[]): OrtTensor;
  /** Builds a session; throws what the runtime says. */
  open(model: Uint8Array): Session;
}

interface NativeSession {
  loadModel(buffer: ArrayBufferLike, offset: number, length: number, options: object): void;
  run(inputs: NamedTensors, outputs: NamedTensors, options: object): unknown;
  dispose(): void;
}

/** The modules of onnxruntime-node that this engine stands on; the second is its native part, which computes synchronously. */
export const modules = ['onnxruntime-node', 'onnxruntime-node/dist/binding.js'] as const;

/**
 * The runtime over the two `modules`, already imported. The public API runs a session only asynchronously, on the same thread none the
 * less; reading a tensor synchronously (`dataSync`, the fall-back of an op to the cpu backend) needs the native call itself.
 * Throws an Error when the package does not look as expected.
 */
export function nativeRuntime(main: unknown, native: unknown, threads: number): Runtime {
  const open = <T>(module: unknown): T => ({ ...(module as { default?: object }).default, ...(module as object) }) as T;
  const ort = open<typeof import('onnxruntime-common')>(main);
  const { initOrt, binding } = open<{ initOrt?: () => void; binding?: { InferenceSession: new () => NativeSession } }>(native);
  if (!initOrt || !binding?.InferenceSession) throw new Error('onnxruntime-node has no synchronous session');
  const { InferenceSession } = binding;
  initOrt();
  const options = {
    executionProviders: ['cpu'],
    graphOptimizationLevel: 'all',
    executionMode: 'sequential',
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 4,
    // Threads that wait in a loop gain nothing measurable here and cost half the speed where another process wants the core.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  };
  return {
    version: ort.env.versions.node ?? ort.env.versions.common,
    tensor: (type, data, dims) => new ort.Tensor(type, data as Float32Array, dims),
    open(model) {
      const session = new InferenceSession();
      session.loadModel(model.buffer, model.byteOffset, model.byteLength, options);
      return {
        run: (inputs, outputs) => void session.run(inputs, outputs, {}),
        release: () => session.dispose(),
      };
    },
  };
}
