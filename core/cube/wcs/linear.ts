import { InputError } from '../errors.js';
import type { CardValues } from './cards.js';

/** Pixel offsets to intermediate world coordinates in degrees: [m11, m12, m21, m22]. */
export type Matrix2 = readonly [number, number, number, number];

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  deg: 1,
  degree: 1,
  degrees: 1,
  arcmin: 1 / 60,
  arcsec: 1 / 3600,
  mas: 1 / 3.6e6,
  rad: 180 / Math.PI,
};

/** Degrees in a unit of axis 1 or 2 (CUNIT, degrees where it is absent). Throws InputError for a unit that is no angle. */
export function degreesPerUnit(cards: CardValues, axis: number): number {
  const unit = cards.string(`CUNIT${axis}`)?.trim() ?? '';
  if (Object.hasOwn(UNITS, unit.toLowerCase())) return UNITS[unit.toLowerCase()];
  throw new InputError('unknown unit of a celestial axis', {
    where: `CUNIT${axis}`,
    why: `'${unit}'`,
    remedy: 'Write it as deg.',
  });
}

/**
 * The matrix of axes 1 and 2: CDELT with PC, else CD, else CDELT with the CROTA of the latitude axis (Greisen and Calabretta 2002, sections 2.1 and
 * 6.1; PC and CD together are illegal, and PC counts, as wcslib has it). Throws InputError for one that cannot be inverted.
 */
export function linearMatrix(cards: CardValues, latAxis = 2): Matrix2 {
  const has = (pattern: RegExp) => cards.keywords.some(keyword => pattern.test(keyword));
  const element = (prefix: string, i: number, j: number, absent: number) => cards.number(`${prefix}${i}_${j}`) ?? absent;
  const step = (axis: number) => cards.number(`CDELT${axis}`) ?? 1;
  const all = (of: (i: number, j: number) => number): Matrix2 => [of(1, 1), of(1, 2), of(2, 1), of(2, 2)];
  const rotation = ((cards.number(`CROTA${latAxis}`) ?? 0) * Math.PI) / 180;
  const cos = Math.cos(rotation);
  // From longitude to latitude, whichever comes first.
  const sin = Math.sin(latAxis === 2 ? rotation : -rotation);
  // A row of CD without any card is that of the unit matrix (wcslib's cdfix).
  const row = (i: number) => [1, 2].some(j => cards.number(`CD${i}_${j}`) !== undefined);
  const matrix = has(/^PC[12]_[12]$/)
    ? all((i, j) => step(i) * element('PC', i, j, i === j ? 1 : 0))
    : has(/^CD[12]_[12]$/)
      ? all((i, j) => element('CD', i, j, i === j && !row(i) ? 1 : 0))
      : // CROTA turns after scaling: its off-diagonal terms carry the other axis' CDELT.
        ([step(1) * cos, -step(2) * sin, step(1) * sin, step(2) * cos] as const);
  const [u, v] = [degreesPerUnit(cards, 1), degreesPerUnit(cards, 2)];
  const [a, b, c, d] = [matrix[0] * u, matrix[1] * u, matrix[2] * v, matrix[3] * v];
  if (!(Math.abs(a * d - b * c) > 1e-12 * (Math.abs(a) + Math.abs(b)) * (Math.abs(c) + Math.abs(d)))) {
    throw new InputError('the matrix of the celestial axes cannot be inverted', {
      where: 'CD, PC, CDELT',
      why: `it is [${[a, b, c, d].join(', ')}]`,
    });
  }
  return [a, b, c, d];
}
