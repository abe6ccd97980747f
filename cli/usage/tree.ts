import type { Options } from 'yargs';
import { engineNames } from '../../core/engine/index.js';
import type { Command } from '../command.js';
import { shippedNames } from '../shipped.js';

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

/** What the program is for, in one sentence. */
export const PURPOSE = 'Finds what is where in a spectral datacube: label maps, masks and cluster spectra.';

/** Every exit code. */
export const EXIT_CODES: ProgramUsage['exitCodes'] = [
  { code: 0, meaning: 'done' },
  { code: 1, meaning: 'unexpected' },
  { code: 2, meaning: 'usage' },
  { code: 3, meaning: 'input unreadable or unsupported' },
  { code: 4, meaning: 'nothing to segment' },
  { code: 5, meaning: 'encoder does not fit the cube' },
  { code: 6, meaning: 'memory cap too small' },
  { code: 7, meaning: 'some inputs of a batch failed' },
  { code: 8, meaning: 'output exists' },
  { code: 9, meaning: 'verification mismatch' },
  { code: 130, meaning: 'interrupted (SIGINT), resumable' },
  { code: 143, meaning: 'terminated (SIGTERM), resumable' },
];

/** Options of the program itself, as yargs takes them. */
export const GLOBAL_OPTIONS: Readonly<Record<string, Options>> = {
  config: { type: 'string', describe: 'JSON file with options' },
  'json-usage': { type: 'boolean', describe: 'print all commands and options as JSON' },
};

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

function commandUsage({ usage, describe, positionals = {}, options, examples }: Command): CommandUsage {
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
export function programUsage(commands: readonly Command[], version: string): ProgramUsage {
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
