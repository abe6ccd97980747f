import { ruleInWords, type VarianceRule } from '../../../core/cube/companions.js';
import { InputError } from '../../../core/cube/errors.js';
import type { ByteSource } from '../../../core/platform/types.js';
import { findHdu } from '../choose.js';
import { type Hdu, hduLabel, isImage } from '../hdu.js';
import { type ChosenFlags, flagsOf } from './conventions.js';
import { type Meaning, meaningOf, type Role } from './role.js';

/** What a caller says of the HDUs that belong to the data: numbers, or names as `findHdu` takes them. */
export interface AskedCompanions {
  readonly variance?: { readonly hdu: string | number; readonly rule: VarianceRule };
  readonly dq?: string | number;
  /** Which bits count: `any`, `none`, numbers or names. */
  readonly dqBits?: string;
}

/** HDUs that belong to the data HDU, of the same shape. */
export interface Companions {
  readonly variance?: { readonly hdu: Hdu; readonly rule: VarianceRule };
  readonly quality?: { readonly hdu: Hdu; readonly flags: ChosenFlags };
  readonly warnings: readonly string[];
  /** What was taken, and why. */
  readonly notes: readonly string[];
}

const RULES: readonly VarianceRule[] = ['variance', 'sigma', 'inverse'];
const isRule = (role: Role): role is VarianceRule => RULES.includes(role as VarianceRule);

/** An HDU as an option takes it, in quotes where a shell needs them. */
const nameOf = ({ name, index }: Hdu): string => (/^[\w.+-]+$/.test(name) ? name : name === '' ? String(index) : `'${name}'`);

const trimmed = (shape: readonly number[]): string => shape.join(' x ').replace(/( x 1)+$/, '');

/** Why an HDU cannot go with the cube sample by sample; undefined where it can. */
function unfit(hdu: Hdu, cube: Hdu): string | undefined {
  if (!isImage(hdu)) return `it is ${hdu.kind}`;
  if (trimmed(hdu.shape) === trimmed(cube.shape)) return undefined;
  return `its shape is ${hdu.shape.join(' x ')}, not ${cube.shape.join(' x ')}`;
}

const misfit = (source: Pick<ByteSource, 'name'>, hdu: Hdu, why: string): InputError =>
  new InputError('this HDU does not fit the cube', { where: `${source.name}, ${hduLabel(hdu)}`, why });

/** The unit of the square of another, as it is written. */
const squares = (unit: string): string[] =>
  ['**2', '^2', '2', ' 2', '**(2)'].flatMap(power => [`(${unit})${power}`, `${unit}${power}`]);

/**
 * Finds variance and quality beside a data HDU: what `asked` names; else what ESO's cards name (ERRDATA and QUALDATA of the data, SCIDATA of the other);
 * else by what the HDUs are (see `meaningOf`), of the same cube of the file (`IFU.2.NOISE` with `IFU.2.DATA`) and the same EXTVER. What has another shape
 * or type is a warning, and is not used. Throws InputError and UsageError for what was asked for and is not there or does not fit.
 */
