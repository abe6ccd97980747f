import { workerPort } from '../platform/worker-port.js';

/** The worker's side of `runPool`: one set-up, then jobs, each answered with its result or with why it failed. */
export function serve<Setup, Job, Result>(run: (setup: Setup, job: Job) => Result): void {
  const port = workerPort();
  let setup: Setup;
  port.onMessage((message: { setup: Setup } | { index: number; job: Job }) => {
    if ('setup' in message) {
      setup = message.setup;
      return;
    }
    try {
      port.post({ index: message.index, result: run(setup, message.job) });
    } catch (err) {
      port.post({ error: err instanceof Error ? err.message : String(err) });
    }
  });
}
