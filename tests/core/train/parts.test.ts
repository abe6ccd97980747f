import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { createRandom } from '../../../core/cluster/random.js';
import { adamStep, freshMoments } from '../../../core/train/adam.js';
import { dropoutMasks } from '../../../core/train/dropout.js';
import { hiddenSizes } from '../../../core/train/index.js';
import { initialParameters, layout } from '../../../core/train/parameters.js';
import { completeRecipe } from '../../../core/train/recipe.js';
import { averageStep, endEpoch, freshState, rateOf, recover } from '../../../core/train/state.js';

const fixture = JSON.parse(await readFile(new URL('../../fixtures/train/training.json', import.meta.url), 'utf8'));

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

test('rules give the layers of the paper and of its code; the latter has its own decoder', () => {
  const rule = { divide: 'powers', layers: 4, embedding: 32 } as const;
  expect(hiddenSizes(512, { hidden: { rule: 'specular', ...rule }, latent: 3 })).toEqual({
    encoder: [256, 128, 64, 32],
    decoder: [64, 128, 256],
  });
  expect(hiddenSizes(512, { hidden: { rule: 'reference', ...rule }, latent: 3 })).toEqual({
    encoder: [256, 128, 64, 32],
    decoder: [32, 64, 128],
  });
  const stack = layout(512, hiddenSizes(512, { hidden: { rule: 'reference', ...rule }, latent: 3 }), {
    ...{ latent: 3, activation: 'relu', output: 'sigmoid', embedding: 'tanh', variational: true },
  });
  expect(stack.layers.map(({ units, activation, drops }) => `${units} ${activation}${drops ? ' drops' : ''}`)).toEqual([
    '256 relu drops',
    '128 relu drops',
    '64 relu drops',
    '32 tanh',
    '3 linear',
    '32 relu drops',
    '64 relu drops',
    '128 relu drops',
    '512 sigmoid',
  ]);
  expect(stack.logVariance).toMatchObject({ inputs: 32, units: 3, activation: 'linear' });
  expect(stack.parameters).toBe((stack.logVariance?.bias ?? 0) + 3);
});

test('initialisations have the spread that they name', () => {
  const stack = layout(
    400,
    { encoder: [300], decoder: [300] },
    { latent: 60, activation: 'relu', output: 'linear', variational: true },
  );
  const [hidden, head] = stack.layers;
  const moments = (values: Float32Array) => {
    const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
    const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
    const fourth = values.reduce((sum, v) => sum + (v - mean) ** 4, 0) / values.length;
    return { variance, kurtosis: fourth / variance ** 2, largest: values.reduce((most, v) => Math.max(most, Math.abs(v)), 0) };
  };
  const kernel = (theta: Float32Array, slot: typeof hidden) => moments(theta.subarray(slot.kernel, slot.bias));
  const bias = (theta: Float32Array, slot: typeof hidden) => moments(theta.subarray(slot.bias, slot.bias + slot.units));
  for (const [name, factor] of [
    ['he', 2],
    ['lecun', 1],
  ] as const) {
    const theta = initialParameters(stack, createRandom(1), name);
    expect((kernel(theta, hidden).variance * 400) / factor).toBeCloseTo(1, 1);
    expect((kernel(theta, head).variance * 300) / factor).toBeCloseTo(1, 1);
    expect(bias(theta, hidden).largest).toBe(0);
  }
  const theta = initialParameters(stack, createRandom(1), 'reference');
  const wide = kernel(theta, hidden);
  expect(wide.variance * 300).toBeCloseTo(1, 1);
  expect(wide.kurtosis).toBeCloseTo(3, 1);
  for (const found of [kernel(theta, head), kernel(theta, stack.logVariance as typeof head)]) {
    expect(found.variance * 3 * 300).toBeCloseTo(1, 1);
    expect(found.kurtosis).toBeCloseTo(1.8, 1);
    expect(found.largest).toBeLessThanOrEqual(1 / Math.sqrt(300));
  }
  expect(bias(theta, hidden).largest).toBeGreaterThan(0.9 / Math.sqrt(400));
  expect(bias(theta, hidden).largest).toBeLessThanOrEqual(Math.fround(1 / Math.sqrt(400)));
});

test('averaged weights and the cosine are those of numpy', () => {
  const { decay, steps, average } = fixture.ema as { decay: number; steps: number[][]; average: number[] };
  const found = Float32Array.from(steps[0]);
  steps.slice(1).forEach((theta, i) => {
    averageStep(found, Float32Array.from(theta), decay, i + 1);
  });
  found.forEach((value, i) => {
    expect(value).toBeCloseTo(average[i], 5);
  });
  const { rate, epochs, rates } = fixture.cosine as { rate: number; epochs: number; rates: number[] };
  const recipe = completeRecipe({ rate: 'cosine', learningRate: rate, epochs });
  const state = freshState(Float32Array.of(0), recipe);
  rates.forEach(expected => {
    expect(rateOf(state, recipe)).toBeCloseTo(expected, 12);
    endEpoch(state, 1, 1, recipe);
  });
});

test('no weights count as the best before bestAfter, nor towards patience; the first after it do, however bad', () => {
  const recipe = completeRecipe({ bestAfter: 3, patience: 30 });
  const state = freshState(Float32Array.of(0), recipe);
  const losses = [1, 0.1, 0.2, 5, 6, 4];
  const best = losses.map((loss, i) => {
    state.theta[0] = i;
    return endEpoch(state, loss, loss, recipe);
  });
  expect(best).toEqual([false, false, false, true, false, true]);
  expect(state.best).toMatchObject({ epoch: 6, valLoss: 4 });
  expect(state.best.theta[0]).toBe(5);
  const early = freshState(Float32Array.of(0), recipe);
  for (const loss of [1, 2]) endEpoch(early, loss, loss, recipe);
  expect([early.sinceBest, early.best.epoch]).toEqual([0, 2]);
});

test('the plateau has a factor and a patience of its own', () => {
  const recipe = completeRecipe({ patience: 25, learningRate: 1e-3, plateau: { factor: 0.1, patience: 5 } });
  const state = freshState(Float32Array.of(0), recipe);
  const rates = [1, ...Array(11).fill(1)].map(loss => {
    endEpoch(state, loss, loss, recipe);
    return state.learningRate;
  });
  expect([rates[4], rates[5], rates[9], rates[10]]).toEqual([1e-3, 1e-4, 1e-4, 1e-5].map(v => expect.closeTo(v, 12)));
  expect(completeRecipe({ patience: 12 }).plateau).toEqual({ factor: 0.5, patience: 4 });
});
