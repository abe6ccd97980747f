import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, vi } from 'vitest';

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

const built = async <T>(path: string): Promise<T> => (await import(pathToFileURL(repo(path)).href)) as T;

async function runHere(args: readonly string[], { cwd = tmpdir(), env }: Pick<CliOptions, 'cwd' | 'env'>): Promise<CliRun> {
  const { main } = await built<typeof import('../../cli/index.js')>('dist/cli/index.js');
  const { exitCode, messageLine } = await built<typeof import('../../cli/exit.js')>('dist/cli/exit.js');
  const run = { stdout: '', stderr: '' };
  const spies = [
    ...(['stdout', 'stderr'] as const).map(name =>
      vi.spyOn(process[name], 'write').mockImplementation(text => {
        run[name] += text;
        return true;
      }),
    ),
    // Help: yargs writes it with console.
    vi.spyOn(console, 'log').mockImplementation(text => {
      run.stdout += `${text}\n`;
    }),
  ];
  const before = { cwd: process.cwd(), env: process.env };
  process.chdir(cwd);
  process.env = environment(env);
  const failure = await main(args).then(
    () => undefined,
    err => ({ code: exitCode(err), line: `${messageLine(err)}\n` }),
  );
  process.env = before.env;
  process.chdir(before.cwd);
  for (const spy of spies) spy.mockRestore();
  return { code: failure?.code ?? 0, signal: null, stdout: run.stdout, stderr: run.stderr + (failure?.line ?? '') };
}

let last: Promise<unknown> = Promise.resolve();

/** The built program in this process, which is quicker: what `bin` would print, and its exit code. One run after another, whoever asks. */
export function cloisonneHere(args: readonly string[], options: Pick<CliOptions, 'cwd' | 'env'> = {}): Promise<CliRun> {
  const run = last.then(() => runHere(args, options));
  last = run.catch(() => {});
  return run;
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
        !/^(warning: .*|note: .*|[\d,]+ spectra( x [\d,]+( of [\d,]+)? bands( \(.*\))?)?, .*|epoch +\d+\/\d+ .*|\d+ of \d+: .*|going on where an interrupted run stopped|)$/.test(
          line,
        ),
    );
}
