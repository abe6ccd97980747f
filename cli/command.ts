import type { Options } from 'yargs';

/** One command of the program: its words, options, an example each, and what it does. */
export interface Command {
  readonly usage: string;
  readonly describe: string;
  readonly options: Readonly<Record<string, Options>>;
  readonly examples: readonly (readonly [command: string, what: string])[];
  /** Positional arguments, as yargs takes them. */
  readonly positionals?: Readonly<Record<string, { describe: string; type: 'string'; array?: boolean }>>;
  run(argv: Record<string, unknown>): Promise<void>;
}
