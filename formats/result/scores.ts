import type { KScores } from '../../core/cluster/index.js';
import type { Segmentation } from '../../core/segmentation.js';
import { jsonNumber } from './json.js';

/** What judges one K, as it stands in segmentation.json, run.json and on stdout; null where a number is not defined. */
export const scoresJson = (scores: KScores): Record<keyof KScores, number | null> => ({
  k: scores.k,
  silhouetteMacro: jsonNumber(scores.silhouetteMacro),
  silhouettePointwise: jsonNumber(scores.silhouettePointwise),
  silhouetteBalanced: jsonNumber(scores.silhouetteBalanced),
  silhouetteError: jsonNumber(scores.silhouetteError),
  calinskiHarabasz: jsonNumber(scores.calinskiHarabasz),
  daviesBouldin: jsonNumber(scores.daviesBouldin),
  bic: jsonNumber(scores.bic),
  stability: jsonNumber(scores.stability),
  stabilityError: jsonNumber(scores.stabilityError),
  gap: jsonNumber(scores.gap),
  gapError: jsonNumber(scores.gapError),
  mixture: jsonNumber(scores.mixture),
  apart: jsonNumber(scores.apart),
});

/** Why this K, what would come next, and whether there was anything to divide. */
export const choiceJson = ({ why, runnerUp, structure }: Segmentation): unknown => ({
  why,
  runnerUp: runnerUp ?? null,
  structure: structure
    ? {
        found: structure.found,
        moran: jsonNumber(structure.coherence.moran),
        moranZ: jsonNumber(structure.coherence.z),
        continuum: structure.continuum,
        ...(structure.border && {
          valley: jsonNumber(structure.border.valley),
          jump: jsonNumber(structure.border.jump),
          excess: jsonNumber(structure.border.excess),
        }),
        ...(structure.clumping && { clumpingEffect: jsonNumber(structure.clumping.effect), clumpingP: structure.clumping.p }),
      }
    : null,
});
