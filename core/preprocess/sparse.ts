/**
 * A linear map of bands as compressed rows: input band b adds weight[j] times its value to output bin[j], j in [start[b], start[b + 1]).
 * The layout is the Reducer's.
 */
export interface SparseMap {
  readonly inputBands: number;
  readonly outputBands: number;
  /** [inputBands + 1]. */
  readonly start: Int32Array;
  readonly bin: Int32Array;
  readonly weight: Float32Array;
}

/** The map with the given [bin, weight] pairs for each input band, kept in the order of bins. */
export function sparseMap(
  outputBands: number,
  rows: readonly (readonly (readonly [bin: number, weight: number])[])[],
): SparseMap {
  const start = new Int32Array(rows.length + 1);
  for (const [b, row] of rows.entries()) start[b + 1] = start[b] + row.length;
  const pairs = rows.flatMap(row => [...row].sort((a, b) => a[0] - b[0]));
  return {
    inputBands: rows.length,
    outputBands,
    start,
    bin: Int32Array.from(pairs, ([bin]) => bin),
    weight: Float32Array.from(pairs, ([, weight]) => weight),
  };
}

/** Bands [from, to) of `bands`, one to one. */
export function selection(bands: number, from: number, to: number): SparseMap {
  return sparseMap(
    to - from,
    Array.from({ length: bands }, (_, b) => (b >= from && b < to ? [[b - from, 1] as const] : [])),
  );
}

/** First `a`, then `b`, as one map. */
export function composed(a: SparseMap, b: SparseMap): SparseMap {
  const rows = Array.from({ length: a.inputBands }, (_, band) => {
    const sums = new Map<number, number>();
    for (let i = a.start[band]; i < a.start[band + 1]; i++) {
      const middle = a.bin[i];
      for (let j = b.start[middle]; j < b.start[middle + 1]; j++)
        sums.set(b.bin[j], (sums.get(b.bin[j]) ?? 0) + a.weight[i] * b.weight[j]);
    }
    return [...sums];
  });
  return sparseMap(b.outputBands, rows);
}

/** y = map(x), summed in band order. */
export function applySparse({ inputBands, start, bin, weight }: SparseMap, x: Float64Array, y: Float64Array): void {
  y.fill(0);
  for (let b = 0; b < inputBands; b++) for (let j = start[b]; j < start[b + 1]; j++) y[bin[j]] += weight[j] * x[b];
}
