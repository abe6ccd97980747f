import type { Options } from 'yargs';
import { UsageError } from '../core/cube/errors.js';
import type { SuggestOptions } from '../core/lines/index.js';

/** Options about the names that clusters are suggested. */
export const lineOptions: Readonly<Record<string, Options>> = {
  lines: {
    type: 'string',
    default: 'auto',
    choices: ['auto', 'xrf', 'nebular', 'off'],
    describe: 'lines by which clusters are named (auto: by the axis)',
  },
  redshift: { type: 'string', describe: 'redshift of the nebulae, e.g. -0.0006 (default: from their lines)' },
};

/** What these options say. Throws UsageError. */
export function suggestOptions(argv: Record<string, unknown>): SuggestOptions {
  const redshift = argv.redshift === undefined ? undefined : Number(argv.redshift);
  if (redshift !== undefined && !(redshift > -0.1 && redshift < 12))
    throw new UsageError('--redshift must be a number from -0.1 to 12', { why: `it is ${argv.redshift}` });
  return { lines: argv.lines as SuggestOptions['lines'], redshift };
}
