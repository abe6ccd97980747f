/** The mean spectrum of a cluster, [bands] each; NaN where a band was never good. */
export interface MeanSpectrum {
  readonly mean: Float64Array;
  /** Standard deviation of its spectra, not of the mean. */
  readonly std: Float64Array;
  /** Good samples. */
  readonly samples: Float64Array;
}
