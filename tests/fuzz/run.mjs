// Sends ranges of inputs to a worker with a bounded heap, ends it when an input takes too long, and goes on behind that input.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

/** Milliseconds that one input may take. */
const TIME_BOX = 15_000;
const HEAP_MIB = 768;
/** Inputs a worker runs before a fresh one takes over. */
const SHARE = 20_000;

function share({ timeBox, ...job }, onFinding) {
  const progress = new SharedArrayBuffer(4);
  const at = new Int32Array(progress);
  // Below zero it prepares its seeds, which on a busy machine takes its time.
  at[0] = -1;
  const worker = new Worker(new URL('./worker.mjs', import.meta.url), {
    workerData: { ...job, progress },
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB },
    // What libraries print is their business.
    stdout: true,
    stderr: true,
  });
  worker.stdout.resume();
  worker.stderr.resume();
  return new Promise(resolve => {
    let [last, since, counts] = [-2, Date.now(), undefined];
    const watchdog = setInterval(() => {
      const now = Atomics.load(at, 0);
      if (now !== last) [last, since] = [now, Date.now()];
      else if (Date.now() - since > (now < 0 ? 20 * TIME_BOX : timeBox)) end(`hang: more than ${timeBox / 1000} s`);
    }, 200);
    const end = what => {
      clearInterval(watchdog);
      const reached = Math.max(job.from, Atomics.load(at, 0));
      if (what) onFinding({ i: reached, file: '', what });
      worker.terminate().then(() => resolve({ counts, next: what ? reached + 1 : job.to }));
    };
    worker.on('message', message => {
      if (message.finding) onFinding(message.finding);
      if (message.counts) {
        counts = message.counts;
        end();
      }
    });
    worker.on('error', err => end(`crash: ${err.code ?? err.name}: ${err.message}`));
  });
}

/**
 * Runs inputs [from, to) of a format made from a seed, of the targets in the module `list`. Findings are { i, file, what, stack? }; counts leave out the shares of workers that
 * were ended.
 */
export async function fuzz({
  format,
  seed,
  from = 0,
  to,
  onFinding,
  targets = new URL('./targets/index.mjs', import.meta.url).href,
  timeBox = TIME_BOX,
}) {
  const room = mkdtempSync(join(tmpdir(), 'cloisonne-fuzz-'));
  const sum = { inputs: 0, read: 0, refused: 0, findings: 0 };
  try {
    for (let at = from; at < to; ) {
      const { counts, next } = await share(
        { format, seed, from: at, to: Math.min(to, at + SHARE), room, list: targets, timeBox },
        finding => {
          sum.findings++;
          onFinding({ format, seed, ...finding });
        },
      );
      sum.inputs += next - at;
      sum.read += counts?.read ?? 0;
      sum.refused += counts?.refused ?? 0;
      at = next;
    }
  } finally {
    rmSync(room, { recursive: true, force: true });
  }
  return sum;
}
