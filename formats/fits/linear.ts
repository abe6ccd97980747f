import { matrixElement } from './celestial-cards.js';
import type { FitsHeader } from './header.js';
import type { CardNumbers } from './spectral/cards.js';

/** The linear part of the WCS of one axis: value = crval + cdelt * (pixel - crpix), pixels counted from 1. */
export interface LinearAxis {
  readonly crpix: number;
  readonly crval: number;
  readonly cdelt: number;
  /** True when the header gives a step at all. */
  readonly given: boolean;
  readonly warnings: readonly string[];
}

/**
 * CRPIX, CRVAL and the step of an axis: CDi_i where the header has a CD matrix, else PCi_i * CDELTi (FITS paper I). CDELTi counts where the CD matrix
 * has no card of the axis, as headers have it whose matrix is that of the sky alone.
 */
export function linearAxis(header: FitsHeader, axis: number, cards: CardNumbers = header): LinearAxis {
  const warnings: string[] = [];
  const elements = header.cards.flatMap(card => {
    const element = matrixElement(card.keyword);
    return element ? [{ ...element, card }] : [];
  });
  const of = (matrix: 'CD' | 'PC') => elements.filter(element => element.matrix === matrix);
  const [cds, pcs] = [of('CD'), of('PC')];
  const cdelt = cards.number(`CDELT${axis}`);
  const diagonal = (list: typeof elements): number | undefined => {
    const { card } = list.find(({ i, j }) => i === axis && j === axis) ?? {};
    return card && (typeof card.value === 'number' ? card.value : cards.number(card.keyword));
  };
  const cd = diagonal(cds) ?? cards.number(`CD${axis}_${axis}`);
  const inMatrix = cds.some(({ i }) => i === axis) || cd !== undefined;
  const byMatrix = cds.length > 0 && (inMatrix || cdelt === undefined) ? true : cd !== undefined;
  if (inMatrix && (pcs.length > 0 || (cdelt !== undefined && cdelt !== cd)))
    warnings.push(`both CD and ${pcs.length > 0 ? 'PC' : `CDELT${axis}`} are there: CD counts`);
  else if (cds.length > 0 && !inMatrix && cdelt !== undefined)
    warnings.push(`the CD matrix is of the sky alone and has no CD${axis}_${axis}: the step is CDELT${axis} = ${cdelt}`);
  const coupled = elements.filter(({ i, j, card }) => i !== j && (i === axis || j === axis) && card.value !== 0);
  if (coupled.length > 0)
    warnings.push(
      `${coupled.map(({ card }) => card.keyword).join(', ')}: the spectral axis is treated as independent of the sky`,
    );
  const step = byMatrix ? cd : (diagonal(pcs) ?? 1) * (cdelt ?? 1);
  return {
    crpix: cards.number(`CRPIX${axis}`) ?? 0,
    crval: cards.number(`CRVAL${axis}`) ?? 0,
    cdelt: step ?? 0,
    given: step !== undefined && step !== 0 && (byMatrix || cdelt !== undefined),
    warnings,
  };
}
