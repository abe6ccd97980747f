import { UsageError } from '../cube/errors.js';
import type { Recipe } from './types.js';

/** The recipe used where nothing else is asked for. */
export const defaultRecipe: Recipe = {
  method: 'autoencoder',
  latent: 3,
  hidden: 'halve',
  activation: 'selu',
  dropout: 0,
  epochs: 200,
  batch: 256,
  learningRate: 1e-3,
  patience: 24,
  validation: 0.1,
  seed: 0,
  output: 'linear',
};

/** Fills a recipe with the defaults and checks every field. Throws UsageError. */
export function completeRecipe(given: Partial<Recipe>): Recipe {
  const recipe = { ...defaultRecipe, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) };
  const { method, latent, hidden, activation, dropout, epochs, batch, learningRate, patience, validation, seed, output } = recipe;
  const count = (value: number) => Number.isInteger(value) && value >= 1;
  const checks: [boolean, string][] = [
    [method === 'autoencoder' || method === 'pca', 'method is autoencoder or pca'],
    [count(latent), 'latent is a whole number from 1'],
    [hidden === 'halve' || (Array.isArray(hidden) && hidden.every(count)), "hidden is 'halve' or a list of sizes"],
    [['relu', 'selu', 'tanh', 'sigmoid'].includes(activation), 'activation is selu, relu, tanh or sigmoid'],
    [dropout >= 0 && dropout < 1, 'dropout is from 0 to below 1'],
    [count(epochs) && count(batch) && count(patience), 'epochs, batch and patience are whole numbers from 1'],
    [learningRate > 0 && learningRate < Number.POSITIVE_INFINITY, 'learningRate is above 0'],
    [validation >= 0 && validation < 1, 'validation is from 0 to below 1'],
    [Number.isSafeInteger(seed), 'seed is a whole number'],
    [output === 'linear' || output === 'sigmoid', 'output is linear or sigmoid'],
  ];
  const wrong = checks.find(([good]) => !good);
  if (wrong) throw new UsageError('this training recipe cannot be used', { why: wrong[1] });
  return recipe;
}

/** Below this many units halving stops: narrower layers in front of the latent only lose information. */
const NARROWEST = 8;

/**
 * Sizes of the encoder's hidden layers for `bands` inputs. `halve`: bands/2, bands/4 ... while wider than 8 and twice the latent; where
 * that gives none (few bands), one layer as wide as the input or four times the latent.
 */
export function hiddenSizes(bands: number, { hidden, latent }: Pick<Recipe, 'hidden' | 'latent'>): number[] {
  if (hidden !== 'halve') return [...hidden];
  const sizes: number[] = [];
  for (let size = Math.floor(bands / 2); size > Math.max(NARROWEST, 2 * latent); size = Math.floor(size / 2)) sizes.push(size);
  return sizes.length > 0 ? sizes : [Math.max(bands, 4 * latent)];
}
