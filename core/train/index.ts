export { trainAutoencoder } from './autoencoder.js';
export { type TrainEncoderOptions, trainEncoder } from './encoder.js';
export { completeRecipe, defaultRecipe, hiddenSizes } from './recipe.js';
export type { Recipe, TrainEvent, TrainedNetworks, TrainingBackend, TrainOptions } from './types.js';
