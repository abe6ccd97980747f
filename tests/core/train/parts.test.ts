import { expect, test } from 'vitest';
import { createRandom } from '../../../core/cluster/random.js';
import { adamStep, freshMoments } from '../../../core/train/adam.js';
import { dropoutMasks } from '../../../core/train/dropout.js';
import { hiddenSizes } from '../../../core/train/index.js';
import { initialParameters, layout } from '../../../core/train/parameters.js';
import { completeRecipe } from '../../../core/train/recipe.js';
import { endEpoch, freshState, recover } from '../../../core/train/state.js';

test('Adam takes the steps that PyTorch takes', () => {
  // torch 1.13: p = tensor([1., -2., 3.]); Adam(lr=0.1); gradients [0.5, -1, 0.01], [0.25, 2, 0], [-1, 0.5, -0.01].
  const theta = Float32Array.of(1, -2, 3);
  const moments = freshMoments(3);
  for (const gradient of [
    [0.5, -1, 0.01],
    [0.25, 2, 0],
    [-1, 0.5, -0.01],
  ])
    adamStep(theta, Float32Array.from(gradient), moments, 0.1);
  const torch = [0.82741779088974, -1.978175401687622, 2.841581106185913];
  theta.forEach((value, i) => {
    expect(value).toBeCloseTo(torch[i], 5);
  });
});

const mirrored = (encoder: number[]) => ({ encoder, decoder: [...encoder].reverse() });

test('halving stops before layers get narrower than the latent needs; few bands still get a hidden layer', () => {
  expect(hiddenSizes(1024, { hidden: 'halve', latent: 3 })).toEqual(mirrored([512, 256, 128, 64, 32, 16]));
  expect(hiddenSizes(100, { hidden: 'halve', latent: 12 })).toEqual(mirrored([50, 25]));
  expect(hiddenSizes(6, { hidden: 'halve', latent: 3 })).toEqual(mirrored([12]));
  expect(hiddenSizes(1024, { hidden: [512, 256, 32], latent: 3 })).toEqual(mirrored([512, 256, 32]));
});

test('first weights have the variance of LeCun for SELU and of He for ReLU', () => {
  for (const [activation, factor] of [
    ['selu', 1],
    ['relu', 2],
  ] as const) {
    const stack = layout(400, { encoder: [300], decoder: [300] }, { latent: 3, activation, output: 'linear' });
    const theta = initialParameters(stack, createRandom(0));
    const kernel = theta.subarray(0, 400 * 300);
    const variance = kernel.reduce((sum, value) => sum + value * value, 0) / kernel.length;
    expect((variance * 400) / factor).toBeCloseTo(1, 1);
    expect(theta.subarray(400 * 300, 400 * 300 + 300).every(value => value === 0)).toBe(true);
  }
});

test('dropout keeps the mean, AlphaDropout mean 0 and variance 1; latent and output are never dropped', () => {
  const random = createRandom(4);
  const inputs = Float32Array.from({ length: 200_000 }, () => random.normal());
  for (const activation of ['relu', 'selu'] as const) {
    const masks = dropoutMasks(
      layout(10, { encoder: [200], decoder: [200] }, { latent: 3, activation, output: 'linear' }),
      1000,
      0.2,
      createRandom(1),
    );
    expect(masks.map(mask => mask !== undefined)).toEqual([true, false, true, false]);
    const [{ factor, term }] = masks as [{ factor: Float32Array; term?: Float32Array }];
    const out = factor.map((value, i) => value * inputs[i] + (term?.[i] ?? 0));
    const mean = out.reduce((sum, value) => sum + value, 0) / out.length;
    const variance = out.reduce((sum, value) => sum + (value - mean) ** 2, 0) / out.length;
    expect(mean).toBeCloseTo(0, 1);
    expect(variance).toBeCloseTo(activation === 'selu' ? 1 : 1 / 0.8, 1);
    expect(factor.filter(value => value === 0).length / factor.length).toBeCloseTo(0.2, 2);
  }
});

test('the learning rate halves on a plateau; a NaN goes back to the best weights five times, not six', () => {
  const recipe = completeRecipe({ patience: 6, learningRate: 0.1 });
  const state = freshState(Float32Array.of(1), recipe);
  expect(endEpoch(state, 1, 1, recipe)).toBe(true);
  state.theta[0] = 2;
  expect([endEpoch(state, 1, 1, recipe), endEpoch(state, 1, 0.99999, recipe)]).toEqual([false, false]);
  expect([state.learningRate, state.sinceBest]).toEqual([0.05, 2]);
  for (let i = 0; i < 5; i++) recover(state);
  expect([state.theta[0], state.learningRate]).toEqual([1, 0.05 / 32]);
  expect(() => recover(state)).toThrow(/does not converge/);
});
