import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

/** A path below the repository root. */
export const repo = (relative: string): string => fileURLToPath(new URL(`../../${relative}`, import.meta.url));

/** The built program. */
export const BIN = repo('dist/cli/bin.js');

/** What a run of the program left. */
export interface CliRun {
  /** Exit code; null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How the program is run. */
export interface CliOptions {
  /** Added to the environment, from which CLOISONNE_* are taken. */
  readonly env?: Readonly<Record<string, string>>;
  /** Working directory (default: the system's temporary folder, which has no config file). */
  readonly cwd?: string;
  readonly stdin?: string;
  /** Looks on while the program runs, with what it has written to stderr so far: the place to send signals. */
  readonly watch?: (child: ChildProcess, stderr: string) => void;
  /** Run through this shell text, in which "$@" is the program with its arguments. */
  readonly shell?: string;
}

function environment(added: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(CLOISONNE_|NODE_OPTIONS|VITEST|FORCE_COLOR)/.test(name));
  return { ...Object.fromEntries(inherited), ...added };
}

/** Runs the built program in a process of its own and waits for its end. */
export function cloisonne(args: readonly string[], options: CliOptions = {}): Promise<CliRun> {
  const command = [process.execPath, BIN, ...args];
  const [program, ...rest] = options.shell ? ['/bin/sh', '-c', options.shell, 'sh', ...command] : command;
  const child = spawn(program, rest, { cwd: options.cwd ?? tmpdir(), env: environment(options.env) });
  const run = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8');
    child[name].on('data', (text: string) => {
      run[name] += text;
    });
  }
  child.stdin.on('error', () => {});
  child.stdin.end(options.stdin ?? '');
  const watching = options.watch && setInterval(() => options.watch?.(child, run.stderr), 10);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearInterval(watching);
      resolve({ code, signal, ...run });
    });
  });
}

/** A folder that is removed after the tests of this file. */
export function workplace(): string {
  const dir = mkdtempSync(join(tmpdir(), 'cloisonne-test-'));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** Every file below a folder by its relative path, sorted. */
export function filesIn(dir: string): Map<string, Buffer> {
  const entries = readdirSync(dir, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile());
  const paths = entries.map(entry => join(entry.parentPath, entry.name).slice(dir.length + 1)).sort();
  return new Map(paths.map(path => [path, readFileSync(join(dir, path))]));
}

/** Paths of products that differ between two results; run.json, where the times stand, does not count. */
export function differences(a: string, b: string): string[] {
  const [first, second] = [filesIn(a), filesIn(b)];
  const names = new Set([...first.keys(), ...second.keys()]);
  names.delete('run.json');
  return [...names].filter(name => !first.get(name)?.equals(second.get(name) ?? Buffer.alloc(0)));
}

/** Lines of stderr that are neither a warning, nor a note, nor the cost line, nor an epoch or a combination of a training, nor the word that a run goes on. */
export function complaints({ stderr }: CliRun): string[] {
  return stderr
    .split('\n')
    .filter(
      line =>
        !/^(warning: .*|note: .*|\d+ spectra( x \d+ bands)?, .*|epoch +\d+\/\d+ .*|\d+ of \d+: .*|going on where an interrupted run stopped|)$/.test(
          line,
        ),
    );
}
