import { isAbsent, startCpu, startNodeGpu, startOnnxruntime, startWasm, type Tf } from '../engine/index.js';
import { checkBackend } from './check.js';
import type { TrainingBackend } from './types.js';

const starters: Record<TrainingBackend, { start: () => Promise<Tf>; backend: string }> = {
  'tfjs-node-gpu': { start: startNodeGpu, backend: 'tensorflow' },
  onnxruntime: { start: startOnnxruntime, backend: 'onnxruntime' },
  wasm: { start: startWasm, backend: 'wasm' },
  cpu: { start: startCpu, backend: 'cpu' },
};

/** A started tfjs backend. */
export interface StartedBackend {
  readonly tf: Tf;
  readonly name: TrainingBackend;
  /** What tfjs calls it. */
  readonly backend: string;
  /** One line for each backend that should work here and does not. */
  readonly warnings: readonly string[];
}

async function startOne(name: TrainingBackend, warnings: readonly string[] = []): Promise<StartedBackend> {
  const { start, backend } = starters[name];
  return { tf: await start(), name, backend, warnings };
}

/** Backends that `auto` tries after tfjs-node-gpu, whose absence is no news on a machine without a GPU. */
const usual = ['onnxruntime', 'wasm', 'cpu'] as const;

/**
 * Starts the backend asked for, or the first that works of tfjs-node-gpu, onnxruntime, wasm, cpu; onnxruntime must give the loss and
 * the gradients of a small network as tfjs's cpu backend does. Throws EngineError.
 */
export async function startTraining(name?: TrainingBackend): Promise<StartedBackend> {
  if (name) return startOne(name);
  const gpu = await startOne('tfjs-node-gpu').catch(() => undefined);
  if (gpu) return gpu;
  const warnings: string[] = [];
  for (const name of usual) {
    try {
      const started = await startOne(name, warnings);
      if (name === 'onnxruntime') await checkBackend(started.tf, started.backend);
      return started;
    } catch (err) {
      if (name === 'cpu') throw err;
      if (!isAbsent(err)) warnings.push(`training does not use ${name}: ${err instanceof Error ? err.message : String(err)}`);
    }
  }
  throw new Error('unreachable');
}
