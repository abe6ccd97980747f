import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { messageLine } from '../../cli/exit.js';
import { print } from '../../cli/print.js';
import { Progress } from '../../cli/progress.js';
import { InputError } from '../../core/cube/errors.js';
import { printable, printableLines } from '../../core/cube/printable.js';
import { cloisonneHere, repo, workplace } from '../helpers/cli.js';
import { fitsCube, stripes } from './cubes.js';

const dir = workplace();
/** Clears a screen, sets a title, reverses a line, by C0 and C1 controls. */
const HOSTILE = 'a\x1b[2Jb\x9b2Jc\x1b]0;pwn\x07d\u202eexe.\x7f\be\rf';
const STEERING = /[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/u;

test('texts lose their control characters, several lines keep their line breaks', () => {
  expect(printable(HOSTILE)).toBe('a[2Jb2Jc]0;pwndexe.e f');
  expect(printable('one\r\ntwo\tthree')).toBe('one two three');
  expect(printable('Ångström µm 紅 — “x”')).toBe('Ångström µm 紅 — “x”');
  expect(printableLines(`one\t${HOSTILE}\ntwo`)).toBe('one\ta[2Jb2Jc]0;pwndexe.ef\ntwo');
});

test('errors, lines of progress and results never steer a terminal', () => {
  const error = new InputError(`no HDU ${HOSTILE}`, { where: HOSTILE, why: HOSTILE, remedy: HOSTILE });
  for (const err of [error, new Error(HOSTILE)]) expect(messageLine(err)).not.toMatch(STEERING);
  const written: string[] = [];
  const stream = { isTTY: false, write: (text: string) => written.push(text) > 0 };
  new Progress(stream as never, false).line(`warning: ${HOSTILE}`);
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation(text => written.push(String(text)) > 0);
  try {
    print(`clusters:\n${HOSTILE}\n`);
    print(`${JSON.stringify({ name: HOSTILE })}\n`);
  } finally {
    spy.mockRestore();
  }
  for (const text of written) expect(text).not.toMatch(STEERING);
  expect(JSON.parse(written[2])).toEqual({ name: HOSTILE });
  // A bar draws with two sequences of its own, and no other.
  const live = { isTTY: true, columns: 200, write: (text: string) => written.push(text) > 0 };
  const bar = new Progress(live as never, false);
  bar.update('unpack', 1, 1, 0, '', HOSTILE);
  bar.status(HOSTILE);
  bar.line(HOSTILE);
  for (const text of written.slice(3)) expect(text.replace('\r\x1b[K', '')).not.toMatch(STEERING);
});

test('a file whose name steers terminals', async () => {
  const path = join(dir, 'x\x1b[31m\x07.fits');
  writeFileSync(path, fitsCube([6, 5, 12], stripes(12), {}));
  const run = await cloisonneHere(['info', path]);
  expect([run.code, run.stderr]).toEqual([0, '']);
  expect(run.stdout).toContain('x[31m.fits');
  expect(run.stdout).not.toMatch(STEERING);
  const missing = await cloisonneHere(['info', `${path}.gone`]);
  expect(missing.code).toBe(3);
  expect(missing.stderr).not.toMatch(STEERING);
  const segmented = await cloisonneHere(['segment', path, '--k', '1..2', '--engine', 'cpu', '--out', join(dir, 'out')]);
  expect(segmented.code).toBe(0);
  expect(`${segmented.stdout}${segmented.stderr}`).not.toMatch(STEERING);
});

test('results are written by print alone', () => {
  /** Shell completions, the man page and the usage hold nothing from outside. */
  const allowed = ['print.ts', 'index.ts', 'bin.ts', 'commands/completion.ts', 'commands/man.ts'];
  const files = readdirSync(repo('cli'), { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts'));
  const writing = files.filter(name => readFileSync(join(repo('cli'), name), 'utf8').includes('process.stdout.write'));
  expect(writing.filter(name => !allowed.includes(name.replaceAll('\\', '/')))).toEqual([]);
});
