/** Median of sorted[0 .. n). */
function middleOf(sorted: Float64Array, n: number): number {
  return n === 0 ? Number.NaN : (sorted[(n - 1) >> 1] + sorted[n >> 1]) / 2;
}

/** First index in sorted[0 .. n) whose value is not below `value`. */
function lowerBound(sorted: Float64Array, n: number, value: number): number {
  let low = 0;
  let high = n;
  while (low < high) {
    const mid = (low + high) >> 1;
    if (sorted[mid] < value) low = mid + 1;
    else high = mid;
  }
  return low;
}

/** Median of the values that are not NaN; NaN when there is none. */
export function median(values: Float64Array): number {
  const sorted = values.filter(v => !Number.isNaN(v)).sort();
  return middleOf(sorted, sorted.length);
}

/** Median of the good values within `half` of each position; the window is cut at the ends. NaN where it holds none. */
export function runningMedian(values: Float64Array, half: number): Float64Array {
  const out = new Float64Array(values.length);
  const sorted = new Float64Array(2 * half + 2);
  let n = 0;
  const insert = (value: number): void => {
    if (Number.isNaN(value)) return;
    const at = lowerBound(sorted, n, value);
    sorted.copyWithin(at + 1, at, n++);
    sorted[at] = value;
  };
  for (let i = 0; i < Math.min(half, values.length); i++) insert(values[i]);
  for (let i = 0; i < values.length; i++) {
    if (i + half < values.length) insert(values[i + half]);
    const gone = i > half ? values[i - half - 1] : Number.NaN;
    if (!Number.isNaN(gone)) {
      const at = lowerBound(sorted, n, gone);
      sorted.copyWithin(at, at + 1, n--);
    }
    out[i] = middleOf(sorted, n);
  }
  return out;
}
