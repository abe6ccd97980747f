/** First index in sorted[0 .. n) whose value is not below `value`; n where there is none. */
export function lowerBound(sorted: Float64Array, value: number, n = sorted.length): number {
  let [low, high] = [0, n];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
