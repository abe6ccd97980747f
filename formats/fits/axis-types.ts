import type { SpectralKind } from '../../core/cube/types.js';
import type { FitsHeader } from './header.js';
import { type CardNumbers, SpectralCards } from './spectral/cards.js';
import { watAttributes } from './spectral/iraf.js';
import { axisUnit } from './spectral/unit.js';

/** What the CTYPE (or, for want of one, CUNIT or IRAF's cards) of an axis says about a spectrum. */
export interface SpectralType {
  readonly kind: SpectralKind;
  /** The quantity of paper III: `WAVE`, `VOPT`, or '' for names outside the standard. */
  readonly quantity: string;
  /** Unit the standard prescribes where CUNIT is absent (FITS paper III, table 1). */
  readonly defaultUnit?: string;
  /** CUNIT, or the unit of IRAF's WAT cards. */
  readonly unit?: string;
  /** Rule from pixel to value: `''` linear, `LOG`, `TAB`, `LOG10` (DC-FLAG, LOGLAM), `LN`, or a code of paper III. */
  readonly rule: string;
  /** False for names outside the standard. */
  readonly standard: boolean;
  /** What the type was taken from, where CTYPE alone did not say it. */
  readonly by?: string;
}

const STANDARD: Readonly<Record<string, readonly [SpectralKind, string]>> = {
  WAVE: ['wavelength-vacuum', 'm'],
  AWAV: ['wavelength-air', 'm'],
  FREQ: ['frequency', 'Hz'],
  AFRQ: ['frequency', 'rad/s'],
  WAVN: ['wavenumber', 'm-1'],
  ENER: ['energy', 'J'],
  VRAD: ['velocity', 'm/s'],
  VOPT: ['velocity', 'm/s'],
  VELO: ['velocity', 'm/s'],
  FELO: ['velocity', 'm/s'],
  ZOPT: ['velocity', ''],
  BETA: ['velocity', ''],
  FDEP: ['faraday-depth', 'rad/m^2'],
};

/** Names outside the standard, without the characters between words. */
const NAMES: readonly (readonly [RegExp, SpectralKind, string?])[] = [
  [/^LN(LAM|LAMBDA|WAVE.*)$/, 'wavelength', 'LN'],
  [/^(LOG|LOG10)(LAM|LAMBDA|WAVE.*)$/, 'wavelength', 'LOG10'],
  [/^AIRWAVE.*$/, 'wavelength-air'],
  [/^(LAMBDA|LAMDA|WAVELENGTH|WAVELEN|WLEN|LAM|WL|WAVE(?!N).*)$/, 'wavelength'],
  [/^(RAMAN.*|SHIFT)$/, 'raman-shift'],
  [/^(FREQUENCY|FREQUENC)$/, 'frequency'],
  [/^(WAVENUMBER|WAVENUM)$/, 'wavenumber'],
  [/^(ENERGY|PHOTONENERGY)$/, 'energy'],
  [/^(VELOCITY|VEL|VLSR|VHEL|VOPTICAL|VRADIO)$/, 'velocity'],
  [/^(FARADAY|FARADAYDEPTH|PHI)$/, 'faraday-depth'],
  [/^(CHANNEL|CHAN|BAND|PI|PHA|SPECTRAL|SPECTRUM)$/, 'channel'],
];

/** Axes that are something else, whatever their unit. */
const ELSEWHERE =
  /^(STOKES|COMPLEX|CUBEFACE|RA|DEC|[A-Z]{1,2}L(ON|AT)|[A-Z]{2}L[NT]|UTC?|TIME|TAI|TT|TDB|X|Y|POSITION.*|OFFSET.*|PARAM|AZ|EL)(-|$)/;

/** Rest frames that AIPS writes after the type: VELO-LSR is linear, in another frame. */
const FRAMES = /^(LSR|LSRK|LSRD|HEL|OBS|LSD|GEO|REST|BAR|TOP|GAL|SOU)$/;

/**
 * Reads CTYPEi and CUNITi as a spectral type; undefined when the axis is not spectral. `header` is of the cube or, with what the primary header adds,
 * `cards`. A misspelt or unknown CTYPE gives way to a CUNIT that can mean only one thing.
 */
export function spectralType(
  header: FitsHeader,
  axis: number,
  cards: CardNumbers = new SpectralCards(header, undefined, axis),
): SpectralType | undefined {
  const ctype = (cards.string(`CTYPE${axis}`) ?? '').toUpperCase();
  const wat = watAttributes(header, axis);
  const written = cards.string(`CUNIT${axis}`) || wat.get('units') || undefined;
  const unit = written === undefined ? undefined : axisUnit(written);
  const log10 = cards.number('DC-FLAG') === 1 ? 'LOG10' : '';
  const quantity = ctype.slice(0, 4).replace(/-+$/, '');
  const [kind, defaultUnit] = Object.hasOwn(STANDARD, quantity) ? STANDARD[quantity] : [];
  if (kind && (ctype.length === 4 || ctype[4] === '-')) {
    const code = ctype.slice(5).replace(/^-+|-+$/g, '');
    // AIPS' FELO is an optical velocity on an axis regular in frequency: VOPT-F2W of paper III.
    const rule = quantity === 'FELO' && (code === '' || FRAMES.test(code)) ? 'F2W' : FRAMES.test(code) ? '' : code;
    return { kind, quantity, defaultUnit, unit: written, rule: rule || log10, standard: true };
  }
  const name = ctype.replace(/[^A-Z0-9]/g, '');
  for (const [pattern, named, rule] of NAMES)
    if (pattern.test(name)) return { kind: named, quantity: '', unit: written, rule: rule ?? log10, standard: false };
  if (ELSEWHERE.test(ctype)) return undefined;
  const plain = ctype === '' || ctype === 'LINEAR';
  const axtype = wat.get('axtype') ?? '';
  if (/^(wave|freq)/i.test(axtype) || /wavelength|lambda/i.test(wat.get('label') ?? '')) {
    const by = `IRAF's WAT${axis}_001`;
    return { kind: unit?.kind ?? 'wavelength', quantity: '', unit: written, rule: log10, standard: false, by };
  }
  // Lengths other than these two are as likely a microscope's stage.
  if (!unit || (unit.kind === 'wavelength' && unit.unit !== 'Angstrom' && unit.unit !== 'nm' && !(unit.unit === 'um' && !plain)))
    return undefined;
  const by = plain ? undefined : `CTYPE${axis} = '${ctype}' is not known, and CUNIT${axis} = '${written}' is of ${unit.kind}`;
  // Of a unit alone, 1/cm is a Raman shift.
  const alone = unit.unit === 'cm-1' ? 'raman-shift' : unit.kind;
  return { kind: alone, quantity: '', unit: written, rule: log10, standard: false, by };
}

/** True for CTYPEs of celestial coordinates: RA/DEC, xLON/xLAT, xyLN/xyLT (FITS paper II). */
export const isCelestial = (header: FitsHeader, axis: number): boolean =>
  /^(RA|DEC|[A-Z]{1,2}LON|[A-Z]{1,2}LAT|[A-Z]{2}LN|[A-Z]{2}LT)(-|$)/.test((header.string(`CTYPE${axis}`) ?? '').toUpperCase());
