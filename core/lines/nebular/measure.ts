import { addGaussian, SIGMA_OF_FWHM } from '../../synth/erf.js';
import { hats } from '../continuum.js';
import { componentOf, type LinearFit, prepareModel, sumOf } from '../model.js';
import type { OpticalLine } from './lines.js';
import type { Residual } from './noise.js';

/** A line measured together with all others: flux in the unit of the spectrum times Angstrom. */
export interface MeasuredLine {
  readonly line: OpticalLine;
  /** Angstrom, on the axis of the cube. */
  readonly wavelength: number;
  readonly flux: number;
  readonly error: number;
  /** Square root of what the fit loses without it. */
  readonly significance: number;
}

/** All lines at one redshift and of one width. */
export interface Measurement {
  readonly z: number;
  readonly zError: number;
  /** Full width at half maximum, Angstrom. */
  readonly width: number;
  readonly lines: readonly MeasuredLine[];
}

/** A spectrum on bins of increasing `edges` in Angstrom; weight is given by the error (0: not measured). */
export interface LineSpectrum extends Residual {
  readonly edges: Float64Array;
  readonly centres: Float64Array;
}

/** What profiles may differ from Gaussians of one width, as a part of their height. */
const SHAPE_TOLERANCE = 0.05;
/** The continuum may bend every so many line widths, and Angstrom. */
const KNOTS = { widths: 25, angstrom: 100 };

/** Fits all `lines` with one redshift near `z` and one width, the continuum with them. */
export function measureLines(
  spectrum: LineSpectrum,
  lines: readonly OpticalLine[],
  rest: (line: OpticalLine) => number,
  z: number,
): Measurement {
  const { centres } = spectrum;
  const band = (centres[centres.length - 1] - centres[0]) / (centres.length - 1);
  let amounts: Float64Array | undefined;
  const cost = (at: number, width: number) => {
    const { fit } = fitLines(spectrum, lines, rest, at, width, amounts);
    amounts = fit.amounts;
    return fit.chi2;
  };
  let best = { z, width: Math.max(2.5, 2 * band) };
  let lowest = cost(best.z, best.width);
  const middle = centres[centres.length >> 1];
  for (let scale = 1; scale >= 1 / 16; scale /= 2) {
    for (let moved = true, round = 0; moved && round < 4; round++) {
      moved = false;
      const tries = [-1, 1].flatMap(sign => [
        { z: best.z + (sign * scale * band) / middle, width: best.width },
        { z: best.z, width: best.width * (1 + 0.5 * scale) ** sign },
      ]);
      for (const next of tries) {
        if (next.width < band || next.width > 20 * Math.max(band, 1)) continue;
        const value = cost(next.z, next.width);
        if (value < lowest) {
          [best, lowest, moved] = [next, value, true];
        }
      }
    }
  }
  const { fit, prepared, weights, components } = fitLines(spectrum, lines, rest, best.z, best.width, amounts);
  const measured = lines.map((line, i): MeasuredLine => {
    const { from, values } = components[i];
    let power = 0;
    for (let v = 0; v < values.length; v++) power += weights[from + v] * values[v] ** 2;
    const significance =
      fit.amounts[i] > 0 ? Math.sqrt(Math.max(0, prepared.fit(component => component === i).chi2 - fit.chi2)) : 0;
    const flux = fit.amounts[i];
    const alone = power > 0 ? 1 / Math.sqrt(power) : Number.POSITIVE_INFINITY;
    return {
      line,
      wavelength: rest(line) * (1 + best.z),
      flux,
      error: significance > 0 ? Math.max(alone, flux / significance) : alone,
      significance,
    };
  });
  // The centre of a Gaussian of significance s is known to sigma / s (Landman, Roussel-Dupre and Tanigawa 1982, but for a factor near 1).
  const total = Math.hypot(...measured.map(({ significance }) => significance));
  return { ...best, zError: (best.width * SIGMA_OF_FWHM) / middle / Math.max(1, total), lines: measured };
}

function fitLines(
  spectrum: LineSpectrum,
  lines: readonly OpticalLine[],
  rest: (line: OpticalLine) => number,
  z: number,
  width: number,
  guess?: Float64Array,
) {
  const { edges, centres, continuum, lines: residual, error } = spectrum;
  const profiles = lines.map(line => {
    const out = new Float64Array(centres.length);
    addGaussian(out, edges, rest(line) * (1 + z), width * SIGMA_OF_FWHM, 1, true);
    return componentOf(out);
  });
  const knots = [centres[0]];
  const spacing = Math.max(KNOTS.angstrom, KNOTS.widths * width);
  while (knots[knots.length - 1] + spacing < centres[centres.length - 1]) knots.push(knots[knots.length - 1] + spacing);
  knots.push(centres[centres.length - 1]);
  const components = [...profiles, ...hats(centres, knots)];
  // Amounts are never negative, continua may be: a constant, which the triangles add up to, lifts them.
  const lift = 2 * continuum.reduce((most, v) => Math.max(most, Math.abs(v) || 0), 0) + 1e-30;
  const raised = continuum.map((v, b) => (Number.isNaN(v) || error[b] === 0 ? 0 : v + residual[b] + lift));
  let weights = error.map(e => (e > 0 ? 1 / (e * e) : 0));
  const known = guess && Float64Array.from(components, (_, i) => guess[i] ?? 1);
  let prepared = prepareModel(raised, weights, components, known);
  let fit: LinearFit = prepared.fit();
  const height = sumOf(profiles, fit.amounts.slice(0, profiles.length), centres.length);
  weights = error.map((e, b) => (e > 0 ? 1 / (e * e + (SHAPE_TOLERANCE * height[b]) ** 2) : 0));
  prepared = prepareModel(raised, weights, components, fit.amounts);
  fit = prepared.fit();
  return { fit, prepared, weights, components };
}
