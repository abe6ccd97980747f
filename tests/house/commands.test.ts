import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadCommands } from '../../cli/commands/index.js';
import { root } from '../helpers/unpack.js';

const COMMANDS = await loadCommands();
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const readmes = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'cli/dataset/README.md', 'core/train/README.md'];
const samples = ['samples/README.md', 'samples/paper/README.md'];
const recipes = readdirSync(join(root, 'samples/recipes')).map(file => file.replace(/\.json$/, ''));

/** Names of commands, and the options that each takes. */
const known = new Map(
  COMMANDS.map(({ usage, options }) => [usage.split(' ')[0], new Set([...Object.keys(options), 'config', 'help', 'version'])]),
);

/** What a text shows as code: spans and fenced lines, without what follows `#`. */
function code(text: string): string[] {
  const fences = [...text.matchAll(/^```[a-z]*\n(.*?)^```/gms)].flatMap(([, block]) => block.split('\n'));
  const spans = [...text.replace(/^```.*?^```/gms, '').matchAll(/`([^`]+)`/g)].map(([, span]) => span);
  return [...fences, ...spans].map(line => line.replace(/\s#.*/, '').trim());
}

/** What is wrong with the command lines of this program among pieces of code: a command or an option that is not there. */
function faults(pieces: readonly string[]): string[] {
  return pieces.flatMap(piece => {
    const [, command, rest] = /^(?:npx )?(?:cloisonne )?([a-z]+)( .*)?$/s.exec(piece) ?? [];
    const options = known.get(command);
    if (!options) return /^(npx )?cloisonne [a-z]/.test(piece) ? [`${piece}: no such command`] : [];
    const flags = [...(rest ?? '').matchAll(/(?<=\s)--([a-z][a-z-]*)/g)].map(([, flag]) => flag);
    return flags.filter(flag => !options.has(flag)).map(flag => `${piece}: no --${flag}`);
  });
}

test.each([...readmes, ...samples])('the commands of %s are there, with the options they name', path => {
  expect(faults(code(read(path)))).toEqual([]);
});

describe.each(COMMANDS.map(command => [command.usage.split(' ')[0], command] as const))(
  'examples of %s',
  (name, { examples }) => {
    test('name options that it takes', () => {
      expect(faults(examples.map(([line]) => line))).toEqual([]);
      for (const [line] of examples) expect(known.has(/cloisonne (\S+)/.exec(line)?.[1] ?? ''), `${name}: ${line}`).toBe(true);
    });
  },
);

test('a command and an option that are not there are seen', () => {
  expect(
    faults(code('`cloisonne paint x` and `segment --brush` and\n```\nnpx cloisonne info cube.fits --loud   # --quiet\n```')),
  ).toEqual([
    'npx cloisonne info cube.fits --loud: no --loud',
    'cloisonne paint x: no such command',
    'segment --brush: no --brush',
  ]);
});

test.each([...readmes, ...samples])('scripts that %s tells to run are there', path => {
  const { scripts } = JSON.parse(read('package.json'));
  const pieces = code(read(path));
  const run = pieces.flatMap(piece => [...piece.matchAll(/npm run ([a-z][a-z:-]*)/g)].map(([, script]) => script));
  expect(run.filter(script => !Object.hasOwn(scripts, script))).toEqual([]);
  const files = pieces.flatMap(piece => [...piece.matchAll(/node ([\w./-]+\.m?js)/g)].map(([, file]) => file));
  expect(files.filter(file => !existsSync(join(root, file)))).toEqual([]);
});

test('encoders that texts take by name are shipped', () => {
  const named = [...readmes, ...samples].flatMap(path => [...read(path).matchAll(/--(?:encoder|from) ([a-z]+-[\w-]+)/g)]);
  const inHelp = COMMANDS.flatMap(({ examples }) => examples.flatMap(([line]) => [...line.matchAll(/ ([a-z]+-[a-z]+-\d+)/g)]));
  expect(inHelp.length).toBeGreaterThan(0);
  expect([...named, ...inHelp].map(([, name]) => name).filter(name => !recipes.includes(name))).toEqual([]);
});
