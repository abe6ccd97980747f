import type { VarianceRule } from '../../../core/cube/companions.js';
import type { Hdu } from '../hdu.js';

/** What an HDU is for; `other` is something known that is neither the science data nor used with them (weights, sky, resolution). */
export type Role = VarianceRule | 'data' | 'quality' | 'wavelength' | 'other' | 'unknown';

/** What an HDU is for, of which of several cubes in the file (`stem`: IFU.2 of IFU.2.DATA), and the card that says so. */
export interface Meaning {
  readonly role: Role;
  readonly stem: string;
  readonly why: string;
  /** A contradiction between two cards, in words. */
  readonly doubt?: string;
}

const WORDS: readonly (readonly [Role, string])[] = [
  ['data', 'DATA SCI SCIENCE FLUX SIGNAL CUBE DATACUBE INTENSITY SPEC SPECTRUM SPECTRA PRIMARY OBJECT COUNTS'],
  ['variance', 'STAT VAR VARIANCE VARIANCES VARCUBE MSE'],
  ['sigma', 'ERR ERROR ERRORS ERRS NOISE SIGMA SIG RMS RMSE STD STDDEV STDEV UNC UNCERT UNCERTAINTY UNCERTAINTIES'],
  ['inverse', 'IVAR INVVAR INVVARIANCE INVERSEVARIANCE INVMSE'],
  ['quality', 'DQ MASK BADPIX BPM BADPIXEL BADPIXELS QUAL QUALITY FLAG FLAGS DQI PIXMASK BPMASK BITMASK MSK'],
  ['wavelength', 'WAVE WAVELENGTH WAVELENGTHS LAMBDA WLEN LOGLAM'],
  ['other', 'WGHT WEIGHT WEIGHTS WHT WMAP ERRWEIGHT FIBCOVER EXP EXPMAP EXPTIME SKY LSF PSF FWHM RES DISP MODEL COVAR SENS RESP'],
];
const ROLES: ReadonlyMap<string, Role> = new Map(WORDS.flatMap(([role, words]) => words.split(' ').map(word => [word, role])));

/** Words of the science data that other words are glued to: ERRDATA, SCIVAR. */
const GLUED = /^(DATA|SCI|FLUX)(?=.)|(?<=.)(DATA|SCI|FLUX)$/;

const roleOfWord = (word: string): Role | undefined => ROLES.get(word) ?? ROLES.get(word.replace(GLUED, ''));

/** The words of a name (RED_IVAR, 018.NOISE, SCI1, INVERSE_VARIANCE) and what they say together. */
function meaningOfName(name: string): Meaning {
  const words = (name.toUpperCase().match(/[A-Z]+|\d+/g) ?? []).join(' ').replace(/\bINV(ERSE)? VAR(IANCE)?\b/, 'INVVAR');
  const parts = words.split(' ').filter(word => word !== '');
  const found = parts.map(roleOfWord);
  const role = found.find(r => r !== undefined && r !== 'data' && r !== 'other') ?? (found.includes('data') ? 'data' : undefined);
  // SKY_IVAR belongs to the sky: a word of something else is part of whose it is.
  const stem = parts.filter((_, i) => found[i] === undefined || (role !== undefined && found[i] === 'other')).join('.');
  const fallback: Role = found.includes('other') ? 'other' : 'unknown';
  const decided = role === 'data' && found.includes('other') ? 'other' : (role ?? fallback);
  return { role: decided, stem, why: `EXTNAME = ${name}` };
}

const HDUCLAS3: Readonly<Record<string, Role>> = { MSE: 'variance', RMSE: 'sigma', INVMSE: 'inverse' };

/** What astropy's CCDData writes into UTYPE: the class of the uncertainty, or its short name. */
function roleOfUtype(utype: string): Role | undefined {
  if (/inv|ivar/i.test(utype)) return 'inverse';
  if (/var/i.test(utype)) return 'variance';
  if (/std|stddev/i.test(utype)) return 'sigma';
  return /unknown/i.test(utype) ? 'other' : undefined;
}

const WORD_OF: Readonly<Partial<Record<Role, string>>> = {
  variance: 'a variance',
  sigma: 'a standard deviation',
  inverse: 'an inverse variance',
};

/**
 * What an HDU is for: by UTYPE (astropy), by HDUCLAS2 and HDUCLAS3 (ESO), else by the words of its EXTNAME, with prefixes and suffixes as
 * instruments write them. A nameless primary HDU is data.
 */
export function meaningOf({ name, header }: Pick<Hdu, 'name' | 'header'>): Meaning {
  const named = name === '' ? { role: 'unknown' as Role, stem: '', why: 'no EXTNAME' } : meaningOfName(name);
  const utype = header.string('UTYPE');
  const class2 = header.string('HDUCLAS2')?.toUpperCase();
  const class3 = header.string('HDUCLAS3')?.toUpperCase();
  const byUtype =
    utype && ['sigma', 'variance', 'inverse', 'quality', 'unknown'].includes(named.role) ? roleOfUtype(utype) : undefined;
  const byClass = class3 && Object.hasOwn(HDUCLAS3, class3) ? HDUCLAS3[class3] : undefined;
  const card =
    byUtype !== undefined
      ? { role: byUtype, why: `UTYPE = ${utype}` }
      : byClass !== undefined
        ? { role: byClass, why: `HDUCLAS3 = ${class3}` }
        : class2 === 'QUALITY'
          ? { role: 'quality' as Role, why: 'HDUCLAS2 = QUALITY' }
          : class2 === 'DATA' && named.role === 'unknown'
            ? { role: 'data' as Role, why: 'HDUCLAS2 = DATA' }
            : undefined;
  if (!card) return named;
  // ERR and UNCERT are said of any of the three; STAT and IVAR are not.
  const [a, b] = [WORD_OF[named.role], WORD_OF[card.role]];
  const clear = named.role === 'variance' || named.role === 'inverse';
  const doubt = clear && a && b && a !== b ? `${named.why} means ${a}, ${card.why} ${b}: the latter counts` : undefined;
  // A name without a word of its role says nothing of whose it is.
  return { ...named, ...card, stem: named.role === 'unknown' ? '' : named.stem, doubt };
}
