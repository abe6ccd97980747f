import { randomUUID } from 'node:crypto';
import { readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
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
  if (holder.hostname !== hostname()) return Date.now() - (await stat(path)).mtimeMs < silentMs;
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

/** Moves a stale lock out of the way; another process may do the same at once, so what was moved is looked at again. */
async function breakStale(path: string, stale: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  await rename(path, aside).catch(err => {
    if (codeOf(err) !== 'ENOENT') throw err;
  });
  const moved = await read(aside);
  if (moved && moved.text !== stale) {
    await rename(aside, path);
    throw locked(path, moved.holder);
  }
  await rm(aside, { force: true });
}

/** Stale locks that were moved aside by a process that was killed before it could remove them. */
async function sweepAsides(path: string): Promise<void> {
  const folder = dirname(path);
  for (const name of await readdir(folder).catch(() => [])) {
    if (!name.startsWith(`${basename(path)}.`)) continue;
    const aside = join(folder, name);
    const holder = (await read(aside).catch(() => undefined))?.holder;
    if (holder && !(await isAlive(holder, aside))) await rm(aside, { force: true });
  }
}

/**
 * Takes the lock file at `path` for this process and returns the function that lets it go (given where the lock now lies, if its
 * folder was renamed). A lock whose process is gone from this machine is taken over, and one of another machine that has been silent for ten minutes. Throws OutputError when another run holds it.
 */
export function acquireLock(path: string): Promise<(at?: string) => Promise<void>> {
  return guarded(dirname(path), async () => {
    const mine: Holder = { pid: process.pid, hostname: hostname(), start: await startOf(process.pid), token: randomUUID() };
    for (let attempt = 0; attempt < 3; attempt++) {
      try {
        await writeFile(path, JSON.stringify(mine), { flag: 'wx' });
        held.add(mine.token);
        const beat = setInterval(() => {
          const now = new Date();
          utimes(path, now, now).catch(() => {});
        }, beatMs).unref();
        return async (at = path) => {
          clearInterval(beat);
          held.delete(mine.token);
          await rm(at, { force: true });
          await sweepAsides(at);
        };
      } catch (err) {
        if (codeOf(err) !== 'EEXIST') throw err;
      }
      const found = await read(path);
      if (!found) continue;
      const young = !found.holder && Date.now() - (await stat(path)).mtimeMs < settleMs;
      if (young || (found.holder && (await isAlive(found.holder, path)))) throw locked(path, found.holder);
      await breakStale(path, found.text);
    }
    throw locked(path);
  });
}
