import type { FitsHeader } from './header.js';

/** The linear part of the WCS of one axis: value = crval + cdelt * (pixel - crpix), pixels counted from 1. */
export interface LinearAxis {
  readonly crpix: number;
  readonly crval: number;
  readonly cdelt: number;
  /** True when the header gives a step at all. */
  readonly given: boolean;
  readonly warnings: readonly string[];
}

/** CRPIX, CRVAL and the step of an axis: CDi_i where the header has a CD matrix, else PCi_i * CDELTi (FITS paper I). */
export function linearAxis(header: FitsHeader, axis: number): LinearAxis {
  const warnings: string[] = [];
  const has = (pattern: RegExp): boolean => header.cards.some(card => pattern.test(card.keyword));
  const cd = has(/^CD\d+_\d+$/);
  const pc = has(/^PC\d+_\d+$/);
  const cdelt = header.number(`CDELT${axis}`);
  if (cd && (pc || cdelt !== undefined)) warnings.push(`both CD and ${pc ? 'PC' : `CDELT${axis}`} are there: CD counts`);
  const coupled = header.cards.filter(({ keyword, value }) => {
    const match = /^(?:CD|PC)(\d+)_(\d+)$/.exec(keyword);
    return match && match[1] !== match[2] && (Number(match[1]) === axis || Number(match[2]) === axis) && value !== 0;
  });
  if (coupled.length > 0)
    warnings.push(`${coupled.map(card => card.keyword).join(', ')}: the spectral axis is treated as independent of the sky`);
  const step = cd ? header.number(`CD${axis}_${axis}`) : (header.number(`PC${axis}_${axis}`) ?? 1) * (cdelt ?? 1);
  return {
    crpix: header.number(`CRPIX${axis}`) ?? 0,
    crval: header.number(`CRVAL${axis}`) ?? 0,
    cdelt: step ?? 0,
    given: step !== undefined && step !== 0 && (cd || cdelt !== undefined),
    warnings,
  };
}
