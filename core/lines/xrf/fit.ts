import { hats } from '../continuum.js';
import { type Component, type LinearFit, type PreparedModel, prepareModel, sumOf } from '../model.js';
import { type Calibration, escapePeaks, type LineGroup, lineWidth, scattered, template } from './groups.js';
import { sumPeaks } from './sum-peaks.js';

/** A mean spectrum on bins of increasing `edges` in keV, with its standard errors (0 where nothing was measured). */
export interface XrfSpectrum {
  readonly edges: Float64Array;
  readonly mean: Float64Array;
  readonly error: Float64Array;
}

/** Components of a spectrum: first one for each group of lines, then `smooth` others. */
export interface XrfModel {
  readonly groups: readonly LineGroup[];
  readonly components: readonly Component[];
  readonly calibration: Calibration;
}

/** A fit, the weights it was made with, and the means to repeat it without some of the components. */
export interface XrfFit extends LinearFit, PreparedModel {
  readonly weights: Float64Array;
}

/**
 * How far lines may be from the table, as a part of their height: absorption in the sample and the tube change ratios within a shell, no
 * detector is quite Gaussian.
 */
const LINE_TOLERANCE = 0.04;
/** The same for the continuum, which is not quite made of straight pieces. */
const CONTINUUM_TOLERANCE = 0.01;

/** The model of spectra on these edges: lines, scattered lines of the tube, a continuum that bends every five line widths. */
export function xrfModel(edges: Float64Array, groups: readonly LineGroup[], calibration: Calibration): XrfModel {
  const centres = Float64Array.from({ length: edges.length - 1 }, (_, b) => (edges[b] + edges[b + 1]) / 2);
  const knots = [centres[0]];
  const last = centres[centres.length - 1];
  for (;;) {
    const next = knots[knots.length - 1] + 5 * lineWidth(Math.max(1, knots[knots.length - 1]), calibration.noise);
    if (next >= last) break;
    knots.push(next);
  }
  knots.push(last);
  const lines = groups.map(({ families }) =>
    template(
      families.flatMap(family => family.lines),
      edges,
      calibration,
    ),
  );
  return { groups, calibration, components: [...lines, ...scattered(edges, calibration), ...hats(centres, knots)] };
}

/** Fits a spectrum, with the escape and sum peaks of the lines that a first fit finds. */
export function fitXrf(spectrum: XrfSpectrum, model: XrfModel): XrfFit {
  const { groups, components, calibration } = model;
  const { edges } = spectrum;
  const { amounts } = fitLines(spectrum, components, model);
  const escaped = escapePeaks(groups, amounts, edges, calibration);
  const sums = sumPeaks(components.slice(0, groups.length), amounts, edges);
  return fitLines(spectrum, [...components, escaped, ...sums], model, amounts);
}

/**
 * Fits a spectrum with components of which the first are the lines of a model. The weights allow for what the table cannot know, in proportion to a
 * first fit; `guess` [components], the amounts of a similar fit, saves work.
 */
export function fitLines(
  { mean, error }: XrfSpectrum,
  components: readonly Component[],
  { groups }: XrfModel,
  guess?: Float64Array,
): XrfFit {
  const padded = guess && Float64Array.from(components, (_, i) => guess[i] ?? 1);
  const statistical = error.map(e => (e > 0 ? 1 / (e * e) : 0));
  const first = prepareModel(mean, statistical, components, padded).fit();
  const lines = sumOf(components.slice(0, groups.length), first.amounts.slice(0, groups.length), mean.length);
  const weights = error.map((e, b) =>
    e > 0 ? 1 / (e * e + (LINE_TOLERANCE * lines[b]) ** 2 + (CONTINUUM_TOLERANCE * (first.model[b] - lines[b])) ** 2) : 0,
  );
  const prepared = prepareModel(mean, weights, components, first.amounts);
  return { ...prepared.fit(), ...prepared, weights };
}
