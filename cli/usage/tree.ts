import type { Options } from 'yargs';
import { engineNames } from '../../core/engine/index.js';
import type { ListedCommand } from '../command.js';
import { shippedNames } from '../shipped.js';
import { EXIT_CODES, GLOBAL_OPTIONS, PURPOSE } from './program.js';

/** An option as programs and pages read it. */
export interface OptionUsage {
  /** Without its dashes. */
  readonly name: string;
  /** One letter. */
  readonly alias?: string;
  readonly type: 'string' | 'number' | 'boolean';
  readonly describe: string;
  readonly default?: string | number | boolean;
  readonly required: boolean;
  /** The only values there are. */
  readonly choices?: readonly string[];
  /** Values worth offering, among others. */
  readonly known?: readonly string[];
  /** Heading under which --help has it. */
  readonly group?: string;
}

/** A positional argument. */
export interface ArgumentUsage {
  readonly name: string;
  readonly describe: string;
  readonly required: boolean;
  /** Takes one or more. */
  readonly several: boolean;
  readonly known?: readonly string[];
}

/** One command. */
export interface CommandUsage {
  readonly name: string;
  readonly usage: string;
  readonly describe: string;
  readonly arguments: readonly ArgumentUsage[];
  readonly options: readonly OptionUsage[];
  readonly examples: readonly { readonly line: string; readonly what: string }[];
}

/** The whole program: what `--json-usage` prints, and what completions and the manual page are made from. */
export interface ProgramUsage {
  readonly name: 'cloisonne';
  readonly version: string;
  readonly describe: string;
  readonly commands: readonly CommandUsage[];
  /** Options of every command. */
  readonly options: readonly OptionUsage[];
  readonly exitCodes: readonly { readonly code: number; readonly meaning: string }[];
}

/** Values that are offered for options which take others too. */
const KNOWN: Readonly<Record<string, () => readonly string[]>> = {
  engine: () => ['auto', ...engineNames],
  encoder: shippedNames,
  from: shippedNames,
};

function optionUsage([name, option]: readonly [string, Options]): OptionUsage {
  const { alias, type, describe, default: value, demandOption, choices, group } = option;
  return {
    name,
    ...(typeof alias === 'string' && { alias }),
    type: type === 'number' || type === 'boolean' ? type : 'string',
    describe: String(describe ?? ''),
    ...(value !== undefined && { default: value }),
    required: demandOption === true,
    ...(choices && { choices: choices.map(String) }),
    ...(Object.hasOwn(KNOWN, name) && type === 'string' && { known: KNOWN[name]() }),
    ...(group !== undefined && { group: group.replace(/:$/, '') }),
  };
}

function commandUsage({ usage, describe, positionals = {}, options, examples }: ListedCommand): CommandUsage {
  const marks = new Map([...usage.matchAll(/([<[])([\w-]+)(\.\.)?[>\]]/g)].map(([, open, name, dots]) => [name, { open, dots }]));
  return {
    name: usage.split(' ')[0],
    usage: `cloisonne ${usage}`,
    describe,
    arguments: Object.entries(positionals).map(([name, { describe: text, known }]) => ({
      name,
      describe: text,
      required: marks.get(name)?.open === '<',
      several: marks.get(name)?.dots !== undefined,
      ...(known && { known }),
    })),
    options: Object.entries(options).map(optionUsage),
    examples: examples.map(([line, what]) => ({ line, what })),
  };
}

/** The program out of the definitions that yargs gets. */
export function programUsage(commands: readonly ListedCommand[], version: string): ProgramUsage {
  const given: readonly OptionUsage[] = [
    { name: 'help', type: 'boolean', describe: 'show help', required: false },
    { name: 'version', type: 'boolean', describe: 'show the version number', required: false },
  ];
  return {
    ...{ name: 'cloisonne', version, describe: PURPOSE },
    commands: commands.map(commandUsage),
    options: [...Object.entries(GLOBAL_OPTIONS).map(optionUsage), ...given],
    exitCodes: EXIT_CODES,
  };
}
