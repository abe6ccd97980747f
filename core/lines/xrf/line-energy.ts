import { UsageError } from '../../cube/errors.js';
import { lineGroups } from './groups.js';

/** Energies that detectors of this field see, keV. */
const [FROM, TO] = [0.3, 45];
/** Above this energy of the K lines people mean the L lines of an element, keV. */
const K_TO_L = 26;

/**
 * Energy in keV of the peak that a name stands for: `Fe` (its K-alpha lines, or L-alpha of a heavy element), `Fe-Kb`, `Pb-La`. Lines a
 * detector does not resolve are averaged by their strength. Throws UsageError for names that are not in the table.
 */
export function lineEnergy(name: string): number {
  const [, symbol, family] = /^([A-Z][a-z]?)(?:[-\s]?([KLM][abgαβγ]))?$/.exec(name.trim()) ?? [];
  const groups = symbol === undefined ? [] : lineGroups(FROM, TO).filter(({ element }) => element === symbol);
  const letters = family?.replace('a', 'α').replace('b', 'β').replace('g', 'γ');
  const families = groups.flatMap(group => group.families);
  const usual =
    families.find(({ name: own, energy }) => own === 'Kα' && energy < K_TO_L) ?? families.find(({ name: own }) => own === 'Lα');
  const found = letters === undefined ? usual : families.find(({ name: own }) => own === letters);
  if (found) return found.energy;
  throw new UsageError('no such X-ray line', {
    why: `'${name}'`,
    remedy:
      families.length > 0
        ? `Known of ${symbol} are ${families.map(f => f.name).join(', ')}.`
        : 'Write it like Fe, Fe-Ka or Pb-La, or as an energy in keV.',
  });
}
