import { UsageError } from '../cube/errors.js';
import { compileSchedule } from './schedule.js';
import type { GivenRecipe, LayerRule, Recipe } from './types.js';

/** The recipe used where nothing else is asked for. */
export const defaultRecipe: Recipe = {
  method: 'autoencoder',
  latent: 3,
  hidden: 'halve',
  activation: 'selu',
  embedding: 'same',
  initialisation: 'auto',
  dropout: 0,
  epochs: 200,
  batch: 256,
  learningRate: 1e-3,
  patience: 24,
  validation: 0.1,
  seed: 0,
  output: 'linear',
  variational: false,
  beta: 0,
  mmd: 'reference',
  gamma: 0,
  silhouette: { form: 'pairwise', average: 'macro', kMin: 2, kMax: 6 },
  combine: 'sum',
  rate: 'plateau',
  plateau: { factor: 0.5, patience: 8 },
  ema: 0,
  bestAfter: 0,
  shuffleWindow: 262_144,
};

const given = (fields: object) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
const count = (value: unknown) => Number.isInteger(value) && (value as number) >= 1;
const oneOf = (value: unknown, ...names: string[]) => names.includes(value as string);

function goodHidden(hidden: Recipe['hidden']): boolean {
  if (hidden === 'halve') return true;
  if (Array.isArray(hidden)) return hidden.every(count);
  const { rule, divide, layers, embedding } = hidden as LayerRule;
  return oneOf(rule, 'specular', 'reference') && oneOf(divide, 'powers', 'multiples') && count(layers) && count(embedding);
}

/** Checks that a weight is a number from 0 at every epoch. Throws UsageError. */
function checkWeight(name: 'beta' | 'gamma', { epochs, [name]: schedule }: Recipe): void {
  const at = compileSchedule(schedule);
  for (let i = 0; i < epochs; i++) {
    if (!(at(i) >= 0 && at(i) < Number.POSITIVE_INFINITY))
      throw new UsageError('this training recipe cannot be used', { why: `${name} is ${at(i)} at epoch ${i}` });
  }
}

/**
 * Fills a recipe with the defaults and checks every field. The plateau's patience defaults to a third of the recipe's. Throws UsageError.
 */
export function completeRecipe(fields: GivenRecipe): Recipe {
  const patience = fields.patience ?? defaultRecipe.patience;
  const plateau = { ...defaultRecipe.plateau, patience: Math.max(1, Math.floor(patience / 3)), ...given(fields.plateau ?? {}) };
  const silhouette = { ...defaultRecipe.silhouette, ...given(fields.silhouette ?? {}) };
  const recipe: Recipe = { ...defaultRecipe, ...given(fields), plateau, silhouette };
  const { activation, dropout, epochs, batch, learningRate, validation, output, ema, bestAfter, rate, shuffleWindow } = recipe;
  const { form, average, kMin, kMax } = silhouette;
  const checks: [boolean, string][] = [
    [oneOf(recipe.method, 'autoencoder', 'pca'), 'method is autoencoder or pca'],
    [count(recipe.latent), 'latent is a whole number from 1'],
    [goodHidden(recipe.hidden), "hidden is 'halve', a list of sizes, or { rule, divide, layers, embedding }"],
    [oneOf(activation, 'relu', 'selu', 'tanh', 'sigmoid'), 'activation is selu, relu, tanh or sigmoid'],
    [oneOf(recipe.embedding, 'same', 'tanh'), 'embedding is same or tanh'],
    [oneOf(recipe.initialisation, 'auto', 'he', 'lecun', 'reference'), 'initialisation is auto, he, lecun or reference'],
    [dropout >= 0 && dropout < 1, 'dropout is from 0 to below 1'],
    [count(epochs) && count(batch) && count(patience), 'epochs, batch and patience are whole numbers from 1'],
    [learningRate > 0 && learningRate < Number.POSITIVE_INFINITY, 'learningRate is above 0'],
    [validation >= 0 && validation < 1, 'validation is from 0 to below 1'],
    [Number.isSafeInteger(recipe.seed), 'seed is a whole number'],
    [oneOf(output, 'linear', 'sigmoid'), 'output is linear or sigmoid'],
    [typeof recipe.variational === 'boolean', 'variational is true or false'],
    [oneOf(recipe.mmd, 'reference', 'multiscale'), 'mmd is reference or multiscale'],
    [
      oneOf(form, 'pairwise', 'centroid') && oneOf(average, 'macro', 'points'),
      'silhouette is pairwise or centroid, macro or points',
    ],
    [
      count(kMin) && kMin >= 2 && count(kMax) && kMin <= kMax && kMax <= 64,
      'kMin and kMax are whole numbers, 2 <= kMin <= kMax <= 64',
    ],
    [oneOf(recipe.combine, 'sum', 'product'), 'combine is sum or product'],
    [oneOf(rate, 'plateau', 'cosine'), 'rate is plateau or cosine'],
    [plateau.factor > 0 && plateau.factor < 1 && count(plateau.patience), 'plateau is a factor within 0..1 and whole epochs'],
    [ema >= 0 && ema < 1, 'ema is from 0 to below 1'],
    [Number.isInteger(bestAfter) && bestAfter >= 0, 'bestAfter is a whole number from 0'],
    [Number.isInteger(shuffleWindow) && shuffleWindow >= 2, 'shuffleWindow is a whole number from 2'],
  ];
  const wrong = checks.find(([good]) => !good);
  if (wrong) throw new UsageError('this training recipe cannot be used', { why: wrong[1] });
  checkWeight('beta', recipe);
  checkWeight('gamma', recipe);
  return recipe;
}
