import type { Command } from '../command.js';
import { manPage } from '../usage/man.js';
import type { ProgramUsage } from '../usage/tree.js';

/** `cloisonne man`: the manual page. */
export function manCommand(usage: () => Promise<ProgramUsage>): Command {
  return {
    options: {},
    examples: [['cloisonne man | man -l -', 'read it']],
    run: async () => void process.stdout.write(manPage(await usage())),
  };
}
