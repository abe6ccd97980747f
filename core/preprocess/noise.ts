import { MAD_OF_NORMAL, medianOfSorted } from '../cube/running-median.js';

/** Differences looked at, at most: enough for three digits of a median. */
const MOST_DIFFERENCES = 1_000_000;
const CHUNK = 4096;

/**
 * Standard deviation of the noise in spectra [n, bands], from differences of neighbouring bands: their median absolute deviation over
 * 0.6745 sqrt 2, which signals that vary slowly or rarely do not reach. NaN samples are skipped. Where more than half of the differences
 * are equal (sparse counts), their standard deviation takes its place; 0 when nothing varies.
 */
export function differenceNoise(data: Float32Array, n: number, bands: number): number {
  const every = Math.max(1, Math.ceil((n * (bands - 1)) / MOST_DIFFERENCES));
  const differences = new Float64Array(Math.ceil(n / every) * Math.max(0, bands - 1));
  let count = 0;
  for (let row = 0; row < n; row += every) {
    for (let i = row * bands + 1; i < (row + 1) * bands; i++) {
      const d = data[i] - data[i - 1];
      if (Number.isFinite(d)) differences[count++] = d;
    }
  }
  const sorted = differences.subarray(0, count).sort();
  if (count === 0) return 0;
  const middle = medianOfSorted(sorted);
  const mad = medianOfSorted(sorted.map(d => Math.abs(d - middle)).sort());
  if (mad > 0) return mad / MAD_OF_NORMAL / Math.SQRT2;
  let squares = 0;
  for (let i = 0; i < count; i++) squares += (sorted[i] - middle) ** 2;
  return Math.sqrt(squares / count / 2);
}

/** Variance of x[i - 1] - 2 x[i] + x[i + 1] for white noise of variance 1. */
const SECOND = 6;

/**
 * Standard deviation of the noise of one spectrum: median absolute second difference of its bands over 0.6745 sqrt 6, which neither slopes nor
 * few lines reach. `scratch` has room for two bands less than the spectrum. NaN for fewer than three bands.
 */
export function spectrumNoise(x: ArrayLike<number>, scratch: Float64Array): number {
  for (let i = 2; i < x.length; i++) scratch[i - 2] = Math.abs(x[i - 2] - 2 * x[i - 1] + x[i]);
  return medianOfSorted(scratch.sort()) / MAD_OF_NORMAL / Math.sqrt(SECOND);
}

/** Spectra that the noise of a band is measured on, at most. */
const MOST_SPECTRA = 20_000;
/** Bands over which the noise is averaged: a median of differences knows it to a few per cent only. */
const AVERAGED = 5;

/**
 * Noise of each band of finite spectra [n, bands], relative to the median band: median absolute second differences with the neighbours, averaged
 * over 5 bands (fewer at the ends). Bands in which nothing varies get 1.
 */
export function bandNoise(data: Float32Array, n: number, bands: number): Float64Array {
  const every = Math.max(1, Math.ceil(n / MOST_SPECTRA));
  const column = new Float64Array(Math.ceil(n / every));
  const raw = new Float64Array(bands);
  for (let band = 1; band + 1 < bands; band++) {
    for (let i = 0, at = band; i < column.length; i++, at += every * bands)
      column[i] = Math.abs(data[at - 1] - 2 * data[at] + data[at + 1]);
    raw[band] = medianOfSorted(column.sort());
  }
  raw[0] = raw[Math.min(1, bands - 1)];
  raw[bands - 1] = raw[Math.max(0, bands - 2)];
  const half = (AVERAGED - 1) / 2;
  const smooth = raw.map((_, band) => {
    const part = raw.subarray(Math.max(0, band - half), band + half + 1);
    return part.reduce((sum, v) => sum + v, 0) / part.length;
  });
  const middle = medianOfSorted(smooth.slice().sort());
  return smooth.map(v => (middle > 0 && v > 0 ? v / middle : 1));
}

/** Mean and standard deviation (n in the denominator) of each band of finite spectra [n, bands], over chunks of 4096 merged in order. */
export function bandMoments(data: Float32Array, n: number, bands: number): { mean: Float64Array; std: Float64Array } {
  const mean = new Float64Array(bands);
  const m2 = new Float64Array(bands);
  const chunkMean = new Float64Array(bands);
  const chunkM2 = new Float64Array(bands);
  for (let first = 0; first < n; first += CHUNK) {
    const rows = Math.min(CHUNK, n - first);
    chunkMean.fill(0);
    chunkM2.fill(0);
    for (let r = 0; r < rows; r++) for (let b = 0, i = (first + r) * bands; b < bands; b++) chunkMean[b] += data[i++];
    for (let b = 0; b < bands; b++) chunkMean[b] /= rows;
    for (let r = 0; r < rows; r++)
      for (let b = 0, i = (first + r) * bands; b < bands; b++) chunkM2[b] += (data[i++] - chunkMean[b]) ** 2;
    const share = rows / (first + rows);
    for (let b = 0; b < bands; b++) {
      const shift = chunkMean[b] - mean[b];
      mean[b] += shift * share;
      m2[b] += chunkM2[b] + shift * shift * first * share;
    }
  }
  return { mean, std: m2.map(v => Math.sqrt(v / n)) };
}
