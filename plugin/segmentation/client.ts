import { EngineError, InterruptedError, throwIfAborted } from '../../core/cube/errors.js';
import { type FromWorker, type Job, receivedError, type ToWorker } from './protocol.js';
import { isOwn, startWorker } from './start-worker.js';
import type { PageEvent, PageRequest, PageResult, PageSegmenter, SegmenterOptions } from './types.js';

interface Run {
  readonly resolve: (result: PageResult) => void;
  readonly reject: (err: unknown) => void;
  readonly onEvent?: (event: PageEvent) => void;
  /** Called when the worker has done with it, whatever came of it. */
  readonly free: () => void;
}

/**
 * Segments cubes in this page by the pipeline of the command line, in a worker that starts with the first run. Nothing is sent anywhere: files are
 * read where they are, addresses are read by ranges.
 */
export function createPageSegmenter({ workerUrl, wasmUrl }: SegmenterOptions = {}): PageSegmenter {
  const here = globalThis.location.href;
  const address = workerUrl === undefined ? undefined : new URL(workerUrl, here);
  const runs = new Map<number, Run>();
  let worker: Worker | undefined;
  let count = 0;
  let turn: Promise<void> = Promise.resolve();

  const end = (err: Error) => {
    worker?.terminate();
    worker = undefined;
    for (const [id, run] of runs) {
      runs.delete(id);
      run.reject(err);
      run.free();
    }
  };
  const started = (): Worker => {
    if (worker) return worker;
    const made = startWorker(address);
    made.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
      const run = runs.get(data.run);
      if (!run) return;
      if ('event' in data) return run.onEvent?.(data.event);
      runs.delete(data.run);
      if ('result' in data) run.resolve(data.result);
      else run.reject(receivedError(data.error));
      run.free();
    });
    made.addEventListener('error', event => {
      event.preventDefault();
      end(
        new EngineError('the segmentation worker does not work', {
          where: address?.href,
          why: event.message || 'its script cannot be loaded',
          remedy:
            'Look whether cloisonne-segment.worker.js is where workerUrl says, and whether the policy of the page allows it.',
        }),
      );
    });
    worker = made;
    return made;
  };

  const run: PageSegmenter['run'] = async (request, { signal, onEvent } = {}) => {
    const before = turn;
    let free = () => {};
    turn = new Promise(resolve => {
      free = resolve;
    });
    const id = ++count;
    let stopped = false;
    let stop = () => {};
    try {
      await before;
      throwIfAborted(signal);
    } catch (err) {
      free();
      throw err;
    }
    try {
      return await new Promise<PageResult>((resolve, reject) => {
        stop = () => {
          stopped = true;
          worker?.postMessage({ stop: id } satisfies ToWorker);
          reject(new InterruptedError('interrupted', { cause: signal?.reason }));
        };
        signal?.addEventListener('abort', stop, { once: true });
        runs.set(id, { resolve, reject, free, onEvent: event => (stopped ? undefined : onEvent?.(event)) });
        const job = jobOf(request, here, { wasmUrl, alone: address !== undefined && !isOwn(address) });
        started().postMessage({ run: id, job } satisfies ToWorker);
      });
    } catch (err) {
      // A request that cannot be sent (a detached file) never reaches the worker.
      if (!stopped && runs.delete(id)) free();
      throw err;
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  };
  return { run, destroy: () => end(new InterruptedError('the segmenter was closed')) };
}

/** The request as the worker gets it; addresses are those the page means. */
function jobOf(
  { source, name, encoder = 'auto', encoders = [], threads, ...rest }: PageRequest,
  here: string,
  { wasmUrl, alone }: Pick<SegmenterOptions, 'wasmUrl'> & { readonly alone: boolean },
): Job {
  const fallback = source instanceof URL ? source.href : source instanceof File ? source.name : 'cube';
  return {
    ...rest,
    source: source instanceof URL ? source.href : source,
    name: name ?? fallback,
    encoder: encoder instanceof URL ? { url: encoder.href } : encoder,
    encoders: encoders.map(({ href }) => href),
    // Its own workers would be of another origin too.
    threads: alone ? 1 : threads,
    ...(wasmUrl !== undefined && { wasmUrl: new URL(wasmUrl, here).href }),
  };
}
