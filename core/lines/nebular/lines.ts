import { nebularLines } from '../../synth/nebular/lines.js';

/** An emission line of ionised gas. */
export interface OpticalLine {
  readonly name: string;
  /** In air, Angstrom. */
  readonly wavelength: number;
}

/** Lines outside the range of the synthetic cubes, or too faint for them: air, Angstrom (NIST; Osterbrock and Ferland 2006). */
const MORE: readonly (readonly [string, number])[] = [
  ['[O II] 3727', 3727.42],
  ['[Ne III] 3869', 3868.76],
  ['H 8', 3889.05],
  ['[Ne III] 3967', 3967.47],
  ['H-delta', 4101.73],
  ['H-gamma', 4340.46],
  ['[O III] 4363', 4363.21],
  ['He I 4471', 4471.5],
  ['He II 4686', 4685.68],
  ['[Ar IV] 4711', 4711.37],
  ['[Ar IV] 4740', 4740.17],
  ['He I 5016', 5015.68],
  ['[Cl III] 5518', 5517.66],
  ['[Cl III] 5538', 5537.6],
  ['[S III] 9531', 9530.6],
];

/** Greek letters for the series of Balmer. */
const written = (name: string): string =>
  name.replace(/^H-(\w+)$/, (_, letter: string) => `H${{ alpha: 'α', beta: 'β', gamma: 'γ', delta: 'δ' }[letter] ?? letter}`);

/** The lines that are looked for, by wavelength. Doublets of one ion closer than 3 Angstrom are one line. */
export const opticalLines: readonly OpticalLine[] = [...Object.values(nebularLines), ...MORE]
  .filter(([name]) => name !== '[N I] 5200')
  .map(([name, wavelength]) => ({ name: written(name), wavelength }))
  .sort((p, q) => p.wavelength - q.wavelength);

/** The line of this name. */
export const opticalLine = (name: string): OpticalLine => opticalLines.find(line => line.name === name)!;

/** The wavelength in vacuum of a wavelength in air, both in Angstrom (Ciddor 1996 as fitted by N. Piskunov; good to 1e-7 above 2000). */
export function toVacuum(air: number): number {
  const s = (1e4 / air) ** 2;
  const n = 1 + 8.336624212083e-5 + 2.408926869968e-2 / (130.1065924522 - s) + 1.599740894897e-4 / (38.92568793293 - s);
  return air * n;
}
