/** A spectrum to draw: [bands], with its band of one standard deviation where it is a mean. */
export interface DrawnSpectrum {
  /** What it is called, and that with a word about it. */
  readonly title: string;
  readonly name: string;
  readonly color: string;
  readonly values: ArrayLike<number>;
  readonly std?: ArrayLike<number>;
  /** Lines that its cluster's mean suggests, and where they stand on the axis. */
  readonly lines?: readonly { readonly name: string; readonly position: number }[];
}
