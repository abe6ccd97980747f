import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, test } from 'vitest';
import type { Tf } from '../../../../core/engine/index.js';
import { type Computation, type Dice, expectSame, gradientsOf, startBoth } from './compare.js';

const installed = await import('onnxruntime-node').then(
  () => true,
  () => false,
);

const unary = (f: (tf: Tf, x: Tensor) => Tensor, scale = 1, shift = 0): Computation =>
  gradientsOf((random, make) => [make.float(random.shape(random.whole(0, 4)), scale, shift)], f);
const binary = (f: (tf: Tf, a: Tensor, b: Tensor) => Tensor): Computation =>
  gradientsOf((random, make) => random.pair(random.whole(0, 4)).map(shape => make.float(shape)), f);
/** For ops whose gradient tfjs does not sum over broadcast axes. */
const alike = (f: (tf: Tf, a: Tensor, b: Tensor) => Tensor): Computation =>
  gradientsOf((random, make) => {
    const shape = random.shape(random.whole(0, 4));
    return [make.float(shape), make.float(shape)];
  }, f);
const image = (random: Dice) => [2, random.whole(2, 5), random.whole(1, 4)];

const cases: Record<string, Computation> = {
  ...Object.fromEntries(
    (['abs', 'cos', 'elu', 'exp', 'relu', 'relu6', 'selu', 'sigmoid', 'sin', 'softplus', 'square', 'tanh'] as const).map(name => [
      name,
      unary((tf, x) => tf[name](x)),
    ]),
  ),
  clipByValue: unary((tf, x) => tf.clipByValue(x, -0.5, 0.7)),
  leakyRelu: unary((tf, x) => tf.leakyRelu(x, 0.3)),
  log: unary((tf, x) => tf.log(tf.add(tf.square(x), 1))),
  reciprocal: unary((tf, x) => tf.reciprocal(x), 1, 5),
  rsqrt: unary((tf, x) => tf.rsqrt(tf.add(tf.square(x), 1))),
  sqrt: unary((tf, x) => tf.sqrt(tf.add(tf.square(x), 1))),
  softmax: gradientsOf(
    (random, make) => [make.float(random.shape(2))],
    (tf, x) => tf.softmax(x),
  ),
  logSoftmax: gradientsOf(
    (random, make) => [make.float(random.shape(2))],
    (tf, x) => tf.logSoftmax(x),
  ),
  logSumExp: gradientsOf(
    (random, make) => [make.float(random.shape(2))],
    (tf, x) => tf.logSumExp(x, 1),
  ),

  add: binary((tf, a, b) => tf.add(a, b)),
  div: binary((tf, a, b) => tf.div(a, tf.add(tf.square(b), 1))),
  maximum: alike((tf, a, b) => tf.maximum(a, b)),
  minimum: alike((tf, a, b) => tf.minimum(a, b)),
  mul: binary((tf, a, b) => tf.mul(a, b)),
  pow: binary((tf, a, b) => tf.pow(tf.add(tf.square(a), 0.5), b)),
  squaredDifference: alike((tf, a, b) => tf.squaredDifference(a, b)),
  sub: binary((tf, a, b) => tf.sub(a, b)),
  where: gradientsOf(
    (_, make) => [make.float([4, 3]), make.float([4, 3])],
    (tf, a, b) => tf.where(tf.tensor([1, 0, 1, 1, 0, 0, 1, 0, 0, 0, 1, 1], [4, 3], 'bool'), tf.square(a), tf.mul(a, b)),
  ),

  max: gradientsOf(
    (random, make) => [make.float(random.shape(3))],
    (tf, x) => tf.max(x, 1),
  ),
  mean: gradientsOf(
    (random, make) => [make.float(random.shape(3))],
    (tf, x) => tf.mean(x, [0, 2]),
  ),
  min: gradientsOf(
    (random, make) => [make.float(random.shape(3))],
    (tf, x) => tf.min(x, 1, true),
  ),
  sum: gradientsOf(
    (random, make) => [make.float(random.shape(3))],
    (tf, x) => tf.sum(x, [1]),
  ),
  cumsum: gradientsOf(
    (random, make) => [make.float(random.shape(2))],
    (tf, x) => tf.cumsum(x, 1),
  ),

  matMul: gradientsOf(
    (random, make) => {
      const [n, k, m] = [random.whole(1, 9), random.whole(1, 9), random.whole(1, 9)];
      return [make.float([n, k]), make.float([k, m])];
    },
    (tf, a, b) => tf.matMul(a, b),
  ),
  'matMul, both turned, stacked': gradientsOf(
    (_, make) => [make.float([2, 4, 3]), make.float([2, 5, 4])],
    (tf, a, b) => tf.matMul(a, b, true, true),
  ),
  'dense layer': gradientsOf(
    (random, make) => {
      const [n, k, m] = [random.whole(1, 9), random.whole(1, 9), random.whole(1, 9)];
      return [make.float([n, k]), make.float([k, m]), make.float([m])];
    },
    (tf, a, b, bias) => tf.selu(tf.fused.matMul({ a, b, bias })),
  ),
  'pairwise distances': gradientsOf(
    (random, make) => [make.float([random.whole(2, 12), 3]), make.float([random.whole(2, 5), 3])],
    (tf, z, centres) => tf.sqrt(tf.add(tf.sum(tf.square(tf.sub(tf.expandDims(z, 1), tf.expandDims(centres, 0))), 2), 1e-3)),
  ),
  'distances by products': gradientsOf(
    (random, make) => [make.float([random.whole(2, 12), 3])],
    (tf, z) => {
      const square = tf.sum(tf.square(z), 1, true);
      return tf.relu(tf.sub(tf.add(square, tf.transpose(square)), tf.mul(tf.matMul(z, z, false, true), 2)));
    },
  ),

  concat: gradientsOf(
    (random, make) => [make.float([2, random.whole(1, 4)]), make.float([2, random.whole(1, 4)])],
    (tf, a, b) => tf.square(tf.concat([a, b], 1)),
  ),
  gather: gradientsOf(
    (_, make) => [make.float([5, 3])],
    (tf, x) => tf.square(tf.gather(x, tf.tensor1d([4, 0, 4, 2], 'int32'))),
  ),
  pad: gradientsOf(
    (random, make) => [make.float(random.shape(2))],
    (tf, x) =>
      tf.square(
        tf.pad(x, [
          [1, 2],
          [0, 1],
        ]),
      ),
  ),
  reshape: gradientsOf(
    (_, make) => [make.float([6, 2])],
    (tf, x) => tf.square(tf.reshape(x, [3, 4])),
  ),
  slice: gradientsOf(
    (random, make) => [make.float(image(random))],
    (tf, x) => tf.square(tf.slice(x, [1, 1, 0], [1, -1, 1])),
  ),
  split: gradientsOf(
    (_, make) => [make.float([6, 2])],
    (tf, x) => {
      const [a, b] = tf.split(x, 2, 0);
      return tf.mul(a, b);
    },
  ),
  stack: gradientsOf(
    (_, make) => [make.float([3]), make.float([3])],
    (tf, a, b) => tf.square(tf.stack([a, b], 1)),
  ),
  tile: gradientsOf(
    (_, make) => [make.float([2, 3])],
    (tf, x) => tf.square(tf.tile(x, [2, 3])),
  ),
  transpose: gradientsOf(
    (random, make) => [make.float(random.shape(3))],
    (tf, x) => tf.square(tf.transpose(x, [2, 0, 1])),
  ),
  unsortedSegmentSum: gradientsOf(
    (_, make) => [make.float([6, 2])],
    (tf, x) => tf.square(tf.unsortedSegmentSum(x, tf.tensor1d([0, 2, 2, 1, 0, 0], 'int32') as Tensor1D, 3)),
  ),
};

describe.skipIf(!installed)(
  'every gradient agrees with tfjs-cpu over random shapes (skipped: onnxruntime-node is not installed)',
  () => {
    let tf: Tf;
    beforeAll(async () => {
      await import('@tensorflow/tfjs-layers');
      tf = await startBoth();
    });

    test.each(Object.entries(cases))('%s', async (name, compute) => {
      await expectSame(tf, name, compute);
    });
  },
);
