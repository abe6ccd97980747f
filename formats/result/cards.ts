import type { Segmentation } from '../../core/segmentation.js';
import { formatCard, textCard } from '../fits/index.js';
import type { RunFacts } from './run.js';

/** Where a map comes from, a line each: for HISTORY and for the description of a TIFF. */
export function historyLines({ cube, card, engine, seed, k }: Segmentation, run: RunFacts): string[] {
  return [
    `cloisonne ${run.version}: segmentation of ${cube.name}`,
    `encoder ${card.name}, engine ${engine}, seed ${seed}, K = ${k}`,
    ...Object.entries(run.input.datasum ?? {}).map(([hdu, sum]) => `DATASUM of ${hdu} of the cube: ${sum}`),
  ];
}

/** The same as FITS cards that programs can look up. */
export function provenanceCards({ cube, card, engine, seed, k }: Segmentation, run: RunFacts): string[] {
  return [
    textCard('CREATOR', `cloisonne ${run.version}`, 'program that wrote this file'),
    textCard('CUBENAME', cube.name, 'what was segmented'),
    ...(run.input.sha256 ? [textCard('CUBESHA', run.input.sha256)] : []),
    textCard('ENCODER', card.name, 'encoder'),
    textCard('ENCSHA', card.weights.sha256),
    textCard('ENGINE', engine, 'what computed the latents'),
    formatCard('SEED', seed, 'seed of every random choice'),
    formatCard('NCLUSTER', k, 'number of clusters K'),
  ];
}
