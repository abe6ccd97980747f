import { compound } from '../../synth/xrf/compound.js';
import { type Pigment, pigments } from '../../synth/xrf/pigments.js';
import { elements } from '../../synth/xrf/table.js';

/** Elements of supports, grounds, glass and binders: they point to no pigment. */
const COMMON = ['Na', 'Mg', 'Al', 'Si', 'S', 'Cl', 'K', 'Ca'];
/** Lines below this energy in keV are lost in air and in the paint itself. */
const SEEN = 1.9;
/** Substances below this share of a pigment are its impurities. */
const IMPURITY = 0.07;

/** The elements without which a pigment is not what it is, as far as X-rays can see them. */
function marks({ formulae }: Pigment): string[] {
  const symbols = formulae.flatMap(([formula, share]) => (share < IMPURITY ? [] : [...compound(formula).keys()]));
  const seen = symbols.filter(({ symbol }) =>
    elements()
      .get(symbol)
      ?.shells.some(({ lines }) => lines.some(l => l.energy > SEEN)),
  );
  return [...new Set(seen.map(({ symbol }) => symbol))].filter(symbol => !COMMON.includes(symbol));
}

let known: (readonly [name: string, marks: readonly string[]])[] | undefined;

/**
 * Historical pigments all of whose marking elements are among these, those with more marks first. Hints, not identifications: X-rays cannot tell
 * apart pigments of the same elements, and organic ones have none.
 */
export function pigmentHints(symbols: readonly string[]): string[] {
  known ??= Object.values(pigments).map(pigment => [pigment.name, marks(pigment)] as const);
  return known
    .filter(([, own]) => own.length > 0 && own.every(symbol => symbols.includes(symbol)))
    .sort((p, q) => q[1].length - p[1].length)
    .map(([name]) => name);
}
