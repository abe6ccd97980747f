import type { XrfFit, XrfModel, XrfSpectrum } from './fit.js';
import { type LineFamily, type LineGroup, lineWidth, template } from './groups.js';

/** A family of lines measured in a spectrum. */
export interface MeasuredFamily {
  readonly family: LineFamily;
  /** Counts of the family over those that the rest of its group foretells; 1 where ratios are as in the table. */
  readonly ratio: number;
  /** Area in units of its standard error, all other components held. */
  readonly significance: number;
  /** In the unit of the spectrum times bands. */
  readonly area: number;
}

/** An element a spectrum cannot be explained without, or one of several of which it needs one. */
export interface FoundElement {
  readonly symbol: string;
  /** Square root of what the fit loses without it, in units of the standard error. */
  readonly significance: number;
  /** Area of all its lines, in the unit of the spectrum times bands. */
  readonly area: number;
  readonly families: readonly MeasuredFamily[];
}

/** What a spectrum says about elements. */
export interface XrfDecision {
  /** By area, largest first. */
  readonly found: readonly FoundElement[];
  /** Of each group one is needed, but it cannot be told which. */
  readonly ambiguous: readonly (readonly string[])[];
}

/** Loss of the fit, in standard errors, from which an element counts as found. */
const NEEDED = 7;
/** The same for two of which either would do. */
const EITHER = 10;
/** Significance of its strongest family, all other components held. */
const VISIBLE = 6;
/** Families within this factor of what the others foretell agree; they must be this part of what is foretold, by the square of significance. */
const OFF = 2;
const AGREEMENT = 0.75;
/** Lines below this energy in keV name no element on their own: they crowd, and air and windows take them. */
const LOWEST = 1;
/** M lines of the table end here, keV. */
const HIGHEST_M = 3;
/** Elements whose lines are the tube's. */
const TUBE = ['Mo'];

/** Which elements a fitted spectrum needs. */
export function decide(spectrum: XrfSpectrum, model: XrfModel, fit: XrfFit): XrfDecision {
  const { groups, components } = model;
  const symbols = [...new Set(groups.map(({ element }) => element))];
  const indices = (symbol: string) => groups.flatMap(({ element }, i) => (element === symbol ? [i] : []));
  const candidates = symbols.filter(symbol => indices(symbol).some(i => fit.amounts[i] > 0) && !TUBE.includes(symbol));
  const loss = (...without: readonly string[]) =>
    Math.sqrt(Math.max(0, fit.fit(i => i < groups.length && without.includes(groups[i].element)).chi2 - fit.chi2));
  const seen = candidates.flatMap(symbol => {
    const own = indices(symbol).filter(i => fit.amounts[i] > 0);
    const families = own.flatMap(i => measure(spectrum, model, fit, i));
    const area = own.reduce((sum, i) => sum + fit.amounts[i] * components[i].values.reduce((s, v) => s + v, 0), 0);
    return speaks(groups, own, families) ? [{ symbol, families, area, significance: loss(symbol) }] : [];
  });
  const found = seen.filter(({ significance }) => significance >= NEEDED);
  const spare = seen.filter(({ significance }) => significance < NEEDED);
  const ambiguous: string[][] = [];
  spare.forEach((p, i) => {
    for (const q of spare.slice(i + 1)) if (loss(p.symbol, q.symbol) >= EITHER) ambiguous.push([p.symbol, q.symbol]);
  });
  const hidden = found.filter(p => found.some(q => covers(groups, q.symbol, p.symbol, model.calibration.noise)));
  for (const { symbol } of hidden)
    ambiguous.push([
      symbol,
      ...found.filter(q => covers(groups, q.symbol, symbol, model.calibration.noise)).map(q => `${q.symbol} M lines`),
    ]);
  return { found: found.filter(p => !hidden.includes(p)).sort((p, q) => q.area - p.area), ambiguous };
}

/**
 * Whether the lines that an element shows first are there and in a plausible proportion: K of those up to niobium, K or L in the middle, L of
 * the heavy ones. Others may only confirm.
 */
function speaks(groups: readonly LineGroup[], own: readonly number[], families: readonly MeasuredFamily[]): boolean {
  return own.some(i => {
    const { z, shell, energy, families: members } = groups[i];
    const leads = z < 42 ? shell === 'K' : z > 60 ? shell === 'L' : shell !== 'M';
    if (!leads || energy < LOWEST) return false;
    const measured = families.filter(({ family }) => members.includes(family));
    const visible = measured.some(({ family, significance }) => family === members[0] && significance >= VISIBLE);
    // Each family counts as much as it was foretold clearly: one that stands under a line of another element may be off.
    const clear = measured.map(({ ratio, significance }) => ({ ratio, expected: (significance / ratio) ** 2 }));
    const total = clear.reduce((sum, { expected }) => sum + expected, 0);
    const agreeing = clear.filter(({ ratio }) => ratio > 1 / OFF && ratio < OFF).reduce((sum, { expected }) => sum + expected, 0);
    return visible && agreeing >= AGREEMENT * total;
  });
}

/**
 * Whether M lines of a heavy element stand within a line's width of the K line of a light one: sulphur under lead, mercury and bismuth. The ratio
 * of M to L lines depends on how deep they lie, so the light element cannot be told.
 */
function covers(groups: readonly LineGroup[], heavy: string, light: string, noise: number): boolean {
  const line = groups.find(({ element, shell }) => element === light && shell === 'K');
  if (!line || line.energy > HIGHEST_M) return false;
  return groups
    .filter(({ element, shell }) => element === heavy && shell === 'M')
    .some(({ families }) =>
      families.some(({ name, energy }) => name !== 'Mγ' && Math.abs(energy - line.energy) < lineWidth(energy, noise)),
    );
}

function measure(spectrum: XrfSpectrum, { groups, calibration }: XrfModel, fit: XrfFit, group: number): MeasuredFamily[] {
  const amount = fit.amounts[group];
  const { mean, edges } = spectrum;
  return groups[group].families.map(family => {
    const own = template(family.lines, edges, calibration);
    let [overlap, power] = [0, 0];
    for (let v = 0, b = own.from; v < own.values.length; v++, b++) {
      if (!(fit.weights[b] > 0)) continue;
      const expected = amount * own.values[v];
      overlap += fit.weights[b] * own.values[v] * (mean[b] - fit.model[b] + expected);
      power += fit.weights[b] * own.values[v] ** 2;
    }
    const measured = power > 0 ? overlap / power : 0;
    return {
      family,
      ratio: measured / amount,
      significance: measured * Math.sqrt(power),
      area: measured * own.values.reduce((sum, v) => sum + v, 0),
    };
  });
}
