import { InterruptedError } from '../core/cube/errors.js';

/** Runs `work` with a signal that SIGINT and SIGTERM fire; a second one ends the process at once. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort(new InterruptedError());
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    return await work(controller.signal);
  } catch (err) {
    // Whatever broke while stopping was the stopping.
    if (controller.signal.aborted)
      throw new InterruptedError('interrupted', { remedy: 'The same command goes on where it stopped.', cause: err });
    throw err;
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}
