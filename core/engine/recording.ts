import { platform } from '#platform';
import { EngineError } from '../cube/errors.js';
import { startCpu } from './cpu.js';
import { BACKEND, modules, nativeRuntime, type Registered, registerOnnxruntime } from './onnxruntime/index.js';
import { type Tf, useBackend } from './tfjs.js';

let registered: Registered | undefined;

/** Imports what the recording backend needs of onnxruntime-node. Throws EngineError with the command that adds it. */
async function importRuntime(): Promise<[unknown, unknown]> {
  const found = [];
  for (const name of modules) {
    const result = await platform.importOptional(name);
    if (!result.ok) {
      throw new EngineError('onnxruntime-node does not load', {
        why: result.reason,
        remedy: 'Run `ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node`.',
      });
    }
    found.push(result.module);
  }
  return [found[0], found[1]];
}

/** Starts tfjs on the recording backend of `./onnxruntime`: native speed on a CPU, gradients included. Throws EngineError. */
export async function startOnnxruntime(): Promise<Tf> {
  const tf = await startCpu();
  registered ??= registerOnnxruntime(tf, nativeRuntime(...(await importRuntime()), platform.threads()));
  await useBackend(tf, BACKEND);
  return tf;
}

/** The recording backend, once `startOnnxruntime` has started it: flush, list of fall-backs, tensors without copies. */
export function recording(): Registered | undefined {
  return registered;
}
