import { platform } from '#platform';
import { EngineError } from '../cube/errors.js';
import { loadTf, type Tf, tfjsEngine, useBackend } from './tfjs.js';
import type { Engine } from './types.js';

/** Starts TensorFlow with CUDA through tfjs-node-gpu. Throws EngineError where it is not installed or does not load. */
export async function startNodeGpu(): Promise<Tf> {
  const found = await platform.importOptional('@tensorflow/tfjs-node-gpu');
  if (!found.ok) {
    throw new EngineError('tfjs-node-gpu does not load', {
      why: found.reason,
      remedy: 'Run `npm install @tensorflow/tfjs-node-gpu`.',
    });
  }
  const tf = await loadTf();
  await useBackend(tf, 'tensorflow');
  return tf;
}

/** TensorFlow with CUDA. */
export async function openNodeGpu(): Promise<Engine> {
  const tf = await startNodeGpu();
  return tfjsEngine(tf, {
    name: 'tfjs-node-gpu',
    backend: 'tensorflow',
    device: 'TensorFlow, CUDA',
    version: tf.version_core,
    batch: 8192,
  });
}
