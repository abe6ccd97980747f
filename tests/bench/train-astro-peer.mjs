// PyTorch as a child process that trains some steps when asked: `tests/bench/train_astro_peer.py`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Starts PyTorch on a task (see the script); undefined, with a line on the console, where it cannot run. */
export async function startSteps(task) {
  const script = fileURLToPath(new URL('./train_astro_peer.py', import.meta.url));
  const child = spawn(process.env.PYTHON ?? '/usr/bin/python3', [script], { stdio: ['pipe', 'pipe', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', text => (complaint += text));
  child.stdin.on('error', err => (complaint ||= err.message));
  await Promise.race([once(child, 'spawn'), once(child, 'error')]);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async job => {
    child.stdin.write(`${JSON.stringify(job)}\n`);
    const { value } = await lines.next();
    return value && JSON.parse(value);
  };
  const hello = await ask(task);
  if (!hello) {
    console.log(`PyTorch cannot run here: ${complaint.trim().split('\n').at(-1)}`);
    return undefined;
  }
  let most = 0;
  return {
    version: hello.version,
    /** The next steps with so many threads: their seconds, and processor seconds (`cpu`). A training goes on for each gamma. */
    async train(threads, gamma, steps) {
      const answer = await ask({ threads, gamma, steps });
      if (!answer) throw new Error(`PyTorch ended: ${complaint.trim().split('\n').at(-1)}`);
      most = answer.megabytes;
      return answer;
    },
    megabytes: () => most,
    end: () => child.stdin.end(),
  };
}
