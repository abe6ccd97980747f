import { lowerBound } from '../cube/search.js';

const COEFFICIENTS = [
  -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277,
];

/** Complementary error function; relative error below 1.2e-7 (Press et al., Numerical Recipes, section 6.2). */
export function erfc(x: number): number {
  const z = Math.abs(x);
  const t = 1 / (1 + 0.5 * z);
  let series = 0;
  for (let i = COEFFICIENTS.length - 1; i >= 0; i--) series = series * t + COEFFICIENTS[i];
  const value = t * Math.exp(-z * z + series);
  return x >= 0 ? value : 2 - value;
}

/** Standard deviation of a Gaussian of full width 1 at half maximum. */
export const SIGMA_OF_FWHM = 1 / Math.sqrt(8 * Math.LN2);

/** Beyond this many standard deviations a Gaussian adds nothing that float32 would keep. */
const REACH = 6;

/**
 * Adds `amount` of a Gaussian at `centre` to bins of increasing `edges` [bins + 1]: each bin gets what falls between its edges; with
 * `density`, divided by its width.
 */
export function addGaussian(
  target: Float64Array,
  edges: Float64Array,
  centre: number,
  sigma: number,
  amount: number,
  density = false,
): void {
  const bins = target.length;
  const first = Math.max(0, lowerBound(edges, centre - REACH * sigma) - 1);
  const scale = 1 / (sigma * Math.SQRT2);
  let before = erfc((edges[first] - centre) * scale);
  for (let i = first; i < bins && edges[i] < centre + REACH * sigma; i++) {
    const after = erfc((edges[i + 1] - centre) * scale);
    const inside = (amount * (before - after)) / 2;
    target[i] += density ? inside / (edges[i + 1] - edges[i]) : inside;
    before = after;
  }
}
