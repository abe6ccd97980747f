import { UsageError } from '../../core/cube/errors.js';
import type { Command } from '../command.js';
import { bashCompletion } from '../usage/bash.js';
import { fishCompletion } from '../usage/fish.js';
import type { ProgramUsage } from '../usage/tree.js';
import { zshCompletion } from '../usage/zsh.js';

const SHELLS: Readonly<Record<string, (usage: ProgramUsage) => string>> = {
  bash: bashCompletion,
  fish: fishCompletion,
  zsh: zshCompletion,
};

/** `cloisonne completion SHELL`: what a shell loads to complete our command lines. */
export function completionCommand(usage: () => Promise<ProgramUsage>): Command {
  return {
    positionals: { shell: { describe: 'bash, zsh or fish', type: 'string', known: Object.keys(SHELLS) } },
    options: {},
    examples: [
      ['source <(cloisonne completion bash)', 'for this bash, or in ~/.bashrc for all'],
      ['cloisonne completion fish | source', 'for this fish'],
    ],
    async run(argv) {
      const shell = String(argv.shell);
      if (!Object.hasOwn(SHELLS, shell))
        throw new UsageError(`no completion for ${shell}`, { remedy: `Choose one of ${Object.keys(SHELLS).join(', ')}.` });
      process.stdout.write(SHELLS[shell](await usage()));
    },
  };
}
