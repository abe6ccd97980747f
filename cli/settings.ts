import { existsSync, readFileSync } from 'node:fs';
import type { Argv, Options } from 'yargs';
import { UsageError } from '../core/cube/errors.js';
import { readingFailure } from './reason.js';

/** Read when it stands in the working directory and no --config names another. */
export const CONFIG_FILE = 'cloisonne.config.json';

/** The config file of a run: named by --config or CLOISONNE_CONFIG, or lying in the working directory. */
export function configPath(argv: readonly string[]): string | undefined {
  const at = argv.findIndex(arg => arg === '--config' || arg.startsWith('--config='));
  if (at >= 0) return argv[at].includes('=') ? argv[at].slice('--config='.length) : argv[at + 1];
  return process.env.CLOISONNE_CONFIG ?? (existsSync(CONFIG_FILE) ? CONFIG_FILE : undefined);
}

function readConfig(path: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new Error('it must hold one JSON object');
    return value as Record<string, unknown>;
  } catch (err) {
    throw new UsageError('cannot use the config file', { where: path, why: readingFailure(err), cause: err });
  }
}

/**
 * Gives a command its options with the precedence flag > CLOISONNE_* variable > config file > default. The config file is a JSON
 * object by option name; options of other commands in it are left alone, names that no command has are a UsageError.
 */
export function withSettings(
  yargs: Argv,
  options: Record<string, Options>,
  argv: readonly string[],
  known: ReadonlySet<string>,
): Argv {
  const values: Record<string, unknown> = {};
  const path = configPath(argv);
  for (const [key, value] of Object.entries(path ? readConfig(path) : {})) {
    if (!known.has(key))
      throw new UsageError(`unknown option '${key}' in the config file`, { where: path, remedy: 'See cloisonne --help.' });
    if (key in options) values[key] = value;
  }
  for (const key of Object.keys(options)) {
    const variable = process.env[`CLOISONNE_${key.toUpperCase().replaceAll('-', '_')}`];
    if (variable !== undefined)
      values[key] = options[key].type === 'boolean' ? variable !== '0' && variable !== 'false' : variable;
  }
  return yargs
    .options(Object.fromEntries(Object.entries(options).map(([key, option]) => [key, single(key, option)])))
    .config(values);
}

/** An option that takes one value, the last one given, or several; none of them empty. */
function single(key: string, option: Options): Options {
  const fault = (value: unknown): string | undefined =>
    value === '' && option.default !== ''
      ? 'it is empty'
      : value !== null && typeof value === 'object'
        ? 'it is a list or an object'
        : undefined;
  const coerce = (value: unknown): unknown => {
    const all = Array.isArray(value) ? value : [value];
    const kept = option.array ? all.filter(one => one !== undefined) : [all.at(-1)];
    for (const one of kept) {
      const why = fault(one);
      if (why) throw new UsageError(`--${key} takes ${option.array ? 'values' : 'one value'}`, { why });
    }
    if (!option.array) return kept[0];
    return value === undefined ? undefined : kept;
  };
  return { ...option, requiresArg: option.type !== 'boolean', coerce };
}
