import { bitsInWords, type FlagRule, parseFlagBits } from '../../../core/cube/flags.js';
import type { Hdu } from '../hdu.js';

/** What is known of the bits of an instrument's quality flags. */
interface Convention {
  readonly name: string;
  /** Bits by name. */
  readonly bits: Readonly<Record<string, number>>;
  /** Names of those that make a sample useless by the survey's own definition, or any. */
  readonly bad: readonly string[] | 'any';
  recognises(card: (keyword: string) => string, quality: Hdu): boolean;
}

const numbered = (names: string, from = 0): Record<string, number> =>
  Object.fromEntries(names.split(' ').map((name, i) => [name, from + i]));

const CONVENTIONS: readonly Convention[] = [
  {
    name: 'MANGA_DRP3PIXMASK',
    bits: { ...numbered('NOCOV LOWCOV DEADFIBER FORESTAR'), DONOTUSE: 10 },
    bad: ['DONOTUSE'],
    recognises: (card, { shape }) =>
      card('MASKNAME') === 'MANGA_DRP3PIXMASK' ||
      (card('MASKNAME') === '' && /^manga$/i.test(card('INSTRUME')) && card('DAPFRMT') === '' && shape.length === 3),
  },
  {
    name: 'MANGA_DAPSPECMASK',
    bits: numbered('IGNORED FORESTAR FLUXINVALID IVARINVALID ARTIFACT FITIGNORED FITFAILED ELIGNORED ELFAILED NOMODEL'),
    // The others are about the models, not about the spectra.
    bad: ['IGNORED', 'FORESTAR', 'FLUXINVALID', 'IVARINVALID'],
    recognises: (card, { shape }) => card('MASKNAME') === 'MANGA_DAPSPECMASK' || (card('DAPFRMT') !== '' && shape.length === 3),
  },
  {
    name: 'JWST',
    bits: numbered(
      'DO_NOT_USE SATURATED JUMP_DET DROPOUT OUTLIER PERSISTENCE AD_FLOOR CHARGELOSS UNRELIABLE_ERROR NON_SCIENCE DEAD HOT WARM LOW_QE RC ' +
        'TELEGRAPH NONLINEAR BAD_REF_PIXEL NO_FLAT_FIELD NO_GAIN_VALUE NO_LIN_CORR NO_SAT_CHECK UNRELIABLE_BIAS UNRELIABLE_DARK ' +
        'UNRELIABLE_SLOPE UNRELIABLE_FLAT OPEN ADJ_OPEN FLUX_ESTIMATED MSA_FAILED_OPEN OTHER_BAD_PIXEL REFERENCE_PIXEL',
    ),
    bad: ['DO_NOT_USE'],
    recognises: card => card('TELESCOP') === 'JWST',
  },
  {
    // Euro3D format definition, section 5.3: 0 is a good pixel, any bit an anomaly.
    name: 'Euro3D, MUSE',
    bits: {},
    bad: 'any',
    recognises: card => card('INSTRUME') === 'MUSE' || card('EURO3D') !== '',
  },
  {
    name: 'KCWI',
    bits: {},
    bad: 'any',
    recognises: card => /^(KCWI|KCRM)/.test(card('INSTRUME')),
  },
  {
    name: 'an 8-bit MASK (astropy CCDData, LVM)',
    bits: {},
    bad: 'any',
    recognises: (_, { bitpix, name }) => bitpix === 8 && /^MASK$/i.test(name),
  },
  {
    name: 'a mask of bad pixels',
    bits: {},
    bad: 'any',
    recognises: (_, { name }) => /BAD_?PIX|BPM|BADPIXEL/i.test(name),
  },
];

/** Bits that a header defines itself: MP_name = bit (Rubin), MSKNnnnn = name with MSKMnnnn = value (Firefly). */
function bitsOfHeader({ header }: Hdu): Record<string, number> {
  const bits: Record<string, number> = {};
  for (const { keyword, value } of header.cards) {
    if (/^MP_/.test(keyword) && typeof value === 'number') bits[keyword.slice(3)] = value;
    const number = /^MSKN(\d{4})$/.exec(keyword)?.[1];
    const mask = number === undefined ? undefined : header.number(`MSKM${number}`);
    if (mask && typeof value === 'string') bits[value.trim()] = Math.log2(mask);
  }
  return bits;
}

/** The rule that ESO's cards give: MASKZERO (0 is good), MASKONE (1 is good), FLAG32BIT and FLAG16BIT with the bits of QUALMASK. */
function ruleOfEso({ header }: Hdu): (FlagRule & { by: string }) | undefined {
  const kind = header.string('HDUCLAS3')?.toUpperCase() ?? '';
  if (kind === 'MASKZERO') return { counts: 'any', text: 'any value but 0', by: 'HDUCLAS3 = MASKZERO' };
  if (kind === 'MASKONE') return { counts: 'zero', text: '0', by: 'HDUCLAS3 = MASKONE' };
  const mask = header.number('QUALMASK');
  if (!/^FLAG\d+BIT$/.test(kind) || mask === undefined || !(mask > 0)) return undefined;
  const bits = Array.from({ length: 32 }, (_, bit) => bit).filter(bit => Math.floor(mask / 2 ** bit) % 2 === 1);
  return { counts: bits, text: bitsInWords(bits, {}), by: `QUALMASK = ${mask}` };
}

/** Which flags count, and by what: the name of a convention, a card or the option. `by` is '' where nothing is known of the bits. */
export interface ChosenFlags extends FlagRule {
  readonly by: string;
}

/**
 * Which bits of a quality HDU make a sample missing: those of --dq-bits (`asked`), by numbers or by names of the file or of a known survey; else those
 * that the convention of the instrument calls useless; else any. Throws UsageError for names that are not known.
 */
export function flagsOf(primary: Hdu, cube: Hdu, quality: Hdu, asked?: string): ChosenFlags {
  const card = (keyword: string): string =>
    [quality, cube, primary].map(({ header }) => header.string(keyword) ?? '').find(text => text !== '') ?? '';
  const convention = CONVENTIONS.find(known => known.recognises(card, quality));
  if (asked !== undefined) {
    const own = { ...convention?.bits, ...bitsOfHeader(quality) };
    // A name that only one survey has needs no card that names the survey.
    const others = CONVENTIONS.filter(({ bits }) => bits !== convention?.bits).flatMap(({ bits }) => Object.entries(bits));
    const elsewhere = Object.fromEntries(
      others.filter(([name, bit]) => !(name in own) && others.every(([n, b]) => n !== name || b === bit)),
    );
    const known = Object.keys(own).length > 0 ? own : elsewhere;
    return { ...parseFlagBits(asked, known, `HDU ${quality.index} (${quality.name})`), by: `--dq-bits ${asked}` };
  }
  const eso = ruleOfEso(quality);
  if (eso) return eso;
  if (!convention) return { counts: 'any', text: 'any bit', by: '' };
  const { name, bits, bad } = convention;
  if (bad === 'any') return { counts: 'any', text: 'any bit', by: name };
  const counts = bad.map(word => bits[word]);
  return { counts, text: bitsInWords(counts, bits), by: name };
}
