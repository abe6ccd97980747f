import { platform } from '#platform';
import { InterruptedError, throwIfAborted } from '../cube/errors.js';
import type { WorkerName } from '../platform/types.js';
import { createBreather } from './breathe.js';

/** Independent jobs on one set-up; `run` is what the worker of that name does with them. */
export interface PoolTask<Setup, Job, Result> {
  readonly worker: WorkerName;
  readonly run: (setup: Setup, job: Job) => Result;
  readonly setup: Setup;
  readonly jobs: readonly Job[];
  /** Worker threads; 1 runs in place, giving way to the event loop between jobs. */
  readonly threads: number;
  /** Called for every job, in the order they finish. */
  readonly onResult: (result: Result, index: number) => void;
  readonly signal?: AbortSignal;
}

/** What a worker answers. */
export type PoolAnswer<Result> = { readonly index: number; readonly result: Result } | { readonly error: string };

/** Runs all jobs, each worker taking the next one when it is free. Throws InterruptedError when the signal fires. */
export async function runPool<Setup, Job, Result>(task: PoolTask<Setup, Job, Result>): Promise<void> {
  throwIfAborted(task.signal);
  const threads = Math.min(task.threads, task.jobs.length);
  if (threads <= 1) return runInPlace(task);
  const { jobs, signal } = task;
  const workers = Array.from({ length: threads }, () => platform.startWorker(task.worker));
  let stop = () => {};
  try {
    await new Promise<void>((resolve, reject) => {
      stop = () => reject(new InterruptedError('interrupted', { cause: signal?.reason }));
      signal?.addEventListener('abort', stop, { once: true });
      let next = 0;
      let done = 0;
      for (const worker of workers) {
        const give = () => {
          if (next < jobs.length) worker.post({ index: next, job: jobs[next++] });
        };
        worker.onError(reject);
        worker.onMessage((answer: PoolAnswer<Result>) => {
          if ('error' in answer) return reject(new Error(`${task.worker} worker failed: ${answer.error}`));
          try {
            task.onResult(answer.result, answer.index);
          } catch (err) {
            return reject(err);
          }
          if (++done === jobs.length) resolve();
          give();
        });
        worker.post({ setup: task.setup });
        give();
      }
    });
  } finally {
    signal?.removeEventListener('abort', stop);
    await Promise.all(workers.map(worker => worker.terminate()));
  }
}

async function runInPlace<Setup, Job, Result>({
  run,
  setup,
  jobs,
  onResult,
  signal,
}: PoolTask<Setup, Job, Result>): Promise<void> {
  const breathe = createBreather(signal);
  for (const [index, job] of jobs.entries()) {
    await breathe();
    onResult(run(setup, job), index);
  }
}
