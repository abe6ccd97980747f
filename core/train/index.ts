export { trainAutoencoder } from './autoencoder.js';
export { type TrainEncoderOptions, trainEncoder } from './encoder.js';
export { completeRecipe, defaultRecipe } from './recipe.js';
export { type SampledSpectra, sampleSpectra } from './sample.js';
export { compileSchedule, type Schedule } from './schedule.js';
export { type HiddenSizes, hiddenSizes } from './sizes.js';
export { memorySpectra } from './spectra.js';
export type {
  BatchSilhouette,
  GivenRecipe,
  LayerRule,
  Recipe,
  TrainEvent,
  TrainedNetworks,
  TrainingBackend,
  TrainingSpectra,
  TrainOptions,
} from './types.js';
