import yargs, { type Argv } from 'yargs';
import { UsageError } from '../core/cube/errors.js';
import type { Command } from './command.js';
import { evaluateCommand } from './commands/evaluate.js';
import { infoCommand } from './commands/info.js';
import { segmentCommand } from './commands/segment.js';
import { synthCommand } from './commands/synth.js';
import { trainCommand } from './commands/train.js';
import { withSettings } from './settings.js';
import { packageVersion } from './version.js';

const COMMANDS: readonly Command[] = [infoCommand, trainCommand, segmentCommand, evaluateCommand, synthCommand];

const EXIT_CODES = `Exit codes: 0 done; 1 unexpected; 2 usage; 3 input unreadable or unsupported; 4 nothing to segment;
5 encoder does not fit the cube; 6 memory cap too small; 8 output exists; 130 interrupted, resumable.
Options come from flags, then CLOISONNE_* variables, then cloisonne.config.json.`;

/** Runs the program on its arguments (without node and script). Resolves when done; throws tagged errors, which `bin` turns into exit codes. */
export async function main(args: readonly string[]): Promise<void> {
  const known = new Set(COMMANDS.flatMap(({ options }) => Object.keys(options)));
  let chosen: (() => Promise<void>) | undefined;
  let parser = yargs([...args])
    .scriptName('cloisonne')
    .usage('$0 <command>\n\nFinds what is where in a spectral datacube: label maps, masks and cluster spectra.')
    .version(packageVersion())
    .option('config', { type: 'string', describe: 'JSON file with options', global: true })
    .epilogue(EXIT_CODES)
    .strict()
    .demandCommand(1, 'Which command? See cloisonne --help.')
    .recommendCommands()
    .wrap(Math.min(110, process.stdout.columns ?? 100))
    .exitProcess(false)
    .fail((message, err) => {
      throw err ?? new UsageError(message.split('\n')[0], { remedy: 'See cloisonne --help.' });
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
