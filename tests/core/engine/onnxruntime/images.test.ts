import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { recording, type Tf } from '../../../../core/engine/index.js';
import { type Computation, type Dice, expectSame, gradientsOf, type Makers, startBoth } from './compare.js';

const installed = await import('onnxruntime-node').then(
  () => true,
  () => false,
);

type Four = [number, number, number, number];
type TwoPairs = [[number, number], [number, number], [number, number], [number, number]];

/** How a window is laid over an image, of random size, steps and padding. */
function windows(random: Dice, square = random.whole(0, 1) === 1) {
  const [a, b, c, d] = [random.whole(1, 4), random.whole(1, 4), random.whole(1, 3), random.whole(1, 3)];
  const explicit: TwoPairs = [
    [0, 0],
    [random.whole(0, a - 1), random.whole(0, a - 1)],
    [random.whole(0, (square ? a : b) - 1), 0],
    [0, 0],
  ];
  return {
    size: [a, square ? a : b] as [number, number],
    strides: [c, square ? c : d] as [number, number],
    pad: random.pick<'same' | 'valid' | TwoPairs>('same', 'valid', explicit),
  };
}
const image = (random: Dice): Four => [random.whole(1, 3), random.whole(4, 9), random.whole(4, 9), random.whole(1, 5)];

function convolution(random: Dice, make: Makers) {
  const shape = image(random);
  const { size, strides, pad } = windows(random);
  const filters = random.whole(1, 6);
  return { x: make.float(shape) as Tensor4D, w: make.float([...size, shape[3], filters]) as Tensor4D, strides, pad, filters };
}

const conv: Computation = (tf, random, make) => {
  const { x, w, strides, pad } = convolution(random, make);
  return tf.conv2d(x, w, strides, pad);
};
const convGradients: Computation = (tf, random, make) => {
  const { x, w, strides, pad } = convolution(random, make);
  const weights = make.float(tf.conv2d(x, w, strides, pad).shape);
  return tf.grads((a, b) => tf.sum(tf.mul(tf.conv2d(a as Tensor4D, b as Tensor4D, strides, pad), weights)))([x, w]);
};
const transposed: Computation = (tf, random, make) => {
  const { x, w, strides, pad } = convolution(random, make);
  const y = make.float(tf.conv2d(x, w, strides, pad).shape) as Tensor4D;
  const weights = make.float(x.shape);
  const f = (a: Tensor4D, b: Tensor4D) => tf.conv2dTranspose(a, b, x.shape, strides, pad);
  return [f(y, w), ...tf.grads((a, b) => tf.sum(tf.mul(f(a as Tensor4D, b as Tensor4D), weights)))([y, w])];
};
const fused: Computation = (tf, random, make) => {
  const { x, w, strides, pad, filters } = convolution(random, make);
  const activation = random.pick('linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu') as 'relu';
  const bias = random.pick(undefined, make.float([filters]));
  return tf.fused.conv2d({ x, filter: w, strides, pad, bias, activation, leakyreluAlpha: 0.3 });
};
/** Whole numbers, so that maxima are often shared. */
const pooled =
  (kind: 'avgPool' | 'maxPool', apart: boolean): Computation =>
  (tf, random, make) => {
    const x = tf.cast(make.int(image(random), -2, 2), 'float32') as Tensor4D;
    const { size, strides, pad } = windows(random);
    const f = (a: Tensor4D) => tf[kind](a, size, apart ? size : strides, apart ? 'valid' : (pad as 'same'));
    const y = f(x);
    const weights = make.float(y.shape);
    return [y, ...tf.grads(a => tf.sum(tf.mul(f(a as Tensor4D), weights)))([x])];
  };
