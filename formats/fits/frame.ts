import type { SpatialFrame } from '../../core/cube/types.js';
import { isCelestial } from './axis-types.js';
import type { Card } from './card.js';
import { isNumeric, renameCard } from './celestial-cards.js';
import { legalDate } from './dates.js';
import type { Hdu } from './hdu.js';
import { settleMatrix } from './sky-matrix.js';
import { formatCard } from './write-card.js';

const DATES = ['DATE-OBS', 'MJD-OBS'];
const LATITUDE = /^(DEC|[A-Z]{1,2}LAT|[A-Z]{2}LT)(-|$)/;
/** Distortions that stand in tables or in records of several values, which a header of the labels cannot carry. */
const TABLES = /^(CPDIS|CQDIS|D2IM|DP|DQ)/;

/** The card under another keyword, value and comment as they stand in the file, but for exponents, which must be upper case. */
const renamed = ({ value, text, raw }: Card, keyword: string): string =>
  keyword.padEnd(8) + (typeof value === 'number' ? raw.slice(8).replace(text, text.toUpperCase()) : raw.slice(8));

/** What a card becomes in the frame, or why it is left out. */
interface Written {
  readonly card?: string;
  readonly fault?: string;
}

function written(card: Card, keyword: string): Written {
  const { value, text, comment } = card;
  if (keyword === 'DATE-OBS') {
    const legal = typeof value === 'string' ? legalDate(value) : undefined;
    const fault =
      legal === value ? undefined : `illegal date: ${keyword} = ${text} ${legal ? `written as ${legal}` : 'left out'}`;
    return { card: legal && (legal === value ? renamed(card, keyword) : formatCard(keyword, legal, comment)), fault };
  }
  if (keyword === 'EQUINOX') {
    const year = typeof value === 'string' ? /^[BJ]?\s*(\d{4}(?:\.\d*)?)$/i.exec(value.trim())?.[1] : undefined;
    if (year) return { card: formatCard(keyword, Number(year), comment), fault: `${card.keyword} = ${text} is read as ${year}` };
    if (typeof value !== 'number' || value < 1000)
      return { fault: `${card.keyword} = ${text} is no year and is left out: the equinox is not known` };
  }
  if (isNumeric(keyword) && typeof value === 'string') {
    const number = value.trim() === '' ? Number.NaN : Number(value.replace(/d/i, 'e'));
    if (!Number.isFinite(number)) return { fault: `${card.keyword} = ${text} is no number and is left out` };
    return { card: formatCard(keyword, number, comment), fault: `${card.keyword} = ${text} is a text and is read as a number` };
  }
  return { card: renamed(card, keyword) };
}

/**
 * The celestial cards of two FITS axes, renumbered to 1 (x) and 2 (y), otherwise verbatim; deprecated keywords under those that replaced them; DATE-OBS and
 * MJD-OBS also from the primary header. What wcslib reads from them is what it reads from the cube. Numbers in quotes and illegal dates are repaired or
 * dropped, with warnings. `none` when the axes are not celestial.
 */
export function celestialFrame(
  cube: Hdu,
  primary: Hdu,
  xAxis: number,
  yAxis: number,
): { frame: SpatialFrame; warnings: string[] } {
  const { header } = cube;
  if (!isCelestial(header, xAxis) || !isCelestial(header, yAxis)) return { frame: { kind: 'none' }, warnings: [] };
  const latAxis = LATITUDE.test((header.string(`CTYPE${xAxis}`) ?? '').toUpperCase()) ? xAxis : yAxis;
  const warnings: string[] = [];
  const found = new Map<string, { card: string; deprecated: boolean }>();

  const add = (card: Card): void => {
    const target = renameCard(card, xAxis, yAxis, latAxis);
    // A string continued on further cards is no coordinate.
    if (!target || card.raw.startsWith('HIERARCH') || card.fault || card.value === undefined) return;
    const { keyword, deprecated } = target;
    const before = found.get(keyword);
    if (before && (deprecated || !before.deprecated)) return;
    const { card: text, fault } = written(card, keyword);
    if (fault) warnings.push(fault);
    if (text) found.set(keyword, { card: text, deprecated });
  };
  for (const card of header.cards) add(card);
  for (const keyword of DATES) {
    const card = primary.header.get(keyword);
    if (card) add(card);
  }
  const tables = header.cards.filter(({ keyword, raw }) => TABLES.test(keyword) && !raw.startsWith('HIERARCH'));
  if (tables.length > 0)
    warnings.push(`the distortion of ${tables[0].keyword} cannot be carried over: sky coordinates are those without it`);
  const cards = new Map([...found].map(([keyword, { card }]) => [keyword, card]));
  warnings.push(...settleMatrix(header, xAxis, yAxis, cards));
  return {
    frame: { kind: 'celestial', cards: [formatCard('WCSAXES', 2, 'axes of the celestial coordinates'), ...cards.values()] },
    warnings,
  };
}
