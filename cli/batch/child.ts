import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../bin.js', import.meta.url));

/** How a run of the program ended. */
export interface ChildEnd {
  /** 130 also where a signal ended it. */
  readonly code: number;
  /** The last line on stderr. */
  readonly message: string;
}

/**
 * Runs this program in a process of its own, so that what one cube does to memory, or to a library, is no matter for the next. What it writes
 * to stdout comes line by line as JSON objects. The signal ends it as SIGTERM does: it keeps what is done. When this process dies the
 * other one ends too.
 */
export function runChild(
  args: readonly string[],
  onEvent: (event: Readonly<Record<string, unknown>>) => void,
  signal?: AbortSignal,
): Promise<ChildEnd> {
  // A group of its own: Ctrl-C reaches it once, by way of us.
  const child = spawn(process.execPath, [...process.execArgv, program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
  });
  let last = '';
  createInterface({ input: child.stdout! }).on('line', line => onEvent(JSON.parse(line)));
  createInterface({ input: child.stderr! }).on('line', line => {
    if (line.trim()) last = line;
  });
  const stop = (): void => void child.kill('SIGTERM');
  if (signal?.aborted) stop();
  signal?.addEventListener('abort', stop);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, by) => {
      signal?.removeEventListener('abort', stop);
      resolve({ code: code ?? (signal?.aborted ? 130 : 1), message: by && !signal?.aborted ? `ended by ${by}` : last });
    });
  });
}
