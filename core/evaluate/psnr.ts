import { UsageError } from '../cube/errors.js';

/**
 * Relative losses of PSNR of the paper's appendix B. Its text gives the numbers and no formula; here a level d means
 * PSNR(degraded) = (1 - d) PSNR(given), in decibels against the cube without noise.
 */
export const psnrLadder: readonly number[] = [0, 0.21, 0.33, 0.4, 0.45];

/** Mean squared difference of a cube from its truth, gathered piece by piece. */
export interface ErrorSum {
  readonly n: number;
  readonly squares: number;
  /** Largest value of the truth: the peak of PSNR. */
  readonly peak: number;
}

/** An empty sum. */
export const noError: ErrorSum = { n: 0, squares: 0, peak: 0 };

/** Adds a piece [n] of a cube and its truth; samples that are not finite are left out. */
export function addError(sum: ErrorSum, cube: ArrayLike<number>, truth: ArrayLike<number>): ErrorSum {
  let { n, squares, peak } = sum;
  let part = 0;
  for (let i = 0; i < truth.length; i++) {
    const difference = cube[i] - truth[i];
    if (!Number.isFinite(difference)) continue;
    part += difference * difference;
    if (truth[i] > peak) peak = truth[i];
    n++;
  }
  squares += part;
  return { n, squares, peak };
}

/** Peak signal-to-noise ratio 10 log10(peak^2 / mean squared error) in dB; infinite without error. */
export const psnr = ({ n, squares, peak }: ErrorSum): number => 10 * Math.log10((peak * peak * n) / squares);

/** What takes a cube of this error down to a level. */
export interface Degradation {
  /** Of the loss, 0 .. below 1. */
  readonly level: number;
  /** dB. */
  readonly psnr: number;
  /** Mean squared error at this level. */
  readonly mse: number;
  /** Standard deviation of white Gaussian noise to add. */
  readonly sigma: number;
  /** Of counts, the share to keep (and to divide by afterwards); right where the error is Poisson noise. */
  readonly keep: number;
}

/**
 * Noise that takes a cube to (1 - level) of its PSNR: mse(level) = peak^2 10^(-PSNR / 10), and white noise adds to the error what is missing; for counts
 * the error of a thinned and rescaled cube is 1 / keep times as large. Throws UsageError for a level that is not from 0 to below 1 or a cube that has
 * no error to begin with.
 */
export function degradation(error: ErrorSum, level: number): Degradation {
  const before = error.squares / error.n;
  if (!(level >= 0 && level < 1)) throw new UsageError(`a degradation of ${level}`, { why: 'expected 0 to below 1' });
  if (!(before > 0 && error.peak > 0))
    throw new UsageError('the cube cannot be degraded by PSNR', { why: 'it has no noise or no signal' });
  const target = (1 - level) * psnr(error);
  const mse = level === 0 ? before : error.peak ** 2 * 10 ** (-target / 10);
  return { level, psnr: target, mse, sigma: Math.sqrt(mse - before), keep: before / mse };
}
