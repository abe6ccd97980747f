/**
 * @module cloisonne
 * Cubes, encoders, clustering and the pipeline. Files are opened by `cloisonne/formats`.
 *
 * @example
 * import { segment } from 'cloisonne';
 * import { memorySource, openSampleSource } from 'cloisonne/formats';
 * const source = await openSampleSource(memorySource(bytes, 'cube.fits'));
 * for await (const event of segment(source, { kMin: 2, kMax: 8, seed: 0 })) {
 *   if (event.type === 'result') console.log(event.segmentation.k, event.segmentation.labels);
 * }
 */
export { referenceEmbedding, referenceRecipe, referenceSteps, spectralBaseline, spectralBaselines } from './baselines.js';
export {
  type Criteria,
  chooseK,
  createRandom,
  criteria,
  defaultKBy,
  findStructure,
  type Gap,
  gapStatistic,
  judgeSweep,
  type KBy,
  type KChoice,
  type KMeansOptions,
  type KMeansResult,
  type KScores,
  kmeans,
  kRules,
  matchSpectra,
  type Points,
  type Silhouette,
  type SilhouetteOptions,
  type Stability,
  type StabilityOptions,
  type Structure,
  type SweepEntry,
  silhouettes,
  stability,
  sweepK,
  unmix,
} from './cluster/index.js';
export { type CommonClusters, commonClusters } from './common.js';
export { type CubeOptions, createCube } from './cube/cube.js';
export {
  BatchError,
  CloisonneError,
  EmptyError,
  EncoderMismatchError,
  EngineError,
  type ErrorTag,
  InputError,
  InterruptedError,
  isCloisonneError,
  MemoryCapError,
  OutputError,
  OutputExistsError,
  TrainingError,
  UsageError,
  VerificationError,
} from './cube/errors.js';
export { withLiveTime } from './cube/live-time.js';
export { type CubeSample, type Scan, scanCube } from './cube/scan.js';
export type { Selection } from './cube/select.js';
export { type SnrOptions, type SnrSelection, selectBySnr, signalToNoise } from './cube/snr.js';
export type {
  AxisGap,
  CubeFormat,
  CubeShape,
  CubeSource,
  ReadPlan,
  SamplePiece,
  SampleSource,
  SpatialFrame,
  SpectraBlock,
  SpectralAxis,
  SpectralKind,
} from './cube/types.js';
export { withAxis } from './cube/with-axis.js';
export { type AccountLine, accountOf } from './describe/account.js';
export { withMembership } from './describe/membership.js';
export type { Weights } from './describe/weights.js';
export { type EncoderFiles, encoderFileNames, encoderFiles, fitPca, parseEncoder } from './encoder/index.js';
export type { Encoder, EncoderCard, EncoderHistory, EncoderLimits, HistoryRow } from './encoder/types.js';
export { engineNames, engineReports, openEngine, setWasmPath } from './engine/index.js';
export type { Engine, EngineName, EngineReport } from './engine/types.js';
export {
  addError,
  type Baseline,
  type BaselineOptions,
  type BaselineSpectra,
  type Degradation,
  degradation,
  type Embedding,
  type EmbeddingOptions,
  type EvaluateOptions,
  type Evaluation,
  evaluate,
  falseColorImage,
  type GatheredSpectra,
  gatherSpectra,
  type LabelledK,
  type MethodResult,
  type MethodScore,
  methodScores,
  noError,
  normalizedConfusion,
  onMap,
  pcaEmbedding,
  psnr,
  psnrLadder,
  rawEmbedding,
  referenceKmeans,
  rgbEmbedding,
  runBaseline,
  tversky,
  type UmapOptions,
  umapEmbedding,
} from './evaluate/index.js';
export { type MeanSpectrum, type SuggestOptions, suggest, withSuggestions } from './lines/index.js';
export type { CommonInput } from './pipeline/common/sample.js';
export { type EarlierClusters, readEarlierClusters } from './pipeline/earlier.js';
export type { CheckpointStore, SegmentOptions } from './pipeline/options.js';
export type { Shard } from './pipeline/shards/index.js';
export type { ByteSource } from './platform/types.js';
export {
  compileSteps,
  defaultSteps,
  fitSteps,
  formatSteps,
  listSteps,
  parseSteps,
  sampleStatistics,
} from './preprocess/index.js';
export type { CompiledSteps, StepSpec } from './preprocess/types.js';
export { segment } from './segment.js';
export type {
  ChosenBy,
  ClusterDescription,
  ClusterExamples,
  Confidence,
  IntegratedImages,
  LineEvidence,
  RejectionLimits,
  Segmentation,
  SegmentEvent,
  SegmentPhase,
  SpectralPeak,
  Suggestion,
  SweepResult,
  Unclassified,
} from './segmentation.js';
export { clusterShards, encodeShard, labelShard, mergeShards } from './shards.js';
export {
  degraded,
  type NebularOptions,
  paintedCube,
  paletteNames,
  type RgbImage,
  type Synthesis,
  synthNebular,
  synthXrf,
  type XrfOptions,
} from './synth/index.js';
export {
  type GivenRecipe,
  memorySpectra,
  type Recipe,
  type SampledSpectra,
  type Schedule,
  sampleSpectra,
  type TrainEncoderOptions,
  type TrainEvent,
  type TrainingSpectra,
  trainEncoder,
} from './train/index.js';
