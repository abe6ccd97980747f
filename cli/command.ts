import type { Options } from 'yargs';

/** A positional argument, as yargs takes it; `known` are words that completion offers. */
export interface Positional {
  readonly describe: string;
  readonly type: 'string';
  readonly array?: boolean;
  readonly known?: readonly string[];
}

/** What a command takes, an example or more, and what it does. */
export interface Command {
  readonly options: Readonly<Record<string, Options>>;
  readonly examples: readonly (readonly [command: string, what: string])[];
  /** Positional arguments by name. */
  readonly positionals?: Readonly<Record<string, Positional>>;
  run(argv: Record<string, unknown>): Promise<void>;
}

/** How the program lists a command: its words, what it is for, and where the rest comes from. */
export interface CommandEntry {
  readonly usage: string;
  readonly describe: string;
  load(): Promise<Command>;
}

/** All that is known of a command. */
export type ListedCommand = Command & Pick<CommandEntry, 'usage' | 'describe'>;
