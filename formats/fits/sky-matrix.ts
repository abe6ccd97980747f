import { matrixElement } from './celestial-cards.js';
import type { FitsHeader } from './header.js';
import { formatCard } from './write-card.js';

/**
 * Makes the matrix of the two celestial axes, whose `cards` (by keyword, changed in place) have lost those of the other axes, mean what it means
 * in the whole header: PC with CDELT counts before CD, and either before CROTA, as wcslib has it. One case is not as wcslib has it, which takes steps
 * of one degree there: CDELT counts where CD has no card of an axis. Returns a warning for each that needed a choice.
 */
export function settleMatrix(header: FitsHeader, xAxis: number, yAxis: number, cards: Map<string, string>): string[] {
  const warnings: string[] = [];
  const elements = header.cards.flatMap(({ keyword }) => matrixElement(keyword) ?? []);
  const [anyPc, anyCd] = ['PC', 'CD'].map(name => elements.some(({ matrix }) => matrix === name));
  const has = (pattern: RegExp): boolean => [...cards.keys()].some(keyword => pattern.test(keyword));
  const drop = (pattern: RegExp): void => {
    for (const keyword of [...cards.keys()]) if (pattern.test(keyword)) cards.delete(keyword);
  };
  const [PC, CD, CROTA] = [/^PC\d_\d$/, /^CD\d_\d$/, /^CROTA\d$/];
  if (has(PC) && has(CD)) {
    warnings.push('both PC and CD are there: PC with CDELT counts for the sky, as wcslib has it');
    drop(CD);
  } else if (has(CD)) {
    for (const [i, axis] of [xAxis, yAxis].entries()) {
      if (elements.some(({ matrix, i: row }) => matrix === 'CD' && row === axis)) continue;
      const step = header.number(`CDELT${axis}`);
      cards.set(`CD${i + 1}_${i + 1}`, formatCard(`CD${i + 1}_${i + 1}`, step ?? 1));
      warnings.push(
        `the CD matrix has no card of axis ${axis}: its step is ${step === undefined ? '1 degree, as wcslib has it' : `CDELT${axis} = ${step}`}`,
      );
    }
  } else if (!has(PC) && anyPc && has(CROTA)) {
    warnings.push('both PC and CROTA are there: PC counts, as wcslib has it, and the sky is not rotated');
    drop(CROTA);
  } else if (!has(PC) && anyCd && has(/^CDELT\d$/)) {
    warnings.push('the CD matrix has no card of the sky: its steps are those of CDELT');
  }
  return warnings;
}