/** tfjs-cpu takes the gradient of all images but the first from the wrong place, so there each image goes alone. */
const resized =
  (half: boolean): Computation =>
  (tf, random, make) => {
    const [batch, rows, columns, channels] = image(random);
    const size: [number, number] = [rows * random.whole(1, 4), columns * random.whole(1, 4)];
    const x = make.float([batch, rows, columns, channels]) as Tensor4D;
    const f = (a: Tensor4D) => tf.image.resizeNearestNeighbor(a, size, false, half);
    const weights = make.float([batch, ...size, channels]);
    const gradient = (a: Tensor, w: Tensor) => tf.grad(b => tf.sum(tf.mul(f(b as Tensor4D), w)))(a);
    if (tf.getBackend() !== 'cpu') return [f(x), gradient(x, weights)];
    const [images, parts] = [tf.split(x, batch), tf.split(weights, batch)];
    return [f(x), tf.concat(images.map((one, i) => gradient(one, parts[i])))];
  };

/** What must be recorded. */
const cases: Record<string, Computation> = {
  Conv2D: conv,
  'Conv2D with dilations': (tf, random, make) => {
    const x = make.float([2, 9, 8, 3]) as Tensor4D;
    const w = make.float([3, 2, 3, 4]) as Tensor4D;
    return tf.conv2d(x, w, 1, random.pick('same', 'valid'), 'NHWC', [random.whole(1, 3), random.whole(1, 3)]);
  },
  'Conv2D padded by a number': (tf, random, make) =>
    tf.conv2d(make.float([1, 6, 7, 2]) as Tensor4D, make.float([3, 3, 2, 3]) as Tensor4D, random.whole(1, 3), random.whole(0, 2)),
  'Conv2D, gradients': convGradients,
  'conv2dTranspose and its gradients': transposed,
  FusedConv2D: fused,
  'AvgPool and its gradient': pooled('avgPool', false),
  'AvgPool side by side and its gradient': pooled('avgPool', true),
  'MaxPool side by side and its gradient': pooled('maxPool', true),
  'ResizeNearestNeighbor and its gradient': resized(false),
  'ResizeNearestNeighbor of half pixels and its gradient': resized(true),
  'a small network and its gradients': gradientsOf(
    (_, make) => [make.float([1, 8, 8, 1]), make.float([3, 3, 1, 4], 0.3), make.float([3, 3, 4, 2], 0.3)],
    (tf, x, v, w) => {
      const hidden = tf.maxPool(tf.relu(tf.conv2d(x as Tensor4D, v as Tensor4D, 1, 'same')), 2, 2, 'valid');
      return tf.conv2d(tf.image.resizeNearestNeighbor(hidden, [8, 8]), w as Tensor4D, 1, 'same');
    },
  ),
};

/** What falls back to cpu, the kernel that does, and how it is called. */
const left: Record<string, readonly [kernel: string, compute: Computation]> = {
  'MaxPool of windows that overlap': ['MaxPoolGrad', pooled('maxPool', false)],
  'channels first': [
    'Conv2D',
    (tf, _, make) => tf.conv2d(make.float([1, 2, 5, 4]) as Tensor4D, make.float([3, 3, 2, 3]) as Tensor4D, 1, 'valid', 'NCHW'),
  ],
  'resizing with corners aligned': [
    'ResizeNearestNeighbor',
    (tf, _, make) => tf.image.resizeNearestNeighbor(make.float([1, 3, 3, 2]) as Tensor4D, [6, 6], true),
  ],
  'resizing by a fraction': [
    'ResizeNearestNeighbor',
    (tf, _, make) => tf.image.resizeNearestNeighbor(make.float([1, 4, 4, 2]) as Tensor4D, [6, 6]),
  ],
};

const fallbacks = () => new Map(recording()?.fallbacks());

describe.skipIf(!installed)('kernels of images agree with tfjs-cpu (skipped: onnxruntime-node is not installed)', () => {
  let tf: Tf;
  beforeAll(async () => {
    tf = await startBoth();
    await import('@tensorflow/tfjs-layers');
  });

  test.each(Object.entries(cases))('%s', async (name, compute) => {
    const before = fallbacks();
    await expectSame(tf, name, compute, { times: 16 });
    expect(fallbacks()).toEqual(before);
  });

  test.each(Object.entries(left))('%s runs on cpu', async (name, [kernel, compute]) => {
    const before = fallbacks().get(kernel) ?? 0;
    await expectSame(tf, name, compute);
    expect(fallbacks().get(kernel)).toBeGreaterThan(before);
  });
});
