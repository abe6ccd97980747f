import { medianOfSorted } from '../../cube/running-median.js';
import { type FitSample, normalising, type StepDefinition } from '../step.js';

/** Digits of the level, as a result keeps it. */
const DIGITS = 6;

type Parameters = { readonly softening: number; readonly faint?: number; readonly level?: number };

function powerOf(x: ArrayLike<number>): number {
  let power = 0;
  for (let i = 0; i < x.length; i++) power += x[i] * x[i];
  return power;
}

/**
 * Divides a spectrum by sqrt(|x|^2 + softening^2): what is much stronger than the softening becomes a unit vector, whatever its brightness, and what
 * is weaker stays near the origin instead of being blown up. After `sigma` the softening is in units of the noise.
 *
 * With `faint` the softening is at least that share of `level`, the median length of the spectra of a cube that are longer than the softening, which is
 * measured on each cube that is encoded. Then a longer exposure of the same scene gives the same map, where the noise alone would let ever fainter
 * fringes join what they surround.
 */
export const unit: StepDefinition = {
  name: 'unit',
  summary: 'divide by the length of the spectrum, softened below a strength',
  domain: 'spectra that are not zero, unless there is a softening',
  parameters: {
    softening: { kind: 'number', default: 0 },
    faint: { kind: 'number', above: 0, optional: true },
    level: { kind: 'number', above: 0, optional: true },
  },
  measures: ({ faint }) => faint !== undefined,
  measure({ softening }: Parameters, { data, n, bands }: FitSample) {
    const lengths = Float64Array.from({ length: n }, (_, i) => Math.sqrt(powerOf(data.subarray(i * bands, (i + 1) * bands))));
    const clear = lengths.filter(length => length > Math.abs(softening)).sort();
    return clear.length > 0 ? { level: Number(medianOfSorted(clear).toPrecision(DIGITS)) } : undefined;
  },
  bind({ softening, faint = 0, level = 0 }: Parameters, axis) {
    const floor = Math.max(Math.abs(softening), faint * level);
    return normalising(axis, x => [0, Math.sqrt(powerOf(x) + floor * floor)]);
  },
};
