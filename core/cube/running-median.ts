import { lowerBound } from './search.js';

/** Median of sorted[0 .. n); NaN where n is 0. */
export function medianOfSorted(sorted: Float64Array, n = sorted.length): number {
  return n === 0 ? Number.NaN : (sorted[(n - 1) >> 1] + sorted[n >> 1]) / 2;
}

/** Median absolute deviation of a normal distribution with standard deviation 1. */
export const MAD_OF_NORMAL = 0.6744897501960817;

/** Median of the values that are not NaN; NaN when there is none. */
export function median(values: Float64Array): number {
  return medianOfSorted(values.filter(v => !Number.isNaN(v)).sort());
}

/** Median of the good values within `half` of each position; the window is cut at the ends. NaN where it holds none. */
export function runningMedian(values: Float64Array, half: number): Float64Array {
  const out = new Float64Array(values.length);
  const sorted = new Float64Array(2 * half + 2);
  let n = 0;
  const insert = (value: number): void => {
    if (Number.isNaN(value)) return;
    const at = lowerBound(sorted, value, n);
    sorted.copyWithin(at + 1, at, n++);
    sorted[at] = value;
  };
  for (let i = 0; i < Math.min(half, values.length); i++) insert(values[i]);
  for (let i = 0; i < values.length; i++) {
    if (i + half < values.length) insert(values[i + half]);
    const gone = i > half ? values[i - half - 1] : Number.NaN;
    if (!Number.isNaN(gone)) {
      const at = lowerBound(sorted, gone, n);
      sorted.copyWithin(at, at + 1, n--);
    }
    out[i] = medianOfSorted(sorted, n);
  }
  return out;
}