export function findCompanions(
  source: Pick<ByteSource, 'name'>,
  hdus: readonly Hdu[],
  cube: Hdu,
  asked: AskedCompanions = {},
): Companions {
  const warnings: string[] = [];
  const notes: string[] = [];
  const upper = (text: string | undefined): string => (text ?? '').toUpperCase();
  const own = meaningOf(cube);
  const alone = isRule(own.role) || own.role === 'quality';
  const meanings = new Map<Hdu, Meaning>(hdus.map(hdu => [hdu, meaningOf(hdu)]));
  const meaning = (hdu: Hdu): Meaning => meanings.get(hdu) as Meaning;
  const usable = (hdu: Hdu): boolean => {
    const why = unfit(hdu, cube);
    if (why) warnings.push(`${hduLabel(hdu)} is not used: ${why}`);
    return why === undefined;
  };
  const explicit = (hdu: string | number): Hdu => {
    const found = findHdu(source, hdus, hdu);
    const why = unfit(found, cube);
    if (why) throw misfit(source, found, why);
    return found;
  };
  /** Those that fit in the order of `rank`, the cube's own before those of no cube in particular. */
  const pick = (keywords: readonly string[], wanted: (m: Meaning) => boolean, rank: (m: Meaning) => number): Hdu | undefined => {
    if (alone) return undefined;
    const named = keywords.map(keyword => upper(cube.header.string(keyword))).find(name => name !== '');
    const linked = (hdu: Hdu): boolean =>
      named ? upper(hdu.name) === named : upper(hdu.header.string('SCIDATA')) === upper(cube.name) && wanted(meaning(hdu));
    const first = hdus.find(hdu => hdu !== cube && linked(hdu) && usable(hdu));
    if (first || named) return first;
    const close = (hdu: Hdu): number => (meaning(hdu).stem === own.stem ? 0 : meaning(hdu).stem === '' ? 1 : 2);
    const fitting = hdus.filter(hdu => hdu !== cube && wanted(meaning(hdu)) && hdu.version === cube.version && close(hdu) < 2);
    fitting.sort((a, b) => close(a) - close(b) || rank(meaning(a)) - rank(meaning(b)) || a.index - b.index);
    return fitting.find(usable);
  };

  let variance: Companions['variance'];
  if (asked.variance) {
    variance = { hdu: explicit(asked.variance.hdu), rule: asked.variance.rule };
    notes.push(`variance: ${hduLabel(variance.hdu)}, ${ruleInWords(variance.rule)}, as the option says`);
  } else {
    const hdu = pick(
      ['ERRDATA', 'ERREXT'],
      ({ role }) => isRule(role),
      ({ role }) => RULES.indexOf(role as VarianceRule),
    );
    if (hdu) {
      const { role, why, doubt } = meaning(hdu);
      const rule = isRule(role) ? role : 'variance';
      variance = { hdu, rule };
      notes.push(`variance: ${hduLabel(hdu)}, ${ruleInWords(rule)} (${isRule(role) ? why : 'nothing says which'})`);
      if (doubt)
        warnings.push(
          `${hduLabel(hdu)}: ${doubt}; --variance ${nameOf(hdu)}, --sigma ${nameOf(hdu)} or --ivar ${nameOf(hdu)} says which it is`,
        );
      const [unit, unitOfData] = [hdu.header.string('BUNIT') ?? '', cube.header.string('BUNIT') ?? ''];
      if (rule === 'sigma' && unitOfData !== '' && squares(unitOfData).includes(unit))
        warnings.push(
          `${hduLabel(hdu)} has the unit of a variance and is ${ruleInWords(rule)} by its name; --variance ${nameOf(hdu)} says which it is`,
        );
    }
  }
  const flags =
    asked.dq === undefined ? pick(['QUALDATA', 'DQEXT'], ({ role }) => role === 'quality', preferMask) : explicit(asked.dq);
  if (flags && flags.bitpix < 0 && asked.dq === undefined) {
    warnings.push(`${hduLabel(flags)} is not used: its samples are no integers; --dq ${nameOf(flags)} takes it all the same`);
    return { variance, warnings: [...new Set(warnings)], notes };
  }
  if (!flags && asked.dqBits !== undefined && !alone)
    warnings.push('--dq-bits has nothing to act on: the cube has no quality flags; --dq HDU names them');
  const quality = flags && { hdu: flags, flags: flagsOf(hdus[0], cube, flags, asked.dqBits) };
  if (quality) notes.push(flagNote(quality));
  return { variance, quality, warnings: [...new Set(warnings)], notes };
}

/** Of several, DQ and MASK before FLAGS and QUALITY, which may say how and not whether. */
const preferMask = ({ why }: Meaning): number => (/DQ/i.test(why) ? 0 : /MASK|BAD|BPM/i.test(why) ? 1 : 2);

function flagNote({ hdu, flags }: NonNullable<Companions['quality']>): string {
  const start = `flags: ${hduLabel(hdu)}, ${flags.text} makes a sample missing`;
  if (flags.by === '') return `${start}, for nothing is known of its bits; --dq-bits 0,3 says which count`;
  return `${start} (${flags.by})`;
}
