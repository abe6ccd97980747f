import { MAD_OF_NORMAL, median, runningMedian } from './running-median.js';

/** A local maximum of a spectrum over its continuum; `significance` is the height in units of the scatter of the residual. */
export interface Peak {
  readonly position: number;
  readonly value: number;
  readonly significance: number;
}

/** How many peaks to give, how strong they must be, and how wide the continuum window is. */
export interface PeakOptions {
  /** At most this many (default 5). */
  readonly max?: number;
  /** Smallest significance (default 5). */
  readonly minSignificance?: number;
  /** Bands of the running median, made odd (default: a fifth of the spectrum, within 5..201). */
  readonly window?: number;
}

/**
 * Local maxima of a spectrum over its continuum, strongest first. The continuum is a running median; the significance of a peak is
 * its height over it in units of the residual's robust scatter (median absolute deviation / 0.6745). Position and value come from the
 * parabola through the highest sample and its neighbours, in the unit of `axisValues` [bands] (any monotonic axis). NaN in `mean`
 * [bands] breaks the spectrum: no peak touches it. A spectrum without scatter, or with fewer than 5 good bands, has no peaks.
 */
export function findPeaks(axisValues: Float64Array, mean: Float64Array, options: PeakOptions = {}): Peak[] {
  const { max = 5, minSignificance = 5 } = options;
  const bands = mean.length;
  const half = Math.floor((options.window ?? Math.min(201, Math.max(5, bands / 5))) / 2);
  const continuum = runningMedian(mean, half);
  const residual = mean.map((value, b) => value - continuum[b]);
  const good = residual.filter(v => !Number.isNaN(v));
  const middle = median(good);
  const scatter = median(good.map(v => Math.abs(v - middle))) / MAD_OF_NORMAL;
  if (good.length < 5 || !(scatter > 0)) return [];

  const peaks: Peak[] = [];
  for (let b = 1; b + 1 < bands; b++) {
    const [left, top, right] = [mean[b - 1], mean[b], mean[b + 1]];
    // A flat top counts once, at its first band.
    if (!(top > left && top >= right)) continue;
    const significance = (residual[b] - middle) / scatter;
    if (!(significance >= minSignificance)) continue;
    const curvature = left - 2 * top + right;
    const shift = (0.5 * (left - right)) / curvature;
    const step = shift < 0 ? axisValues[b] - axisValues[b - 1] : axisValues[b + 1] - axisValues[b];
    peaks.push({ position: axisValues[b] + shift * step, value: top - 0.25 * (left - right) * shift, significance });
  }
  return peaks.sort((a, b) => b.significance - a.significance || a.position - b.position).slice(0, max);
}
