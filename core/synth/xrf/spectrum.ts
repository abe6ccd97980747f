import type { SpectralAxis } from '../../cube/types.js';
import { addGaussian } from '../erf.js';
import { blend, compound } from './compound.js';
import { addLine, type Detector, efficiency, peakSigma, pileUp, silicon } from './detector.js';
import { emission, type Layer } from './emission.js';
import type { Pigment } from './pigments.js';

/** How a spot of paint is built. */
export interface PaintOptions {
  /** Mass over area of the paint, g/cm2 (0.006: about 25 um). */
  readonly paint: number;
  /** Mass share of the pigment in the paint; the rest is binder. */
  readonly load: number;
  readonly detector: Detector;
}

/** A manuscript's painting: pigment in gum on parchment. */
export const defaultPaint: PaintOptions = { paint: 0.006, load: 0.75, detector: silicon };

/** Gum, glue or oil: carbon, hydrogen and oxygen. */
const BINDER = 'C6H10O5';
/** Collagen limed with chalk, 0.03 g/cm2, about a quarter of a millimetre. */
const parchment = (): Layer => ({
  substance: blend([
    [compound('C102H149N31O38'), 0.88],
    [compound('CaCO3'), 0.1],
    [compound('KCl'), 0.01],
    [compound('Na2SO4'), 0.01],
  ]),
  thickness: 0.03,
});

/** An axis of equal bins of energy in keV. */
export function energyAxis(bands: number, from = 0.5, to = 38.5): SpectralAxis {
  const width = (to - from) / bands;
  return {
    kind: 'energy',
    unit: 'keV',
    values: Float64Array.from({ length: bands }, (_, i) => from + (i + 0.5) * width),
    edges: Float64Array.from({ length: bands + 1 }, (_, i) => from + i * width),
  };
}

/** The paint of a pigment on parchment as layers, top first; without pigment, the parchment alone. */
export function paintLayers(pigment: Pigment | undefined, { paint, load }: PaintOptions): Layer[] {
  if (!pigment || pigment.formulae.length === 0) return [parchment()];
  const colored = blend(pigment.formulae.map(([formula, share]) => [compound(formula), share]));
  return [
    {
      substance: blend([
        [colored, load],
        [compound(BINDER), 1 - load],
      ]),
      thickness: paint,
    },
    parchment(),
  ];
}

/**
 * The spectrum that an MA-XRF scanner (molybdenum tube, 40 kV; silicon drift detector) measures of these layers, on equal bins of energy: lines,
 * scattered lines and continuum, escape and sum peaks. Scaled to a sum of 1.
 */
export function xrfSpectrum(
  layers: readonly Layer[],
  { edges, values }: SpectralAxis,
  detector: Detector = silicon,
): Float64Array {
  const { lines, continuum } = emission(layers);
  const out = new Float64Array(values.length);
  for (const { energy, amount, sigma } of lines) addLine(detector, out, edges, energy, amount, sigma);
  values.forEach((energy, i) => {
    const amount = continuum(energy) * (edges[i + 1] - edges[i]) * efficiency(detector, energy);
    if (amount > 0) addGaussian(out, edges, energy, peakSigma(detector, energy), amount);
  });
  const piled = pileUp(out, edges, detector.pileUp);
  const total = piled.reduce((sum, v) => sum + v, 0);
  return piled.map(v => v / total);
}
