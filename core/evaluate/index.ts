export {
  type Baseline,
  type BaselineOptions,
  type BaselineSpectra,
  type Embedding,
  type EmbeddingOptions,
  falseColorImage,
  type GatheredSpectra,
  gatherSpectra,
  type LabelledK,
  type MethodResult,
  type MethodScore,
  methodScores,
  onMap,
  pcaEmbedding,
  rawEmbedding,
  referenceKmeans,
  rgbEmbedding,
  runBaseline,
  type UmapOptions,
  umapEmbedding,
} from './baselines/index.js';
export { type BinaryCounts, TVERSKY, tversky } from './binary.js';
export { type Confusion, normalizedConfusion } from './confusion.js';
export type { Contingency } from './contingency.js';
export type { ClassScore, EvaluateOptions, Evaluation, MeanScore } from './evaluate.js';
export { evaluate } from './evaluate.js';
export { addError, type Degradation, degradation, type ErrorSum, noError, psnr, psnrLadder } from './psnr.js';
