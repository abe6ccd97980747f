import { randomUUID } from 'node:crypto';
import { readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { OutputError } from '../../core/cube/errors.js';
import { codeOf, guarded } from './errors.js';

interface Holder {
  readonly pid: number;
  readonly hostname: string;
  /** Start of the process in clock ticks since boot, where the system tells (Linux): pids are used again. */
  readonly start: string;
  readonly token: string;
}

/** A lock without contents this young is being written. */
const settleMs = 5000;

/** A holder on another machine shows every so often that it lives; one that has not for long is gone. Clocks of machines differ a little. */
const beatMs = 20_000;
const silentMs = 600_000;

/** Tokens this process holds; any other lock with our pid is from a process that is gone. */
const held = new Set<string>();

async function startOf(pid: number): Promise<string> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The command name, in parentheses, may hold spaces: count fields behind it.
  return line.slice(line.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (err) {
    return codeOf(err) === 'EPERM';
  }
}

async function isAlive(holder: Holder, path: string): Promise<boolean> {
  if (holder.hostname !== hostname()) {
    // A lock that is gone by now is none: whoever asks tries again.
    const since = await stat(path).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    return since < silentMs;
  }
  if (holder.pid === process.pid) return held.has(holder.token);
  if (!runs(holder.pid)) return false;
  const start = await startOf(holder.pid);
  return !start || !holder.start || start === holder.start;
}

async function read(path: string): Promise<{ text: string; holder?: Holder } | undefined> {
  try {
    const text = await readFile(path, 'utf8');
    try {
      return { text, holder: JSON.parse(text) as Holder };
    } catch {
      return { text };
    }
  } catch (err) {
    if (codeOf(err) === 'ENOENT') return undefined;
    throw err;
  }
}

function locked(path: string, holder?: Holder): OutputError {
  const who = holder ? `process ${holder.pid} on ${holder.hostname}` : 'another process';
  const remedy =
    holder && holder.hostname !== hostname()
      ? `Wait for it, choose another --out, or delete ${path} if no run is alive on ${holder.hostname} (taken as gone after ten silent minutes).`
      : 'Wait for it, or choose another --out.';
  return new OutputError('the output is in use', { where: dirname(path), why: `${who} is writing it`, remedy });
}

/**
 * Removes a stale lock. Of several processes that find it stale one at a time may do so, and only while it is still that lock: else the lock that
 * another one has taken meanwhile would go.
 */
async function breakStale(path: string, stale: string): Promise<void> {
  const guard = `${path}.break`;
  try {
    await writeFile(guard, '', { flag: 'wx' });
  } catch (err) {
    if (codeOf(err) !== 'EEXIST') throw err;
    // Held for a moment only: an old one was left by a process that was killed in it.
    const age = await stat(guard).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > settleMs) await rm(guard, { force: true });
    throw locked(path);
  }
  try {
    if ((await read(path))?.text === stale) await rm(path, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
}

/** Whether a text is what a lock holds, or the beginning of one that is being written. */
export function isHolder(text: string): boolean {
  if (text === '') return true;
  try {
    const { pid, hostname: host, token } = JSON.parse(text) as Partial<Holder>;
    return Number.isInteger(pid) && typeof host === 'string' && typeof token === 'string';
  } catch {
    return false;
  }
}

/** Lets a lock go; where it lies is said if its folder was renamed. */
export type Unlock = (at?: string) => Promise<void>;

/**
 * Takes the lock file at `path` for this process and returns the function that lets it go. A lock whose process is gone from this machine is taken
 * over, and one of another machine that has been silent for ten minutes. Throws OutputError when another run holds it.
 */
export function acquireLock(path: string): Promise<Unlock> {
  return guarded(dirname(path), async () => {
    const mine: Holder = { pid: process.pid, hostname: hostname(), start: await startOf(process.pid), token: randomUUID() };
    for (let attempt = 0; attempt < 3; attempt++) {
      // Known as ours before anyone can read it.
      held.add(mine.token);
      try {
        await writeFile(path, JSON.stringify(mine), { flag: 'wx' });
        const beat = setInterval(() => {
          const now = new Date();
          utimes(path, now, now).catch(() => {});
        }, beatMs).unref();
        return async (at = path) => {
          clearInterval(beat);
          await rm(at, { force: true });
          held.delete(mine.token);
        };
      } catch (err) {
        held.delete(mine.token);
        if (codeOf(err) !== 'EEXIST') throw err;
      }
      const found = await read(path);
      if (!found) continue;
      const age = await stat(path).then(
        ({ mtimeMs }) => Date.now() - mtimeMs,
        () => 0,
      );
      const young = !found.holder && age < settleMs;
      if (young || (found.holder && (await isAlive(found.holder, path)))) throw locked(path, found.holder);
      await breakStale(path, found.text);
    }
    throw locked(path);
  });
}

/** How long a short lock is waited for, and how often it is looked at. */
const patienceMs = 60_000;
const lookMs = 25;

/**
 * `acquireLock` for work that takes a moment: waits for its turn, a minute at most. `ready` sees to the folder before every try: who had the lock may have
 * removed it. Throws OutputError after that, and the reason of the signal.
 */
export async function waitForLock(path: string, signal?: AbortSignal, ready?: () => Promise<void>): Promise<Unlock> {
  for (const until = Date.now() + patienceMs; ; ) {
    signal?.throwIfAborted();
    try {
      await ready?.();
      return await acquireLock(path);
    } catch (err) {
      const held = err instanceof OutputError && (err.cause === undefined || (ready && codeOf(err.cause) === 'ENOENT'));
      if (!held || Date.now() > until) throw err;
    }
    await new Promise(resolve => setTimeout(resolve, lookMs * (0.5 + Math.random())));
  }
}
