import { UsageError } from '../../cube/errors.js';
import { elementTable, gridEnergies, tubeContinuum, tubeLines } from './elements.js';

/** A characteristic line. */
export interface XrayLine {
  /** IUPAC name without dashes: KL3 is K-alpha-1. */
  readonly name: string;
  /** keV. */
  readonly energy: number;
  /** cm2/g: production cross section, averaged over the photons of the tube. */
  readonly production: number;
}

/** The lines that follow a vacancy in one shell. */
export interface XrayShell {
  readonly name: string;
  /** Absorption edge in keV. */
  readonly edge: number;
  /** Mean energy in keV of the photons that excite it. */
  readonly excitation: number;
  readonly lines: readonly XrayLine[];
}

/** What the table knows of an element; the three lists are on the grid of energies. */
export interface XrayElement {
  readonly symbol: string;
  readonly z: number;
  readonly weight: number;
  /** Total mass attenuation, cm2/g. */
  readonly attenuation: Float64Array;
  /** Differential scattering at 90 degrees, cm2/g/sr. */
  readonly rayleigh: Float64Array;
  readonly compton: Float64Array;
  readonly shells: readonly XrayShell[];
}

const numbers = (text: string): Float64Array => Float64Array.from(text.trim().split(' '), Number);

function parseShell(text: string): XrayShell {
  const [name, edge, excitation, ...lines] = text.trim().split(' ');
  return {
    name,
    edge: Number(edge),
    excitation: Number(excitation),
    lines: lines.map(line => {
      const [id, energy, production] = line.split(':');
      return { name: id, energy: Number(energy), production: Number(production) };
    }),
  };
}

function parseElement(text: string): XrayElement {
  const [head, attenuation, rayleigh, compton, ...shells] = text.split(' | ');
  const [symbol, z, weight] = head.split(' ');
  return {
    symbol,
    z: Number(z),
    weight: Number(weight),
    attenuation: numbers(attenuation),
    rayleigh: numbers(rayleigh),
    compton: numbers(compton),
    shells: shells.map(parseShell),
  };
}

let parsed: Map<string, XrayElement> | undefined;

/** The elements of the table by symbol. */
export function elements(): ReadonlyMap<string, XrayElement> {
  parsed ??= new Map(
    elementTable
      .trim()
      .split('\n')
      .map(parseElement)
      .map(element => [element.symbol, element]),
  );
  return parsed;
}

/** The element of this symbol. Throws UsageError when the table lacks it. */
export function elementOf(symbol: string): XrayElement {
  const element = elements().get(symbol);
  if (!element) throw new UsageError(`no X-ray data for ${symbol}`, { why: `the table has ${[...elements().keys()].join(' ')}` });
  return element;
}

/** A tabulated cross section at an energy in keV, by linear interpolation in both logarithms; held at the ends of the grid. */
export function crossSection(table: Float64Array, energy: number): number {
  const last = gridEnergies.length - 1;
  const step = Math.log(gridEnergies[last] / gridEnergies[0]) / last;
  const at = Math.min(last, Math.max(0, Math.log(energy / gridEnergies[0]) / step));
  const low = Math.min(last - 1, Math.floor(at));
  return table[low] * (table[low + 1] / table[low]) ** (at - low);
}

/** What the tube sends out: photons per keV at an energy, and the anode's lines; 1 photon in all. */
export const tube: {
  readonly continuum: (energy: number) => number;
  readonly lines: readonly { readonly energy: number; readonly photons: number }[];
} = (() => {
  const nodes = numbers(tubeContinuum);
  return {
    continuum: energy => {
      const at = (energy - 1) * 2;
      const low = Math.floor(at);
      if (at < 0 || low >= nodes.length - 1) return 0;
      return nodes[low] + (nodes[low + 1] - nodes[low]) * (at - low);
    },
    lines: tubeLines.split(' ').map(line => {
      const [energy, photons] = line.split(':').map(Number);
      return { energy, photons };
    }),
  };
})();
