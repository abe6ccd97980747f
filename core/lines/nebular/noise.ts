import { MAD_OF_NORMAL, median, runningMedian } from '../../cube/running-median.js';
import { meanErrors } from '../errors.js';
import type { MeanSpectrum } from '../types.js';

/** A mean spectrum split into what is smooth and what is not. */
export interface Residual {
  /** [bands] running median. */
  readonly continuum: Float64Array;
  /** [bands] the rest; NaN where nothing was measured. */
  readonly lines: Float64Array;
  /** [bands] standard error of the mean; 0 where nothing was measured. */
  readonly error: Float64Array;
}

/**
 * Continuum and errors of a mean spectrum. The error of a band is the larger of two: the scatter of the spectra over the root of their number,
 * which knows the lines of the sky, and the scatter of neighbouring bands, which knows faults that all spectra share. What varies in the
 * first because the source is brighter here than there goes with the height of its lines, and is taken out.
 */
export function residualOf(spectrum: MeanSpectrum, halfWindow: number): Residual {
  const { mean, std, samples } = spectrum;
  const continuum = runningMedian(mean, halfWindow);
  const lines = mean.map((v, b) => v - continuum[b]);
  const size = lines.map(Math.abs);
  const scatter = runningMedian(size, 4 * halfWindow).map(v => v / MAD_OF_NORMAL);
  const contrast = brightnessContrast(lines, std);
  const own = std.map((s, b) => Math.sqrt(Math.max(0, s * s - (contrast * Math.max(0, lines[b])) ** 2)));
  const error = meanErrors(own, samples).map((e, b) => (e > 0 && !Number.isNaN(mean[b]) ? Math.max(e, scatter[b]) : 0));
  return { continuum, lines, error };
}

/** Standard deviation over mean of the brightness of lines: the least that the highest bands show. */
function brightnessContrast(lines: Float64Array, std: Float64Array): number {
  const order = [...lines.keys()].filter(b => lines[b] > 0 && std[b] > 0).sort((p, q) => lines[q] - lines[p]);
  const highest = order.slice(0, 5).map(b => std[b] / lines[b]);
  return highest.length < 5 ? 0 : Math.min(...highest, median(Float64Array.from(highest)));
}
