/** Rows per partial sum, as in every reduction of this package. */
const CHUNK = 4096;

/** Column means of samples [n, bands] in float64: sums over chunks of 4096 rows, merged in order. */
export function columnMeans(samples: Float32Array | Float64Array, n: number, bands: number): Float64Array {
  const total = new Float64Array(bands);
  const part = new Float64Array(bands);
  for (let first = 0; first < n; first += CHUNK) {
    part.fill(0);
    for (let row = first, at = first * bands; row < Math.min(n, first + CHUNK); row++) {
      for (let band = 0; band < bands; band++) part[band] += samples[at++];
    }
    for (let band = 0; band < bands; band++) total[band] += part[band];
  }
  return total.map(sum => sum / n);
}

/**
 * Sample covariance (n - 1) of samples [n, bands] about `mean`, as [bands * bands], symmetric, in float64: products summed over chunks
 * of 4096 rows, merged in order. A chunk is turned into columns first; then 4 x 4 columns share their loads.
 */
export function covariance(samples: Float32Array | Float64Array, n: number, bands: number, mean: Float64Array): Float64Array {
  const padded = Math.ceil(bands / 4) * 4;
  const columns = new Float64Array(padded * Math.min(n, CHUNK));
  const sums = new Float64Array(padded * padded);
  for (let first = 0; first < n; first += CHUNK) {
    const rows = Math.min(CHUNK, n - first);
    for (let row = 0, at = first * bands; row < rows; row++) {
      for (let band = 0; band < bands; band++) columns[band * rows + row] = samples[at++] - mean[band];
    }
    columns.fill(0, bands * rows);
    for (let i = 0; i < padded; i += 4) {
      for (let j = i; j < padded; j += 4) addProducts(columns, rows, i, j, sums, padded);
    }
  }
  const out = new Float64Array(bands * bands);
  for (let i = 0; i < bands; i++) {
    for (let j = i; j < bands; j++) out[i * bands + j] = out[j * bands + i] = sums[i * padded + j] / (n - 1);
  }
  return out;
}

/** Adds the products of columns i..i+3 with columns j..j+3 to the sums. Unrolled by hand: this is where fitting a PCA spends its time. */
function addProducts(columns: Float64Array, rows: number, i: number, j: number, sums: Float64Array, stride: number): void {
  let [s00, s01, s02, s03, s10, s11, s12, s13] = [0, 0, 0, 0, 0, 0, 0, 0];
  let [s20, s21, s22, s23, s30, s31, s32, s33] = [0, 0, 0, 0, 0, 0, 0, 0];
  const [a, b] = [i * rows, j * rows];
  const [rows2, rows3] = [2 * rows, 3 * rows];
  for (let row = 0; row < rows; row++) {
    const b0 = columns[b + row];
    const b1 = columns[b + rows + row];
    const b2 = columns[b + rows2 + row];
    const b3 = columns[b + rows3 + row];
    const a0 = columns[a + row];
    s00 += a0 * b0;
    s01 += a0 * b1;
    s02 += a0 * b2;
    s03 += a0 * b3;
    const a1 = columns[a + rows + row];
    s10 += a1 * b0;
    s11 += a1 * b1;
    s12 += a1 * b2;
    s13 += a1 * b3;
    const a2 = columns[a + rows2 + row];
    s20 += a2 * b0;
    s21 += a2 * b1;
    s22 += a2 * b2;
    s23 += a2 * b3;
    const a3 = columns[a + rows3 + row];
    s30 += a3 * b0;
    s31 += a3 * b1;
    s32 += a3 * b2;
    s33 += a3 * b3;
  }
  const tile = [s00, s01, s02, s03, s10, s11, s12, s13, s20, s21, s22, s23, s30, s31, s32, s33];
  for (let k = 0; k < 16; k++) sums[(i + (k >> 2)) * stride + j + (k & 3)] += tile[k];
}
