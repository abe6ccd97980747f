import { InputError, UsageError } from '../cube/errors.js';
import { blobSpill } from './browser-spill.js';
import type { Platform, WorkerHandle, WorkerName } from './types.js';

/** Literal URLs, so that bundlers find the worker files. */
function newWorker(name: WorkerName): Worker {
  switch (name) {
    case 'kmeans':
      return new Worker(new URL('../workers/kmeans.js', import.meta.url), { type: 'module' });
    case 'silhouette':
      return new Worker(new URL('../workers/silhouette.js', import.meta.url), { type: 'module' });
  }
}

function startWorker(name: WorkerName): WorkerHandle {
  const worker = newWorker(name);
  return {
    post: (message, transfer = []) => worker.postMessage(message, [...transfer]),
    onMessage: handler => worker.addEventListener('message', event => handler(event.data as never)),
    onError: handler => worker.addEventListener('error', event => handler(new Error(event.message))),
    terminate: async () => worker.terminate(),
  };
}

async function* gunzip(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const iterator = source[Symbol.asyncIterator]();
  const input = new ReadableStream<BufferSource>({
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (done) controller.close();
      else controller.enqueue(value as Uint8Array<ArrayBuffer>);
    },
  });
  const reader = input.pipeThrough(new DecompressionStream('gzip')).getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value as Uint8Array;
  } catch (err) {
    throw new InputError('cannot unpack gzip data', {
      why: (err as Error).message,
      remedy: 'The file is damaged or truncated; copy it again.',
      cause: err,
    });
  }
}

/** The browser side of the platform. */
export const platform: Platform = {
  kind: 'browser',
  threads: () => navigator.hardwareConcurrency || 1,
  baselineBytes: () => 0,
  now: () => performance.now(),
  startWorker,
  openFile: path =>
    Promise.reject(
      new UsageError('a page cannot open a path', { where: path, remedy: 'Use blobSource or httpSource of cloisonne/formats.' }),
    ),
  wasmPath: () => './',
  createSpill: async maxBytes => blobSpill(maxBytes),
  gunzip,
  sha256: async bytes => {
    const digest = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
    return Array.from(new Uint8Array(digest), byte => byte.toString(16).padStart(2, '0')).join('');
  },
  loadsLibrary: () => true,
  importOptional: async name => {
    if (name === '@tensorflow/tfjs-backend-webgpu') return { ok: true, module: await import('@tensorflow/tfjs-backend-webgpu') };
    return { ok: false, reason: 'not available in a browser' };
  },
};
