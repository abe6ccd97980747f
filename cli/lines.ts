import type { Options } from 'yargs';
import { UsageError } from '../core/cube/errors.js';
import { SPEED_OF_LIGHT } from '../core/cube/units.js';
import type { SuggestOptions } from '../core/lines/index.js';

/** Options about the names that clusters are suggested. */
export const lineOptions: Readonly<Record<string, Options>> = {
  lines: {
    type: 'string',
    default: 'auto',
    choices: ['auto', 'xrf', 'nebular', 'off'],
    describe: 'lines by which clusters are named (auto: by the axis)',
  },
  redshift: {
    type: 'string',
    describe: 'redshift by which lines are named, e.g. -0.0006 (default: --velocity / c, else from the lines)',
  },
};

/** What these options say, on a command line or in the provenance of a result. Throws UsageError. */
export function suggestOptions(argv: Readonly<Record<string, unknown>>): SuggestOptions {
  const velocity = velocityFrom(argv.velocity ?? undefined);
  const given = argv.redshift ?? undefined;
  const redshift = given === undefined ? velocity && velocity / SPEED_OF_LIGHT : Number(given);
  if (given !== undefined && redshift !== undefined && !(redshift > -0.1 && redshift < 12))
    throw new UsageError('--redshift must be a number from -0.1 to 12', { why: `it is ${argv.redshift}` });
  return { lines: (argv.lines ?? 'auto') as SuggestOptions['lines'], redshift };
}

/** The --velocity option, km/s. Throws UsageError. */
export function velocityFrom(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const velocity = Number(value);
  if (!Number.isFinite(velocity)) throw new UsageError('--velocity must be a number in km/s', { why: `it is ${value}` });
  return velocity;
}
