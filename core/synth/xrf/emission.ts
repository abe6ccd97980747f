import { attenuation, type Compound } from './compound.js';
import { crossSection, tube } from './table.js';

/** A layer of paint or what carries it. */
export interface Layer {
  readonly substance: Compound;
  /** Mass over area, g/cm2. */
  readonly thickness: number;
}

/** What leaves the sample towards the detector, per photon of the tube and steradian. */
export interface Emission {
  /** Characteristic and scattered lines: keV, amount, and their own width (Compton's Doppler profile) as a standard deviation. */
  readonly lines: readonly { readonly energy: number; readonly amount: number; readonly sigma: number }[];
  /** Scattered continuum at an energy, per keV. */
  readonly continuum: (energy: number) => number;
}

/** In and out at 45 degrees. */
const SLANT = Math.SQRT2;
const ELECTRON = 510.999;
/** Relative standard deviation of the Compton peak: momentum of electrons in light elements at 90 degrees. */
const DOPPLER = 0.015;

/** Energy of a photon after it was scattered by 90 degrees. */
export const comptonEnergy = (energy: number): number => energy / (1 + energy / ELECTRON);

/**
 * Primary fluorescence and single scattering of layers, the top one first (Sherman's equation for a layer, with one effective exciting energy
 * for each shell; secondary fluorescence is left out).
 */
export function emission(layers: readonly Layer[]): Emission {
  /** g/cm2 that act in a layer: (1 - exp(-chi t)) / chi, seen through the layers above. */
  const depth = (index: number, inward: number, outward: number): number => {
    let above = 0;
    for (let i = 0; i < index; i++) above += SLANT * losses(layers[i].substance, inward, outward) * layers[i].thickness;
    const chi = SLANT * losses(layers[index].substance, inward, outward);
    return (Math.exp(-above) * -Math.expm1(-chi * layers[index].thickness)) / chi;
  };
  const lines = layers.flatMap(({ substance }, index) =>
    [...substance].flatMap(([element, fraction]) =>
      element.shells.flatMap(({ excitation, lines: of }) =>
        of.map(({ energy, production }) => ({
          energy,
          amount: ((fraction * production) / (4 * Math.PI)) * depth(index, excitation, energy),
          sigma: 0,
        })),
      ),
    ),
  );
  const scattered = (kind: 'rayleigh' | 'compton', inward: number, outward: number): number =>
    layers.reduce((sum, { substance }, index) => {
      let cross = 0;
      for (const [element, fraction] of substance) cross += fraction * crossSection(element[kind], inward);
      return sum + cross * depth(index, inward, outward);
    }, 0);
  for (const { energy, photons } of tube.lines) {
    const shifted = comptonEnergy(energy);
    lines.push({ energy, amount: photons * scattered('rayleigh', energy, energy), sigma: 0 });
    lines.push({ energy: shifted, amount: photons * scattered('compton', energy, shifted), sigma: DOPPLER * shifted });
  }
  const continuum = (energy: number): number => {
    const before = energy / (1 - energy / ELECTRON);
    return (
      tube.continuum(energy) * scattered('rayleigh', energy, energy) +
      tube.continuum(before) * scattered('compton', before, energy)
    );
  };
  return { lines, continuum };
}

const losses = (substance: Compound, inward: number, outward: number): number =>
  attenuation(substance, inward) + attenuation(substance, outward);
