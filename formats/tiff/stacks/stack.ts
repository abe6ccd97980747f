import { type ArrayAxis, type AxisChoice, chooseAxes } from '../../axes/index.js';

/** A dimension of a stack of pages, in the letters of OME and ImageJ: focus, channel, time. */
export type Dimension = 'Z' | 'C' | 'T';
/** A number for every dimension: sizes, strides, or where a page lies. */
export type Position = Record<Dimension, number>;

const WORDS: Readonly<Record<Dimension, readonly string[]>> = {
  C: ['C', 'channels'],
  Z: ['Z', 'slices'],
  T: ['T', 'frames'],
};

/** Which dimension of a stack are the bands, and where the others are cut. */
export interface ChosenStack {
  readonly bands: Dimension;
  readonly at: Position;
  readonly warnings: readonly string[];
}

/**
 * The bands of a stack of pages are its channels, where there are several, else the only dimension with several pages, else what `spectralAxis`
 * names (C, Z, T, or its number from 0 among the long axes, as tifffile shows them); further dimensions need an index in `plane`, the faster first.
 * `order` lists the dimensions from fast to slow. Throws UsageError where the choice is not clear, or does not fit.
 */
export function chooseStack(where: string, order: readonly Dimension[], size: Position, choice: AxisChoice): ChosenStack {
  const long = [...order].reverse().filter(d => size[d] > 1);
  const axes: ArrayAxis[] = [
    ...long.map(
      (d): ArrayAxis => ({ length: size[d], names: WORDS[d], role: d === 'C' ? 'band' : 'further', from: `axis ${d}` }),
    ),
    { length: 2, names: ['Y'], role: 'y' },
    { length: 2, names: ['X'], role: 'x' },
  ];
  const at: Position = { Z: 0, C: 0, T: 0 };
  if (long.length === 0 && !choice.plane) return { bands: 'C', at, warnings: [] };
  const { band, fixed, warnings } = chooseAxes(where, axes, { ...choice, fastFirst: true });
  for (const [axis, index] of fixed) if (axis < long.length) at[long[axis]] = index;
  return { bands: long[band] ?? 'C', at, warnings };
}
