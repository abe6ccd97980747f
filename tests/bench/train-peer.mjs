// PyTorch as a child process that times training steps when asked: `tests/bench/train_peer.py`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Starts PyTorch with a network (`mlp`, `conv`); undefined, with a line on the console, where it cannot run. */
export async function startPeer(network) {
  const script = fileURLToPath(new URL('./train_peer.py', import.meta.url));
  const child = spawn(process.env.PYTHON ?? '/usr/bin/python3', [script, network], { stdio: ['pipe', 'pipe', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', text => (complaint += text));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  await Promise.race([once(child, 'spawn'), once(child, 'error')]);
  const { value: hello } = await lines.next();
  if (!hello) {
    console.log(`PyTorch cannot run here: ${complaint.trim().split('\n').at(-1)}`);
    return undefined;
  }
  return {
    version: JSON.parse(hello).version,
    /** Median milliseconds of `steps` steps with so many threads. */
    async time(threads, steps) {
      child.stdin.write(`${JSON.stringify({ threads, steps })}\n`);
      return JSON.parse((await lines.next()).value).ms;
    },
    end: () => child.stdin.end(),
  };
}
