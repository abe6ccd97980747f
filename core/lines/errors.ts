/**
 * Standard errors [bands] of a mean spectrum from the standard deviation and the count of its samples; 0 where nothing was measured. Where
 * few counts happen to agree the error comes from the neighbours: it is never below half the root mean square of those within `reach` bands.
 */
export function meanErrors(std: Float64Array, samples: Float64Array, reach = 5): Float64Array {
  const variance = std.map((s, b) => (samples[b] > 1 ? (s * s) / (samples[b] - 1) : Number.NaN));
  return variance.map((own, b) => {
    if (Number.isNaN(own)) return 0;
    let sum = 0;
    let count = 0;
    for (let j = Math.max(0, b - reach); j <= Math.min(std.length - 1, b + reach); j++) {
      if (Number.isNaN(variance[j])) continue;
      sum += variance[j];
      count++;
    }
    return Math.sqrt(Math.max(own, sum / count / 4));
  });
}
