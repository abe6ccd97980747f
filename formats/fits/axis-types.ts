import type { SpectralKind } from '../../core/cube/types.js';
import type { FitsHeader } from './header.js';
import { spectralUnit } from './units.js';

/** What the CTYPE (or, for want of one, CUNIT) of an axis says about a spectrum. */
export interface SpectralType {
  readonly kind: SpectralKind;
  /** Unit the standard prescribes where CUNIT is absent (FITS paper III, table 1). */
  readonly defaultUnit?: string;
  /** Rule from pixel to value: `''` linear, `LOG`, `TAB`, `LOG10` (DC-FLAG, LOGLAM), or a code that is not computed. */
  readonly rule: string;
  /** False for names outside the standard. */
  readonly standard: boolean;
}

const STANDARD: Readonly<Record<string, readonly [SpectralKind, string]>> = {
  WAVE: ['wavelength-vacuum', 'm'],
  AWAV: ['wavelength-air', 'm'],
  FREQ: ['frequency', 'Hz'],
  WAVN: ['frequency', 'm-1'],
  ENER: ['energy', 'J'],
  VRAD: ['velocity', 'm/s'],
  VOPT: ['velocity', 'm/s'],
  VELO: ['velocity', 'm/s'],
  FELO: ['velocity', 'm/s'],
  ZOPT: ['velocity', ''],
  BETA: ['velocity', ''],
};

const NAMES: readonly (readonly [RegExp, SpectralKind, string?])[] = [
  [/^(LOGLAM|LOG-?LAMBDA|LOG-?WAVE.*)$/, 'wavelength', 'LOG10'],
  [/^(LAMBDA|WAVELENGTH|WAVELEN|WLEN|LAM|WL|WAVE.*)$/, 'wavelength'],
  [/^(RAMAN.*|SHIFT)$/, 'raman-shift'],
  [/^(FREQUENCY|WAVENUMBER)$/, 'frequency'],
  [/^(ENERGY|PHOTON-?ENERGY)$/, 'energy'],
  [/^(VELOCITY|VEL|VLSR)$/, 'velocity'],
  [/^(CHANNEL|CHAN|BAND|PI|PHA|SPECTRAL|SPECTRUM)$/, 'channel'],
];

/** Reads CTYPEi and CUNITi as a spectral type; undefined when the axis is not spectral. */
export function spectralType(header: FitsHeader, axis: number): SpectralType | undefined {
  const ctype = (header.string(`CTYPE${axis}`) ?? '').toUpperCase();
  const log10 = header.number('DC-FLAG') === 1 ? 'LOG10' : '';
  const [kind, defaultUnit] = STANDARD[ctype.slice(0, 4).replace(/-+$/, '')] ?? [];
  // VELO-LSR, FREQ-HEL and their like are the AIPS convention: linear, in another rest frame.
  if (kind && (ctype.length === 4 || ctype[4] === '-')) {
    const code = ctype.slice(5).replace(/^-+|-+$/g, '');
    return { kind, defaultUnit, rule: /^(LSR|HEL|OBS|LSD|GEO|REST|BAR)$/.test(code) ? '' : code || log10, standard: true };
  }
  for (const [pattern, named, rule] of NAMES)
    if (pattern.test(ctype)) return { kind: named, rule: rule ?? log10, standard: false };
  if (ctype === '' || ctype === 'LINEAR') {
    const unit = spectralUnit(header.string(`CUNIT${axis}`) ?? '');
    // Lengths other than these two are as likely a microscope's stage.
    if (unit && (unit.kind !== 'wavelength' || unit.unit === 'Angstrom' || unit.unit === 'nm')) {
      return { kind: unit.kind, rule: log10, standard: false };
    }
  }
  return undefined;
}

/** True for CTYPEs of celestial coordinates: RA/DEC, xLON/xLAT, xyLN/xyLT (FITS paper II). */
export const isCelestial = (header: FitsHeader, axis: number): boolean =>
  /^(RA|DEC|[A-Z]{1,2}LON|[A-Z]{1,2}LAT|[A-Z]{2}LN|[A-Z]{2}LT)(-|$)/.test((header.string(`CTYPE${axis}`) ?? '').toUpperCase());
