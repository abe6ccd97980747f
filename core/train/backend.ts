import { startCpu, startNodeGpu, startWasm, type Tf } from '../engine/index.js';
import type { TrainingBackend } from './types.js';

const starters: Record<TrainingBackend, { start: () => Promise<Tf>; backend: string }> = {
  'tfjs-node-gpu': { start: startNodeGpu, backend: 'tensorflow' },
  wasm: { start: startWasm, backend: 'wasm' },
  cpu: { start: startCpu, backend: 'cpu' },
};

/** A started tfjs backend. */
export interface StartedBackend {
  readonly tf: Tf;
  readonly name: TrainingBackend;
  /** What tfjs calls it. */
  readonly backend: string;
}

async function startOne(name: TrainingBackend): Promise<StartedBackend> {
  const { start, backend } = starters[name];
  return { tf: await start(), name, backend };
}

/** Starts the backend asked for, or the first that works of tfjs-node-gpu, wasm, cpu. Throws EngineError. */
export async function startTraining(name?: TrainingBackend): Promise<StartedBackend> {
  if (name) return startOne(name);
  return startOne('tfjs-node-gpu').catch(() => startOne('wasm').catch(() => startOne('cpu')));
}
