import type { Card } from './card.js';

/** A card of the celestial coordinates under the keyword of today, axes renumbered to 1 and 2. */
export interface Renamed {
  readonly keyword: string;
  /** True for a keyword that the standard has replaced: it counts where the one of today is absent. */
  readonly deprecated: boolean;
}

const PER_AXIS = /^(CTYPE|CRPIX|CRVAL|CDELT|CUNIT|CROTA|CRDER|CSYER|CNAME)(\d+)$/;
const PER_AXIS_PARAMETER = /^(PV|PS)(\d+)(_\d+)$/;
const MATRIX = /^(CD|PC)(?:(\d+)_(\d+)|(\d{3})(\d{3}))$/;
const SIP = /^(A|B|AP|BP)_(ORDER|DMAX|\d_\d)$/;
const GLOBAL = new Set(['WCSNAME', 'LONPOLE', 'LATPOLE', 'RADESYS', 'EQUINOX', 'DATE-OBS', 'MJD-OBS']);
const REPLACED: Readonly<Record<string, string>> = { EPOCH: 'EQUINOX', RADECSYS: 'RADESYS' };

/** Keywords whose value is a number. */
export const isNumeric = (keyword: string): boolean =>
  /^(CRPIX|CRVAL|CDELT|CROTA|CRDER|CSYER|PV|CD\d|PC\d|[AB]P?_\d|LONPOLE|LATPOLE|MJD-OBS)/.test(keyword);

/** The element of a CD or PC matrix that a keyword names, as CDi_j, PCi_j or in the old spelling PC001002. */
export function matrixElement(keyword: string): { matrix: 'CD' | 'PC'; i: number; j: number; old: boolean } | undefined {
  const match = MATRIX.exec(keyword);
  if (!match) return undefined;
  const [i, j] = [match[2] ?? match[4], match[3] ?? match[5]].map(Number);
  return { matrix: match[1] as 'CD' | 'PC', i, j, old: match[2] === undefined };
}

/**
 * What a card says of the celestial axes `x` and `y`: its keyword of today with the axes renumbered to 1 and 2. Deprecated keywords that wcslib
 * heeds (EPOCH, RADECSYS, PC001001, CD001001, PROJPn, which belongs to the latitude axis) are read as those that replaced them. Undefined for
 * cards of other axes and other matters.
 */
export function renameCard({ keyword }: Pick<Card, 'keyword'>, x: number, y: number, latAxis: number): Renamed | undefined {
  const number = (axis: number): number => (axis === x ? 1 : axis === y ? 2 : 0);
  const named = (name: string, deprecated = false): Renamed => ({ keyword: name, deprecated });
  const single = PER_AXIS.exec(keyword);
  if (single) return number(Number(single[2])) ? named(`${single[1]}${number(Number(single[2]))}`) : undefined;
  const parameter = PER_AXIS_PARAMETER.exec(keyword);
  if (parameter) {
    const axis = number(Number(parameter[2]));
    return axis ? named(`${parameter[1]}${axis}${parameter[3]}`) : undefined;
  }
  const projp = /^PROJP(\d)$/.exec(keyword);
  if (projp) return named(`PV${number(latAxis)}_${projp[1]}`, true);
  const element = matrixElement(keyword);
  if (element) {
    const [i, j] = [number(element.i), number(element.j)];
    return i && j ? named(`${element.matrix}${i}_${j}`, element.old) : undefined;
  }
  if (SIP.test(keyword)) return x === 1 && y === 2 ? named(keyword) : undefined;
  if (Object.hasOwn(REPLACED, keyword)) return named(REPLACED[keyword], true);
  return GLOBAL.has(keyword) ? named(keyword) : undefined;
}
