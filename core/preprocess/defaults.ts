import type { SpectralAxis } from '../cube/types.js';
import { differenceNoise } from './noise.js';
import type { StepSpec } from './types.js';

/** What a sample of native spectra says about the kind of data. */
export interface SampleStatistics {
  /** Share of good samples below 0. */
  readonly negative: number;
  /** True when every good sample is a whole number: counts, or digitised values. */
  readonly whole: boolean;
  /** Largest and mean good sample. */
  readonly max: number;
  readonly mean: number;
  /** Standard deviation of the noise from band-to-band differences. */
  readonly noise: number;
}

/** Measures native spectra [n, bands], NaN for bad samples. */
export function sampleStatistics(data: Float32Array, n: number, bands: number): SampleStatistics {
  let [good, below, whole, max, sum] = [0, 0, true, Number.NEGATIVE_INFINITY, 0];
  for (let i = 0; i < n * bands; i++) {
    const v = data[i];
    if (!Number.isFinite(v)) continue;
    good++;
    sum += v;
    if (v < 0) below++;
    if (v > max) max = v;
    if (whole && !Number.isInteger(v)) whole = false;
  }
  return {
    negative: good ? below / good : 0,
    whole: whole && good > 0,
    max,
    mean: good ? sum / good : 0,
    noise: differenceNoise(data, n, bands),
  };
}

/** Images of up to this many bands are treated as pictures with named bands, not as spectra. */
const FEW_BANDS = 32;
/** Spectra longer than the paper's 1024 bands are merged down to it. */
const MOST_BANDS = 1024;
/** Share of negative samples that shows noise that drowns the signal of single bands. */
const MANY_NEGATIVE = 0.2;
const MERGED = 5;
/** Whole numbers, none below 0, of this mean at most are counts; digitised values are larger. */
const FEW_COUNTS = 50;

/**
 * Steps for a cube about which nothing is said, to be fitted by `fitSteps`. Chosen by what was measured on real data:
 *
 * - Up to 32 bands: `standardise`. In the Landsat scene two of six bands hold 64 % of the variance as it is; then each has a sixth.
 * - Raman shift: `baseline` of order 5 (Lieber and Mahadevan-Jansen's), then `area`. On the cartilage map ARI 0.50 to 0.53 against the
 *   published labels for 10 to 200 rounds, 0.44 to 0.53 for any order from 1 to 8; `area` alone 0.19, `log1p,max` 0.03.
 * - Noise that drowns single bands (more than a fifth of the samples negative): groups of 5 are averaged, then `asinh:scale=auto` and no scaling of
 *   single spectra. On the MUSE deep field (44 % negative) dividing each spectrum by its spread leaves clusters that say nothing of brightness
 *   (R^2 0.00) and hardly hang together in space.
 * - Counts: `poisson`, so that the noise is alike in all bands, then `norm`.
 * - Anything else: `norm`. It was chosen with five labelled cubes in view (`npm run bench:league`).
 */
export function defaultSteps(axis: SpectralAxis, statistics: SampleStatistics): StepSpec[] {
  const bands = axis.values.length;
  const step = (name: string, parameters: Readonly<Record<string, number | string>> = {}): StepSpec => ({
    name,
    version: 1,
    ...parameters,
  });
  const merge = (to: number, mode: 'mean' | 'sum'): StepSpec[] => (to < bands ? [step('rebin', { bands: to, mode })] : []);
  const most = Math.min(bands, MOST_BANDS);
  if (bands <= FEW_BANDS) return [step('standardise')];
  if (axis.kind === 'raman-shift') return [...merge(most, 'mean'), step('baseline', { order: 5, iterations: 50 }), step('area')];
  if (statistics.negative > MANY_NEGATIVE)
    return [...merge(Math.min(most, Math.max(FEW_BANDS, Math.ceil(bands / MERGED))), 'mean'), step('asinh', { scale: 'auto' })];
  if (statistics.whole && statistics.negative === 0 && statistics.mean > 0 && statistics.mean < FEW_COUNTS)
    return [...merge(most, 'sum'), step('poisson'), step('norm')];
  return [...merge(most, 'mean'), step('norm')];
}
