import { setWasmPath } from '../../core/engine/index.js';
import { workerPort } from '../../core/platform/worker-port.js';
import { runJob } from './job.js';
import { type FromWorker, sentError, type ToWorker } from './protocol.js';

// The worker's side of `createPageSegmenter`: a run at a time, each with a way to stop it.
const port = workerPort();
const running = new Map<number, AbortController>();
// Literal addresses, so that bundlers bring the files.
setWasmPath({
  plain: new URL('./tfjs-backend-wasm.wasm', import.meta.url).href,
  simd: new URL('./tfjs-backend-wasm-simd.wasm', import.meta.url).href,
});

port.onMessage((message: ToWorker) => {
  if ('stop' in message) running.get(message.stop)?.abort();
  else void answer(message);
});

async function answer({ run, job }: Extract<ToWorker, { run: number }>): Promise<void> {
  const post = (message: FromWorker, transfer: readonly ArrayBuffer[] = []) => port.post(message, transfer);
  const control = new AbortController();
  running.set(run, control);
  try {
    const result = await runJob(job, event => post({ run, event }), control.signal);
    const buffers = new Set([result.picture, ...result.files.values()].map(({ buffer }) => buffer as ArrayBuffer));
    post({ run, result }, [...buffers]);
  } catch (err) {
    post({ run, error: sentError(err) });
  } finally {
    running.delete(run);
  }
}
