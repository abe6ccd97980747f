import { UsageError } from '../../cube/errors.js';
import { crossSection, elementOf, type XrayElement } from './table.js';

/** Mass fractions of the elements of a substance. */
export type Compound = ReadonlyMap<XrayElement, number>;

/**
 * Mass fractions from a formula such as `2PbCO3.Pb(OH)2`: atoms, brackets, and parts joined by a dot, each with a factor in front. Throws
 * UsageError for a formula that cannot be read or an element without data.
 */
export function compound(formula: string): Compound {
  const masses = new Map<XrayElement, number>();
  for (const part of formula.split(/[.·]/)) {
    const [, factor, body] = /^(\d*)(.*)$/.exec(part.trim())!;
    for (const [symbol, atoms] of atomsOf(body, formula)) {
      const element = elementOf(symbol);
      masses.set(element, (masses.get(element) ?? 0) + atoms * element.weight * (factor ? Number(factor) : 1));
    }
  }
  return normalised(masses);
}

/** A mixture by mass of compounds with their shares, which need not sum to 1. */
export function blend(parts: readonly (readonly [Compound, number])[]): Compound {
  const masses = new Map<XrayElement, number>();
  for (const [substance, share] of parts)
    for (const [element, fraction] of substance) masses.set(element, (masses.get(element) ?? 0) + share * fraction);
  return normalised(masses);
}

/** Mass attenuation of a compound in cm2/g at an energy in keV. */
export function attenuation(substance: Compound, energy: number): number {
  let sum = 0;
  for (const [element, fraction] of substance) sum += fraction * crossSection(element.attenuation, energy);
  return sum;
}

function normalised(masses: ReadonlyMap<XrayElement, number>): Compound {
  const total = [...masses.values()].reduce((sum, mass) => sum + mass, 0);
  return new Map([...masses].map(([element, mass]) => [element, mass / total]));
}

function atomsOf(body: string, formula: string): Map<string, number> {
  const stack = [new Map<string, number>()];
  const add = (symbol: string, atoms: number) =>
    stack[stack.length - 1].set(symbol, (stack[stack.length - 1].get(symbol) ?? 0) + atoms);
  let at = 0;
  for (const { 0: token, index, 1: symbol, 2: count, 3: closing } of body.matchAll(/([A-Z][a-z]?)(\d*)|\(|\)(\d*)/g)) {
    if (index !== at) break;
    at += token.length;
    if (symbol) add(symbol, count ? Number(count) : 1);
    else if (token === '(') stack.push(new Map());
    else if (stack.length > 1) for (const [inner, atoms] of stack.pop()!) add(inner, atoms * (closing ? Number(closing) : 1));
    else at = -1;
  }
  if (at !== body.length || body === '' || stack.length !== 1)
    throw new UsageError(`'${formula}' is no chemical formula`, { remedy: 'Write it like 2PbCO3.Pb(OH)2.' });
  return stack[0];
}
