import type { WeightedMean } from '../segmentation.js';

interface Spectra {
  readonly mean: Float64Array;
  readonly std: Float64Array;
  readonly samples: Float64Array;
  readonly weighted?: WeightedMean;
}

/**
 * Mean spectra with what belongs to bands that took no part (nonzero in `excluded`, [bands]) as if it had never been measured: for what looks at spectra,
 * as peaks, lines and charts do, where the files keep all bands.
 */
export function usedOnly<T extends Spectra>(spectra: T, excluded: Uint8Array): T {
  if (!excluded.includes(1)) return spectra;
  const without = (values: Float64Array, instead: number) => values.map((v, band) => (excluded[band] ? instead : v));
  const { mean, std, samples, weighted } = spectra;
  return {
    ...spectra,
    ...{ mean: without(mean, Number.NaN), std: without(std, Number.NaN), samples: without(samples, 0) },
    ...(weighted && { weighted: { mean: without(weighted.mean, Number.NaN), error: without(weighted.error, Number.NaN) } }),
  };
}
