import yargs, { type Argv } from 'yargs';
import { UsageError } from '../core/cube/errors.js';
import type { Command } from './command.js';
import { batchCommand } from './commands/batch.js';
import { completionCommand } from './commands/completion.js';
import { datasetCommand } from './commands/dataset.js';
import { editCommand } from './commands/edit.js';
import { emitCommand } from './commands/emit.js';
import { evaluateCommand } from './commands/evaluate.js';
import { infoCommand } from './commands/info.js';
import { manCommand } from './commands/man.js';
import { matchCommand } from './commands/match.js';
import { modelsCommand } from './commands/models.js';
import { sampleCommand } from './commands/sample.js';
import { segmentCommand } from './commands/segment.js';
import { shardCommand } from './commands/shard.js';
import { submitCommand } from './commands/submit.js';
import { synthCommand } from './commands/synth.js';
import { tilesCommand } from './commands/tiles.js';
import { trainCommand } from './commands/train.js';
import { verifyCommand } from './commands/verify.js';
import { viewCommand } from './commands/view.js';
import { operands } from './operands.js';
import { withSettings } from './settings.js';
import { EXIT_CODES, GLOBAL_OPTIONS, type ProgramUsage, PURPOSE, programUsage } from './usage/tree.js';
import { packageVersion } from './version.js';

const usage = (): ProgramUsage => programUsage(COMMANDS, packageVersion());

/** Every command, in the order of `cloisonne --help`. */
export const COMMANDS: readonly Command[] = [
  infoCommand,
  datasetCommand,
  trainCommand,
  modelsCommand,
  sampleCommand,
  segmentCommand,
  batchCommand,
  shardCommand,
  submitCommand,
  editCommand,
  emitCommand,
  evaluateCommand,
  matchCommand,
  synthCommand,
  tilesCommand,
  verifyCommand,
  viewCommand,
  completionCommand(usage),
  manCommand(usage),
];

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

/** What yargs finds wrong, with the help that helps. */
function usageError(message: string, command = ''): UsageError {
  if (message.startsWith('Did you mean')) return new UsageError(`unknown command: ${command}`, { remedy: message });
  const known = COMMANDS.some(({ usage }) => usage.split(' ')[0] === command);
  const lines = message.split('\n').map(line => line.trim());
  const what =
    known || command.startsWith('-') ? lines.filter(Boolean).join(' ') : message.replace('unknown argument', 'unknown command');
  return new UsageError(what, { remedy: `See cloisonne ${known ? `${command} ` : ''}--help.` });
}

/** Runs the program on its arguments (without node and script). Resolves when done; throws tagged errors, which `bin` turns into exit codes. */
export async function main(args: readonly string[]): Promise<void> {
  if (args.includes('--json-usage')) {
    process.stdout.write(`${JSON.stringify(usage(), null, 1)}\n`);
    return;
  }
  const known = new Set(COMMANDS.flatMap(({ options }) => Object.keys(options)));
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
  for (const command of COMMANDS) {
    parser = parser.command(
      command.usage,
      command.describe,
      (builder: Argv) => {
        for (const [name, positional] of Object.entries(command.positionals ?? {})) builder.positional(name, positional);
        for (const [line, what] of command.examples) builder.example(line, what);
        return withSettings(builder, { ...command.options }, args, known);
      },
      argv => {
        chosen = () => command.run(argv as Record<string, unknown>);
      },
    );
  }
  await parser.parseAsync();
  await chosen?.();
}
