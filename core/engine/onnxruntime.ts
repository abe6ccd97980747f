import { platform } from '#platform';
import { EngineError } from '../cube/errors.js';
import { onnxModel } from './onnx-model.js';
import type { CompiledNetwork, Engine, Network } from './types.js';

type Ort = typeof import('onnxruntime-common');

/** Rows per run: the activations of the paper's network then stay in the cache. */
const BATCH = 1024;

async function compile(ort: Ort, network: Network, threads: number): Promise<CompiledNetwork> {
  const session = await ort.InferenceSession.create(onnxModel(network), {
    executionProviders: ['cpu'],
    graphOptimizationLevel: 'all',
    executionMode: 'sequential',
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
  });
  const { inputSize, layers } = network;
  const outputSize = layers[layers.length - 1].units;
  let open = true;
  return {
    async run(input, n) {
      const output = new Float32Array(n * outputSize);
      for (let at = 0; at < n; at += BATCH) {
        const rows = Math.min(BATCH, n - at);
        // Both tensors are views of the caller's and of our memory: the runtime reads and writes there without a copy.
        const x = new ort.Tensor('float32', input.subarray(at * inputSize, (at + rows) * inputSize), [rows, inputSize]);
        const y = new ort.Tensor('float32', output.subarray(at * outputSize, (at + rows) * outputSize), [rows, outputSize]);
        await session.run({ x }, { y });
      }
      return output;
    },
    dispose() {
      if (open) void session.release();
      open = false;
    },
  };
}

async function loadRuntime(): Promise<Ort> {
  const found = await platform.importOptional('onnxruntime-node');
  if (!found.ok) {
    throw new EngineError('onnxruntime-node does not load', {
      why: found.reason,
      remedy: 'Run `ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node`.',
    });
  }
  const loaded = found.module as Ort & { default?: Ort };
  return loaded.InferenceSession ? loaded : (loaded.default as Ort);
}

/** One call of a model that others wrote: which input and output, and the shape of the input with its first dimension n. */
export interface OnnxCall {
  readonly input: string;
  readonly output: string;
  readonly dims: readonly number[];
  readonly values: Float32Array;
}

/** Runs an ONNX model of any operators once on ONNX Runtime's CPU; undefined where that is not installed. Throws EngineError with what it says. */
export async function runOnnx(model: Uint8Array, { input, output, dims, values }: OnnxCall): Promise<Float32Array | undefined> {
  const ort = await loadRuntime().catch(() => undefined);
  if (!ort) return undefined;
  try {
    const session = await ort.InferenceSession.create(model, { executionProviders: ['cpu'], logSeverityLevel: 3 });
    try {
      const results = await session.run({ [input]: new ort.Tensor('float32', values, dims) }, [output]);
      return Float32Array.from(results[output].data as Float32Array);
    } finally {
      await session.release();
    }
  } catch (err) {
    throw new EngineError('ONNX Runtime does not run the model', { why: (err as Error).message, cause: err });
  }
}

/** ONNX Runtime on the CPU (onnxruntime-node), from ONNX bytes written out of the same weights. Throws EngineError. */
export async function openOnnxruntime(threads: number): Promise<Engine> {
  const ort = await loadRuntime();
  const networks: CompiledNetwork[] = [];
  return {
    name: 'onnxruntime',
    device: `CPU, ${threads} thread${threads === 1 ? '' : 's'}`,
    version: ort.env.versions.node ?? ort.env.versions.common,
    async compile(network) {
      const compiled = await compile(ort, network, threads);
      networks.push(compiled);
      return compiled;
    },
    async dispose() {
      for (const network of networks.splice(0)) network.dispose();
    },
  };
}
