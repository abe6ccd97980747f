import { loadTf, type Tf, tfjsEngine, useBackend } from './tfjs.js';
import type { Engine } from './types.js';

/** Starts tfjs's plain JavaScript backend, without the banner that it prints in Node. */
export async function startCpu(): Promise<Tf> {
  const tf = await loadTf();
  await import('@tensorflow/tfjs-backend-cpu');
  await useBackend(tf, 'cpu');
  (tf.findBackend('cpu') as unknown as { firstUse: boolean }).firstUse = false;
  return tf;
}

/** Plain JavaScript: slow, always there. */
export async function openCpu(): Promise<Engine> {
  const tf = await startCpu();
  const { version_cpu } = await import('@tensorflow/tfjs-backend-cpu');
  return tfjsEngine(tf, { name: 'cpu', backend: 'cpu', device: 'JavaScript, 1 thread', version: version_cpu, batch: 256 });
}
