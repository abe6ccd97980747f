import yargs, { type Argv } from 'yargs';
import { UsageError } from '../core/cube/errors.js';
import type { Command, CommandEntry } from './command.js';
import { COMMANDS, loadCommands, usage } from './commands/index.js';
import { operands } from './operands.js';
import { configPath, withSettings } from './settings.js';
import { EXIT_CODES, GLOBAL_OPTIONS, PURPOSE } from './usage/program.js';
import { packageVersion } from './version.js';

const EPILOGUE = `Exit codes: ${EXIT_CODES.map(({ code, meaning }) => `${code} ${meaning}`).join('; ')}.
Options come from flags, then CLOISONNE_* variables, then cloisonne.config.json.`;

/** yargs' words about wrong arguments, as parts of our one line. */
const WORDS = {
  'Not enough non-option arguments: got %s, need at least %s': both('inputs are missing: %s given, at least %s needed'),
  'Missing required argument: %s': both('a required option is missing: --%s'),
  'Not enough arguments following: %s': 'an option has no value: --%s',
  'Unknown argument: %s': both('unknown argument: %s'),
  'Unknown command: %s': both('unknown command: %s'),
  'Invalid values:': 'wrong value:',
  'Argument: %s, Given: %s, Choices: %s': '--%s is %s, it must be one of %s',
} as unknown as Record<string, string>;

function both(text: string): { one: string; other: string } {
  return { one: text, other: text };
}

const nameOf = ({ usage: words }: CommandEntry): string => words.split(' ')[0];

/** What yargs finds wrong, with the help that helps. */
function usageError(message: string, command = ''): UsageError {
  if (message.startsWith('Did you mean')) return new UsageError(`unknown command: ${command}`, { remedy: message });
  const known = COMMANDS.some(entry => nameOf(entry) === command);
  const lines = message.split('\n').map(line => line.trim());
  const what =
    known || command.startsWith('-') ? lines.filter(Boolean).join(' ') : message.replace('unknown argument', 'unknown command');
  return new UsageError(what, { remedy: `See cloisonne ${known ? `${command} ` : ''}--help.` });
}

/** Options of all commands, which a config file may name. */
const knownOptions = async (): Promise<ReadonlySet<string>> =>
  new Set((await loadCommands()).flatMap(({ options }) => Object.keys(options)));

/** Runs the program on its arguments (without node and script). Resolves when done; throws tagged errors, which `bin` turns into exit codes. */
export async function main(args: readonly string[]): Promise<void> {
  if (args.includes('--json-usage')) {
    process.stdout.write(`${JSON.stringify(await usage(), null, 1)}\n`);
    return;
  }
  // yargs wants to know synchronously what a command takes, so whatever may be the command is loaded before.
  const entries = COMMANDS.filter(entry => args.includes(nameOf(entry)));
  const commands = new Map(await Promise.all(entries.map(async entry => [entry.usage, await entry.load()] as const)));
  const commandOf = (words: string): Command => {
    const command = commands.get(words);
    if (!command) throw usageError('unknown argument');
    return command;
  };
  const known = configPath(args) === undefined ? new Set<string>() : await knownOptions();
  let chosen: (() => Promise<void>) | undefined;
  let parser = yargs(operands(args))
    .scriptName('cloisonne')
    .usage(`$0 <command>\n\n${PURPOSE}`)
    .locale('en')
    .updateStrings(WORDS)
    .version(packageVersion())
    .options(GLOBAL_OPTIONS)
    .epilogue(EPILOGUE)
    .strict()
    .demandCommand(1, 'no command given')
    .recommendCommands()
    .wrap(Math.min(110, process.stdout.columns ?? 100))
    .exitProcess(false)
    .fail((message, err) => {
      throw err && err.name !== 'YError' ? err : usageError(message, args[0]);
    });
  for (const { usage: words, describe } of COMMANDS) {
    parser = parser.command(
      words,
      describe,
      (builder: Argv) => {
        const command = commandOf(words);
        for (const [name, positional] of Object.entries(command.positionals ?? {})) builder.positional(name, positional);
        for (const [line, what] of command.examples) builder.example(line, what);
        return withSettings(builder, { ...command.options }, args, known);
      },
      argv => {
        chosen = () => commandOf(words).run(argv as Record<string, unknown>);
      },
    );
  }
  await parser.parseAsync();
  await chosen?.();
}
