import { stat } from 'node:fs/promises';
import { type VarianceRule, withFlags, withVariance } from '../core/cube/companions.js';
import { UsageError } from '../core/cube/errors.js';
import { parseFlagBits } from '../core/cube/flags.js';
import type { SampleSource } from '../core/cube/types.js';
import { parseCubeName } from '../formats/bytes/index.js';
import type { AskedCompanions } from '../formats/index.js';
import { isUrl } from './beside.js';

/** Options that say what belongs to a cube sample by sample, by what they make of it. */
const RULES: Readonly<Record<string, VarianceRule>> = { variance: 'variance', sigma: 'sigma', ivar: 'inverse' };

const optionOf = (rule: VarianceRule): string => Object.keys(RULES).find(key => RULES[key] === rule) ?? rule;

/** Options whose value is a part of the cube's own file, or another file. */
export const COMPANIONS: readonly string[] = [...Object.keys(RULES), 'dq'];

/** What the options --variance, --sigma, --ivar, --dq and --dq-bits say. */
export interface CompanionOptions {
  readonly variance?: { readonly from: string; readonly rule: VarianceRule };
  readonly dq?: string;
  readonly dqBits?: string;
}

/** Reads the options. Throws UsageError when two say what the variance is. */
export function companionsFrom(argv: Record<string, unknown>): CompanionOptions {
  const given = Object.keys(RULES).filter(key => argv[key] !== undefined);
  if (given.length > 1)
    throw new UsageError(`${given.map(key => `--${key}`).join(' and ')} both say what the variance is`, {
      remedy: 'Leave one out.',
    });
  const text = (key: string): string | undefined => (argv[key] === undefined ? undefined : String(argv[key]));
  const [key] = given;
  return {
    variance: key === undefined ? undefined : { from: String(argv[key]), rule: RULES[key] },
    dq: text('dq'),
    dqBits: text('dq-bits'),
  };
}

/** Whether a value names a file (or a URL) rather than a part of the cube's own. */
export async function namesFile(value: string): Promise<boolean> {
  const { path } = parseCubeName(value);
  return isUrl(path) || ((await stat(path).catch(() => undefined))?.isFile() ?? false);
}

/** What of the options is in the cube's own FITS file. */
export async function ownCompanions({ variance, dq, dqBits }: CompanionOptions): Promise<AskedCompanions> {
  const own = async (value: string | undefined) => (value === undefined || (await namesFile(value)) ? undefined : value);
  const hdu = await own(variance?.from);
  return { variance: variance && hdu !== undefined ? { hdu, rule: variance.rule } : undefined, dq: await own(dq), dqBits };
}

/** How the sources of the options are opened: a file by its name, a part of the cube's own file by its name. */
export interface CompanionOpeners {
  readonly file: (name: string) => Promise<SampleSource>;
  readonly part: (name: string) => Promise<SampleSource>;
}

/**
 * The cube with what the options say belongs to it and is not in the FITS file itself: other files, datasets of an HDF5 file. Throws UsageError for what is
 * neither, InputError for what does not fit.
 */
export async function withCompanions(
  source: SampleSource,
  { variance, dq, dqBits }: CompanionOptions,
  { file, part }: CompanionOpeners,
): Promise<SampleSource> {
  const open = async (value: string, option: string): Promise<SampleSource | undefined> => {
    if (await namesFile(value)) return file(value);
    if (source.format === 'FITS') return undefined;
    if (source.format === 'HDF5') return part(value);
    throw new UsageError(`--${option} names no file`, { where: value, why: `${source.format} files have no parts with names` });
  };
  let result = source;
  const values = variance && (await open(variance.from, optionOf(variance.rule)));
  if (values && variance) result = await wrapped(values, () => withVariance(source, values, variance.rule));
  const flags = dq === undefined ? undefined : await open(dq, 'dq');
  if (flags) {
    const rule = parseFlagBits(dqBits ?? 'any', {}, flags.name);
    const before = result;
    result = await wrapped(flags, () => withFlags(before, flags, rule));
  } else if (dqBits !== undefined && source.format !== 'FITS')
    throw new UsageError('--dq-bits needs quality flags', {
      where: source.name,
      remedy: 'Name them: --dq flags.fits, or --dq with a dataset.',
    });
  return result;
}

/** What `make` gives; the other source is closed where it throws. */
async function wrapped(other: SampleSource, make: () => SampleSource): Promise<SampleSource> {
  try {
    return make();
  } catch (err) {
    await other.close();
    throw err;
  }
}
