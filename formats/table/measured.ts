import type { SpectralAxis } from '../../core/cube/types.js';
import { edgesOf } from './edges.js';
import type { Quantity } from './quantity.js';

/** Wavelengths without a unit that can be nothing else: from the ultraviolet to the end of detectors, in nanometres and in micrometres. */
const RANGES: readonly (readonly [least: number, most: number, unit: string])[] = [
  [190, 2700, 'nm'],
  [0.19, 30, 'um'],
];

/**
 * The unit of wavelengths for which nobody says one, where they lie within what spectrometers see in one unit only; with a warning. The quantity as it is
 * where it has a unit, is no wavelength, or could be in several.
 */
export function assumedUnit(quantity: Quantity, values: ArrayLike<number>, warnings: string[]): Quantity {
  if (quantity.unit !== '' || !quantity.kind.startsWith('wavelength') || values.length === 0) return quantity;
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i]);
    high = Math.max(high, values[i]);
  }
  const unit = RANGES.find(([least, most]) => low >= least && high <= most)?.[2];
  if (!unit) {
    warnings.push(`the spectral axis has no unit; --axis FILE or --axis WAVE,nm,${low},STEP gives one`);
    return quantity;
  }
  warnings.push(
    `the spectral axis has no unit: wavelengths from ${low} to ${high} are taken as ${unit}; --axis FILE says otherwise`,
  );
  return { ...quantity, unit };
}

/**
 * The spectral axis of one number a band, in the order of the bands, which need not rise or fall throughout (inOrder sorts them); undefined where a number
 * is missing, or more than half of them repeat others.
 */
export function measuredAxis(quantity: Quantity, values: ArrayLike<number>, names?: readonly string[]): SpectralAxis | undefined {
  const own = Float64Array.from(values);
  const different = new Set(own).size;
  if (own.length < 2 || own.some(value => !Number.isFinite(value)) || 2 * different <= own.length) return undefined;
  return { ...quantity, values: own, edges: edgesOf(own), ...(names ? { names } : {}) };
}
