import { InterruptedError } from '../core/cube/errors.js';

/** What ends a run from outside, with the exit code shells expect. */
export const STOPS = { SIGINT: 130, SIGTERM: 143 } as const;

type Stop = keyof typeof STOPS;

/** A run that a signal stopped (exit 130 for SIGINT, 143 for SIGTERM). */
export class StoppedError extends InterruptedError {
  readonly exitCode: number;

  constructor(signal: Stop, cause?: unknown) {
    const what = signal === 'SIGINT' ? 'interrupted' : 'terminated';
    super(what, { remedy: 'The same command goes on where it stopped.', cause });
    this.exitCode = STOPS[signal];
  }
}

/** Runs `work` with a signal that SIGINT and SIGTERM fire; a second one ends the process at once. Throws StoppedError when it was stopped. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = (signal: Stop): void => {
    if (controller.signal.aborted) process.exit(STOPS[signal]);
    controller.abort(new StoppedError(signal));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    return await work(controller.signal);
  } catch (err) {
    // Whatever broke while stopping was the stopping.
    if (controller.signal.reason instanceof StoppedError) {
      const { exitCode } = controller.signal.reason;
      throw new StoppedError(exitCode === STOPS.SIGINT ? 'SIGINT' : 'SIGTERM', err);
    }
    throw err;
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

/** Lets commands that do not stop by themselves end by way of process.exit, so that temporary files are removed. */
export function exitOnStop(): void {
  for (const [signal, code] of Object.entries(STOPS))
    process.on(signal, () => {
      if (process.listenerCount(signal) === 1) process.exit(code);
    });
}
