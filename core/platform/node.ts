import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { createGunzip } from 'node:zlib';
import { InputError } from '../cube/errors.js';
import { openFile } from './node-file.js';
import { createSpill } from './node-spill.js';
import type { Platform, WorkerHandle, WorkerName } from './types.js';

function startWorker(name: WorkerName): WorkerHandle {
  const worker = new Worker(fileURLToPath(new URL(`../workers/${name}.js`, import.meta.url)));
  return {
    post: (message, transfer = []) => worker.postMessage(message, [...transfer]),
    onMessage: handler => void worker.on('message', message => handler(message as never)),
    onError: handler => void worker.on('error', handler),
    terminate: async () => void (await worker.terminate()),
  };
}

async function* gunzip(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const stream = Readable.from(source).pipe(createGunzip());
  try {
    for await (const chunk of stream) yield chunk as Uint8Array;
  } catch (err) {
    throw new InputError('cannot unpack gzip data', {
      why: (err as Error).message,
      remedy: 'The file is damaged or truncated; copy it again.',
      cause: err,
    });
  }
}

/** The Node side of the platform. */
export const platform: Platform = {
  kind: 'node',
  threads: () => availableParallelism(),
  baselineBytes: () => process.memoryUsage.rss(),
  now: () => performance.now(),
  startWorker,
  openFile: path => openFile(path),
  wasmPath: () => {
    const main = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
    return `${dirname(main)}/`;
  },
  createSpill,
  gunzip,
  sha256: async bytes => createHash('sha256').update(bytes).digest('hex'),
  loadsLibrary: name => {
    if (process.platform !== 'linux') return true;
    try {
      process.dlopen({ exports: {} }, name);
      return true;
    } catch (err) {
      // A library that loads but is no Node addon says so in other words.
      return !/cannot open shared object/.test((err as Error).message);
    }
  },
  importOptional: async name => {
    try {
      // Resolved as a path first, so that bundlers do not follow optional packages.
      const url = pathToFileURL(createRequire(import.meta.url).resolve(name)).href;
      return { ok: true, module: await import(/* @vite-ignore */ url) };
    } catch (err) {
      const code = (err as NodeJS.ErrnoException).code;
      const missing = code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND';
      return { ok: false, reason: missing ? 'not installed' : (err as Error).message.split('\n')[0] };
    }
  },
};
