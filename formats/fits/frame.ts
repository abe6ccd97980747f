import type { SpatialFrame } from '../../core/cube/types.js';
import { isCelestial } from './axis-types.js';
import type { Card } from './card.js';
import { legalDate } from './dates.js';
import type { Hdu } from './hdu.js';
import { formatCard } from './write-card.js';

const PER_AXIS = /^(CTYPE|CRPIX|CRVAL|CDELT|CUNIT|CROTA|CRDER|CSYER|CNAME)(\d+)$/;
const PER_AXIS_PARAMETER = /^(PV|PS)(\d+)(_\d+)$/;
const MATRIX = /^(CD|PC)(\d+)_(\d+)$/;
const SIP = /^(A|B|AP|BP)_(ORDER|DMAX|\d_\d)$/;
const GLOBAL = new Set(['WCSNAME', 'LONPOLE', 'LATPOLE', 'RADESYS', 'RADECSYS', 'EQUINOX', 'DATE-OBS', 'MJD-OBS']);
const DATES = ['DATE-OBS', 'MJD-OBS'];

/** The card under another keyword, value and comment as they stand in the file, but for exponents, which must be upper case. */
const renamed = ({ value, text, raw }: Card, keyword: string): string =>
  keyword.padEnd(8) + (typeof value === 'number' ? raw.slice(8).replace(text, text.toUpperCase()) : raw.slice(8));

/**
 * The celestial cards of two FITS axes, renumbered to 1 (x) and 2 (y), otherwise verbatim; DATE-OBS and MJD-OBS also from the primary
 * header. Illegal dates are repaired or dropped, with one warning. `none` when the axes are not celestial.
 */
export function celestialFrame(
  cube: Hdu,
  primary: Hdu,
  xAxis: number,
  yAxis: number,
): { frame: SpatialFrame; warnings: string[] } {
  const { header } = cube;
  if (!isCelestial(header, xAxis) || !isCelestial(header, yAxis)) return { frame: { kind: 'none' }, warnings: [] };
  const renumber = (axis: string): number => (Number(axis) === xAxis ? 1 : Number(axis) === yAxis ? 2 : 0);
  const hasCd = header.cards.some(card => /^CD\d+_\d+$/.test(card.keyword));
  const warnings: string[] = [];
  const cards = [formatCard('WCSAXES', 2, 'axes of the celestial coordinates')];
  const seen = new Set<string>();
  const dates: string[] = [];

  const target = ({ keyword }: Card): string | undefined => {
    const single = PER_AXIS.exec(keyword);
    if (single) return renumber(single[2]) ? `${single[1]}${renumber(single[2])}` : undefined;
    const parameter = PER_AXIS_PARAMETER.exec(keyword);
    if (parameter) return renumber(parameter[2]) ? `${parameter[1]}${renumber(parameter[2])}${parameter[3]}` : undefined;
    const matrix = MATRIX.exec(keyword);
    // CD and PC together are illegal; CD counts.
    if (matrix)
      return renumber(matrix[2]) && renumber(matrix[3]) && !(hasCd && matrix[1] === 'PC')
        ? `${matrix[1]}${renumber(matrix[2])}_${renumber(matrix[3])}`
        : undefined;
    if (SIP.test(keyword)) return xAxis === 1 && yAxis === 2 ? keyword : undefined;
    return GLOBAL.has(keyword) ? keyword.replace('RADECSYS', 'RADESYS') : undefined;
  };
  const add = (card: Card): void => {
    const keyword = target(card);
    // A string continued on further cards is no coordinate.
    if (!keyword || seen.has(keyword) || card.raw.startsWith('HIERARCH') || card.fault || card.value === undefined) return;
    seen.add(keyword);
    if (keyword !== 'DATE-OBS') {
      cards.push(renamed(card, keyword));
      return;
    }
    const legal = typeof card.value === 'string' ? legalDate(card.value) : undefined;
    if (legal !== card.value) dates.push(`${keyword} = ${card.text} ${legal ? `written as ${legal}` : 'left out'}`);
    if (legal) cards.push(legal === card.value ? renamed(card, keyword) : formatCard(keyword, legal, card.comment));
  };
  for (const card of header.cards) add(card);
  for (const keyword of DATES) {
    const card = primary.header.get(keyword);
    if (card) add(card);
  }
  if (dates.length > 0) warnings.push(`illegal date: ${dates.join('; ')}`);
  return { frame: { kind: 'celestial', cards }, warnings };
}
