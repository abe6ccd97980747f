import type { Options } from 'yargs';

/** A positional argument, as yargs takes it; `known` are words that completion offers. */
export interface Positional {
  readonly describe: string;
  readonly type: 'string';
  readonly array?: boolean;
  readonly known?: readonly string[];
}

/** One command of the program: its words, options, an example each, and what it does. */
export interface Command {
  readonly usage: string;
  readonly describe: string;
  readonly options: Readonly<Record<string, Options>>;
  readonly examples: readonly (readonly [command: string, what: string])[];
  /** Positional arguments by name. */
  readonly positionals?: Readonly<Record<string, Positional>>;
  run(argv: Record<string, unknown>): Promise<void>;
}
