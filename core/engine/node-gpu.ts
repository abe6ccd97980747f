import { platform } from '#platform';
import { EngineError } from '../cube/errors.js';
import { loadTf, type Tf, tfjsEngine, useBackend } from './tfjs.js';
import type { Engine } from './types.js';

/** Starts TensorFlow with CUDA through tfjs-node-gpu. Throws EngineError where it is not installed or does not load. */
export async function startNodeGpu(): Promise<Tf> {
  const found = await platform.importOptional('@tensorflow/tfjs-node-gpu');
  if (!found.ok) {
    const bare = /tfjs_binding/.test(found.reason);
    throw new EngineError('tfjs-node-gpu does not load', {
      why: bare ? 'the package is there without its native library, which its installer downloads' : found.reason,
      remedy: bare
        ? 'Run `npm rebuild @tensorflow/tfjs-node-gpu --ignore-scripts=false`.'
        : 'Run `npm install @tensorflow/tfjs-node-gpu`.',
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
