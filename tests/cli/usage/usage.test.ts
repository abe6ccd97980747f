import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ProgramUsage } from '../../../cli/usage/tree.js';
import { cloisonne, workplace } from '../../helpers/cli.js';
import { main, printed } from '../../helpers/printed.js';

const dir = workplace();
const usage = JSON.parse(await printed('--json-usage')) as ProgramUsage;
const has = (program: string) => spawnSync(program, ['--version']).error === undefined;

/** A file with what the program prints. */
async function saved(name: string, ...args: string[]): Promise<string> {
  const path = join(dir, name);
  writeFileSync(path, await printed(...args));
  return path;
}
function run(program: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', cwd: dir });
  return status === 0 ? stdout : `${program} ends with ${status}: ${stderr}`;
}

test('--json-usage holds every command with its arguments and options, as --help shows them', async () => {
  const { stdout } = await cloisonne(['--help']);
  for (const { name, describe } of usage.commands) {
    expect(stdout).toContain(`cloisonne ${name}`);
    expect(describe).not.toBe('');
  }
  const segment = usage.commands.find(({ name }) => name === 'segment');
  expect(segment?.arguments).toEqual([expect.objectContaining({ name: 'cube', required: true, several: false })]);
  const option = (name: string) => segment?.options.find(entry => entry.name === name);
  expect(option('out')).toMatchObject({ type: 'string', required: true });
  expect(option('quiet')).toMatchObject({ type: 'boolean', alias: 'q', default: false, required: false });
  expect(option('k-by')?.choices).toContain('silhouette');
  expect(option('encoder')?.known).toContain('muse-udf-500');
  expect(option('exact')?.default).toBe(100_000);
  const train = usage.commands.find(({ name }) => name === 'train');
  expect(train?.arguments[0]).toMatchObject({ name: 'input', several: true });
  expect(usage.exitCodes.map(({ code }) => code)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 130, 143]);
});

/** Words that bash offers for a line, the last word being completed. */
async function offered(...words: string[]): Promise<string[]> {
  const script = join(dir, 'complete.sh');
  const source = await saved('c.bash', 'completion', 'bash');
  writeFileSync(
    script,
    `source ${source}; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _cloisonne; for w in "\${COMPREPLY[@]}"; do printf '%s\\n' "$w"; done`,
  );
  return run('bash', script, 'cloisonne', ...words)
    .split('\n')
    .filter(Boolean);
}

test.skipIf(!has('bash'))('bash completes commands, options, values and files (skipped: no bash)', async () => {
  writeFileSync(join(dir, 'a cube.fits'), '');
  expect(run('bash', '-n', await saved('c.bash', 'completion', 'bash'))).toBe('');
  expect(await offered('se')).toEqual(['segment']);
  expect(await offered('segment', '--min')).toEqual(['--min-good', '--min-snr']);
  expect(await offered('segment', 'x.fits', '--k-by', 'sil')).toEqual(['silhouette', 'silhouette-pointwise']);
  expect(await offered('segment', 'a')).toEqual(['a cube.fits']);
  expect(await offered('segment', '--encoder', 'muse-u')).toEqual(['muse-udf-500']);
  expect(await offered('models', 'im')).toEqual(['import']);
  expect((await offered('')).sort()).toEqual(expect.arrayContaining(usage.commands.map(({ name }) => name)));
});

test.each(['zsh', 'fish'])('%s reads its completion (syntax only where it is installed)', async shell => {
  const path = await saved(`c.${shell}`, 'completion', shell);
  if (has(shell)) expect(run(shell, '-n', path)).toBe('');
  const text = await printed('completion', shell);
  for (const { name } of usage.commands) expect(text).toMatch(new RegExp(`\\b${name}\\b`));
  if (shell === 'fish' && has(shell)) {
    const offers = (line: string) => run(shell, '-c', `source ${path}; complete -C '${line}'`);
    expect(offers('cloisonne segm')).toMatch(/^segment\tSegment a cube/);
    expect(offers('cloisonne segment --k-by gap')).toMatch(/^gap\t/);
  }
});

test('the manual page has every command and option, and groff and mandoc have nothing to say but about long lines and the date', async () => {
  const path = await saved('cloisonne.1', 'man');
  const text = await printed('man');
  expect(await printed('man')).toBe(text);
  for (const { name, options } of usage.commands) {
    expect(text).toContain(`.SS "cloisonne ${name}`);
    for (const option of options) expect(text).toContain(`\\fB\\-\\-${option.name.replaceAll('-', '\\-')}\\fR`);
  }
  if (has('groff')) {
    const { status, stderr } = spawnSync('groff', ['-man', '-Tutf8', '-ww', path], { encoding: 'utf8' });
    expect(status).toBe(0);
    expect(stderr.split('\n').filter(line => line && !/cannot adjust line/.test(line))).toEqual([]);
  }
  if (has('mandoc')) {
    const { stdout } = spawnSync('mandoc', ['-T', 'lint', path], { encoding: 'utf8' });
    expect(stdout.split('\n').filter(line => line && !/longer than 80 bytes|missing date/.test(line))).toEqual([]);
  }
});

test('unknown shells are refused', async () => {
  await expect(main(['completion', 'tcsh'])).rejects.toThrow(/no completion for tcsh\. Choose one of bash, fish, zsh/);
});
