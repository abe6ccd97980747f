/** Differences looked at, at most: enough for three digits of a median. */
const MOST_DIFFERENCES = 1_000_000;
const MAD_OF_NORMAL = 0.6744897501960817;
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

function medianOfSorted(sorted: Float64Array): number {
  const n = sorted.length;
  return (sorted[(n - 1) >> 1] + sorted[n >> 1]) / 2;
}
