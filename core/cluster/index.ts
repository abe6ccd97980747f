export { adjustedRand, normalizedMutualInformation } from './agreement.js';
export { hungarian } from './assignment.js';
export type { Balance } from './balanced.js';
export type { Labeling } from './cells.js';
export {
  chooseK,
  defaultKBy,
  type KBy,
  type KChoice,
  type KRule,
  type KScores,
  kRules,
  marginInWords,
  stableFrom,
} from './choose.js';
export { contiguity, momentsOf } from './contiguity.js';
export { type Criteria, criteria } from './criteria.js';
export { type Edges, edgesAmong, edgesOf, type Grid } from './edges.js';
export { type Gap, type GapOptions, gapStatistic } from './gap.js';
export { type JudgeOptions, judgeSweep, type SweepEvent } from './judge.js';
export type { KMeansStep } from './kmeans.js';
export { kmeans, kmeansSteps } from './kmeans.js';
export { matchSpectra, type SpectralMatch, spectralLikeness } from './match.js';
export { fewestOf, oddPoints } from './odd.js';
export { centresOf, nearestCentres } from './points.js';
export type { Random } from './random.js';
export { createRandom } from './random.js';
export { silhouettes } from './silhouette.js';
export { type Stability, type StabilityOptions, stability } from './stability.js';
export { findStructure, type Structure } from './structure.js';
export type { Clustering, SweepOptions } from './sweep.js';
export { sweepK } from './sweep.js';
export type { KMeansOptions, KMeansResult, Points, Silhouette, SilhouetteOptions, SweepEntry } from './types.js';
export { unmix } from './unmix/unmix.js';
