import { platform } from '#platform';
import { throwIfAborted } from '../cube/errors.js';

/**
 * For long work on the calling thread: the returned function gives way to the event loop when 50 ms have passed since it last did (so that
 * signals, timers and a page get their turn), and throws InterruptedError when the signal has fired.
 */
export function createBreather(signal?: AbortSignal): () => Promise<void> {
  let rested = platform.now();
  return async () => {
    if (platform.now() - rested > 50) {
      await new Promise(resolve => setTimeout(resolve, 0));
      rested = platform.now();
    }
    throwIfAborted(signal);
  };
}
