import type { WorkerPort } from './types.js';

/**
 * The worker's end of a WorkerHandle; only inside the entry of a worker. It finds out by itself where it runs instead of asking
 * `#platform`: that one starts workers, and vite refuses to bundle a worker whose own modules start workers.
 */
export function workerPort(): WorkerPort {
  const port = globalThis.process?.getBuiltinModule?.('node:worker_threads').parentPort;
  if (port) {
    return {
      onMessage: handler => void port.on('message', handler as (message: unknown) => void),
      post: (message, transfer = []) => port.postMessage(message, [...transfer]),
    };
  }
  return {
    onMessage: handler => globalThis.addEventListener('message', event => handler((event as MessageEvent).data as never)),
    post: (message, transfer = []) => (globalThis as unknown as Worker).postMessage(message, [...transfer]),
  };
}
