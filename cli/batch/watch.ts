import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { inputIdentity } from '../inputs.js';
import { cubesIn } from './inputs.js';

interface Seen {
  readonly mark: string;
  readonly since: number;
}

/**
 * Watches a folder: yields the cubes that have come and whose files kept their sizes and times of change for `settleMs`, each time one is new or changed,
 * until the signal fires. Throws InputError when the folder cannot be read.
 */
export async function* arrivals(
  folder: string,
  settleMs: number,
  signal: AbortSignal,
): AsyncGenerator<string[], void, undefined> {
  const seen = new Map<string, Seen>();
  const given = new Map<string, string>();
  while (!signal.aborted) {
    const now = performance.now();
    const whole: string[] = [];
    for (const path of await cubesIn(folder)) {
      if (!(await stat(path).catch(() => undefined))?.isFile()) continue;
      const mark = await inputIdentity(path).catch(() => undefined);
      if (mark === undefined) continue;
      const known = seen.get(path);
      if (known?.mark !== mark) seen.set(path, { mark, since: now });
      else if (now - known.since >= settleMs && given.get(path) !== mark) {
        given.set(path, mark);
        whole.push(path);
      }
    }
    if (whole.length > 0) yield whole;
    await sleep(Math.min(1000, settleMs / 2), undefined, { signal }).catch(() => undefined);
  }
}
