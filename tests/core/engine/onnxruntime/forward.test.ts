import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { recording, type Tf } from '../../../../core/engine/index.js';
import { type Computation, expectSame, startBoth } from './compare.js';

const installed = await import('onnxruntime-node').then(
  () => true,
  () => false,
);

const unary = (f: (tf: Tf, x: Tensor) => Tensor, scale = 1, shift = 0): Computation => {
  return (tf, random, make) => f(tf, make.float(random.shape(random.whole(0, 4)), scale, shift));
};
const binary = (
  f: (tf: Tf, a: Tensor, b: Tensor) => Tensor,
  types = ['float', 'int'] as ('float' | 'int' | 'bool')[],
): Computation => {
  return (tf, random, make) => {
    const [a, b] = random.pair(random.whole(0, 4));
    const type = random.pick(...types);
    return f(tf, make[type](a), make[type](b));
  };
};
/** A tensor, and some of its axes. */
const reduced = (
  f: (tf: Tf, x: Tensor, axes: number[] | undefined, keep: boolean) => Tensor,
  types = ['float', 'int'] as ('float' | 'int' | 'bool')[],
): Computation => {
  return (tf, random, make) => {
    const shape = random.shape(random.whole(0, 4));
    const axes = [...shape.keys()]
      .filter(() => random.whole(0, 1))
      .map(axis => (random.whole(0, 1) ? axis : axis - shape.length));
    return f(tf, make[random.pick(...types)](shape), axes.length > 0 ? axes : undefined, random.whole(0, 1) === 1);
  };
};

const cases: Record<string, Computation> = {
  Abs: unary((tf, x) => tf.abs(x)),
  Acos: unary((tf, x) => tf.acos(x), 0.3),
  Acosh: unary((tf, x) => tf.acosh(tf.add(tf.abs(x), 1.5))),
  Asin: unary((tf, x) => tf.asin(x), 0.3),
  Asinh: unary((tf, x) => tf.asinh(x), 3),
  Atan: unary((tf, x) => tf.atan(x), 3),
  Atanh: unary((tf, x) => tf.atanh(x), 0.2),
  Ceil: unary((tf, x) => tf.ceil(x), 5),
  ClipByValue: unary((tf, x) => tf.clipByValue(x, -0.5, Number.POSITIVE_INFINITY)),
  Cos: unary((tf, x) => tf.cos(x), 3),
  Cosh: unary((tf, x) => tf.cosh(x)),
  Elu: unary((tf, x) => tf.elu(x)),
  Erf: unary((tf, x) => tf.erf(x)),
  Exp: unary((tf, x) => tf.exp(x), 3),
  Expm1: unary((tf, x) => tf.expm1(x)),
  'Expm1 of small values': (tf, _, make) => tf.mul(tf.expm1(make.float([20], 1e-6)), 1e6),
  Floor: unary((tf, x) => tf.floor(x), 5),
  IsFinite: tf => tf.isFinite(tf.tensor1d([1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0])),
  IsInf: tf => tf.isInf(tf.tensor1d([1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0])),
  IsNan: tf => tf.isNaN(tf.tensor1d([1, Number.NaN, Number.POSITIVE_INFINITY, 0])),
  LeakyRelu: unary((tf, x) => tf.leakyRelu(x, 0.3)),
  Log: unary((tf, x) => tf.log(tf.abs(x))),
  Log1p: unary((tf, x) => tf.log1p(tf.abs(x))),
  'Log1p of small values': (tf, _, make) => tf.mul(tf.log1p(make.float([20], 1e-6)), 1e6),
  LogicalNot: (tf, random, make) => tf.logicalNot(make.bool(random.shape(2)) as Tensor),
  LogSoftmax: (tf, random, make) => tf.logSoftmax(make.float(random.shape(random.whole(1, 3)), 3)),
  Neg: unary((tf, x) => tf.neg(x)),
  Prelu: (tf, random, make) => tf.prelu(make.float([3, random.whole(1, 4)]), make.float([1])),
  Reciprocal: unary((tf, x) => tf.reciprocal(x), 1, 3),
  Relu: unary((tf, x) => tf.relu(x)),
  Relu6: unary((tf, x) => tf.relu6(x), 6),
  Round: unary((tf, x) => tf.round(tf.div(tf.round(x), 2)), 9),
  Rsqrt: unary((tf, x) => tf.rsqrt(tf.abs(x))),
  Selu: unary((tf, x) => tf.selu(x), 2),
  Sigmoid: unary((tf, x) => tf.sigmoid(x), 3),
  Sign: unary((tf, x) => tf.sign(tf.round(x))),
  Sin: unary((tf, x) => tf.sin(x), 3),
  Sinh: unary((tf, x) => tf.sinh(x)),
  Softmax: (tf, random, make) => tf.softmax(make.float(random.shape(random.whole(1, 3)), 3)),
  Softplus: unary((tf, x) => tf.softplus(x), 3),
  Sqrt: unary((tf, x) => tf.sqrt(tf.abs(x))),
  Square: unary((tf, x) => tf.square(x)),
  Step: unary((tf, x) => tf.step(x, 0.25)),
  Tan: unary((tf, x) => tf.tan(x), 0.3),
  Tanh: unary((tf, x) => tf.tanh(x), 2),

  Add: binary((tf, a, b) => tf.add(a, b)),
  AddN: (tf, random, make) => {
    const shape = random.shape(2);
    return tf.addN(Array.from({ length: random.whole(1, 4) }, () => make.float(shape)));
  },
  Equal: binary((tf, a, b) => tf.equal(a, b), ['int', 'bool']),
  FloorDiv: binary((tf, a, b) => tf.floorDiv(a, tf.where(tf.equal(b, tf.zerosLike(b)), tf.onesLike(b), b)), ['int', 'float']),
  Greater: binary((tf, a, b) => tf.greater(a, b)),
  GreaterEqual: binary((tf, a, b) => tf.greaterEqual(a, b)),
  Less: binary((tf, a, b) => tf.less(a, b)),
  LessEqual: binary((tf, a, b) => tf.lessEqual(a, b)),
  LogicalAnd: binary((tf, a, b) => tf.logicalAnd(a, b), ['bool']),
  LogicalOr: binary((tf, a, b) => tf.logicalOr(a, b), ['bool']),
  Maximum: binary((tf, a, b) => tf.maximum(a, b)),
  Minimum: binary((tf, a, b) => tf.minimum(a, b)),
  Mod: binary((tf, a, b) => tf.mod(a, tf.add(tf.abs(b), tf.onesLike(b)))),
  'Mod by negatives': binary((tf, a, b) => tf.mod(a, tf.sub(tf.neg(tf.abs(b)), tf.onesLike(b)))),
  Multiply: binary((tf, a, b) => tf.mul(a, b)),
  NotEqual: binary((tf, a, b) => tf.notEqual(a, b), ['int', 'bool']),
  Pow: binary((tf, a, b) => tf.pow(tf.abs(a), b), ['float']),
  RealDiv: binary((tf, a, b) => tf.div(a, tf.add(tf.abs(b), 0.5)), ['float']),
  Select: (tf, random, make) => {
    const shape = random.shape(random.whole(1, 3));
    return tf.where(make.bool(shape), make.float(shape), make.float(shape));
  },
  SquaredDifference: binary((tf, a, b) => tf.squaredDifference(a, b)),
  Sub: binary((tf, a, b) => tf.sub(a, b)),

  All: reduced((tf, x, axes, keep) => tf.all(x, axes, keep), ['bool']),
  Any: reduced((tf, x, axes, keep) => tf.any(x, axes, keep), ['bool']),
  ArgMax: (tf, random, make) => tf.argMax(make.int([4, 1, random.whole(1, 6)], 0, 3), random.pick(0, 1, 2, -1)),
  ArgMin: (tf, random, make) => tf.argMin(make.float([4, 1, random.whole(1, 6)]), random.pick(0, 1, 2, -1)),
  Cumsum: (tf, random, make) =>
    tf.cumsum(make.float(random.shape(3)), random.pick(0, 1, 2), random.pick(true, false), random.pick(true, false)),
  Max: reduced((tf, x, axes, keep) => tf.max(x, axes, keep)),
  Mean: reduced((tf, x, axes, keep) => tf.mean(x, axes, keep)),
  Min: reduced((tf, x, axes, keep) => tf.min(x, axes, keep)),
  Prod: reduced((tf, x, axes, keep) => tf.prod(x, axes, keep)),
  Sum: reduced((tf, x, axes, keep) => tf.sum(x, axes, keep), ['float', 'int', 'bool']),

  BatchMatMul: (tf, random, make) => {
    const [rows, inner, columns] = [random.whole(1, 20), random.whole(1, 20), random.whole(1, 20)];
    const [ta, tb] = [random.pick(true, false), random.pick(true, false)];
    const stack = random.pick([], [1], [3], [2, 3]);
    const a = make.float([...stack, ...(ta ? [inner, rows] : [rows, inner])]);
    return tf.matMul(a, make.float([...random.pick([], stack), ...(tb ? [columns, inner] : [inner, columns])]), ta, tb);
  },
  _FusedMatMul: (tf, random, make) => {
    const [rows, inner, columns] = [random.whole(1, 9), random.whole(1, 9), random.whole(1, 9)];
    const activation = random.pick('linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu') as 'relu';
    const bias = random.pick(undefined, make.float([columns]), make.float([1]));
    return tf.fused.matMul({
      a: make.float([rows, inner]),
      b: make.float([inner, columns]),
      bias,
      activation,
      leakyreluAlpha: 0.3,
    });
  },

  Cast: (tf, random, make) => {
    const x = make[random.pick('float', 'int', 'bool')](random.shape(2), 3 as never, 5 as never);
    return tf.cast(x, random.pick('float32', 'int32', 'bool'));
  },
  'Cast of values beyond int32': tf =>
    tf.cast(tf.tensor1d([3e9, -3e9, 1e12, Number.NaN, Number.POSITIVE_INFINITY, -1.9]), 'int32'),
  Fill: (tf, random) => tf.fill(random.shape(2), random.pick(2, -1), random.pick('float32', 'int32')),
  LinSpace: tf => tf.linspace(0, 1, 7),
  OneHot: (tf, random, make) => tf.oneHot(make.int(random.shape(2), -1, 4) as Tensor1D, 4, 2, -1),
  OnesLike: (tf, random, make) => tf.onesLike(make.int(random.shape(2))),
  Range: tf => tf.range(2, 9, 2, 'int32'),
  ZerosLike: (tf, random, make) => tf.zerosLike(make.bool(random.shape(2))),

  BroadcastTo: (tf, random, make) => tf.broadcastTo(make.float([1, random.pick(1, 4), 1]), [3, 4, 2]),
  Concat: (tf, random, make) => {
    const shape = random.shape(3);
    const axis = random.pick(0, 1, 2, -1);
    return tf.concat(
      Array.from({ length: random.whole(1, 4) }, () => make.float(shape.with(axis, random.whole(1, 4)))),
      axis,
    );
  },
  ExpandDims: (tf, random, make) => tf.add(tf.expandDims(make.float(random.shape(2)), random.pick(0, 1, 2, -1)), 1),
  GatherV2: (tf, random, make) => {
    const shape = random.shape(3);
    const axis = random.pick(0, 1, 2);
    return tf.gather(
      make[random.pick('float', 'int')](shape),
      make.int(random.shape(random.whole(1, 2)), 0, shape[axis] - 1) as Tensor1D,
      axis,
    );
  },
  MirrorPad: (tf, _, make) =>
    tf.mirrorPad(
      make.float([4, 5]),
      [
        [1, 2],
        [3, 0],
      ],
      'reflect',
    ),
  Pack: (tf, random, make) => {
    const shape = random.shape(2);
    return tf.stack(
      Array.from({ length: random.whole(1, 3) }, () => make.float(shape)),
      random.pick(0, 1, 2),
    );
  },
  PadV2: (tf, random, make) =>
    tf.pad(
      make.float(random.shape(2)),
      [
        [random.whole(0, 2), 1],
        [0, random.whole(0, 3)],
      ],
      0.5,
    ),
  Reshape: (tf, random, make) => tf.mul(tf.reshape(tf.add(make.float([4, 6]), 1), random.pick([24], [2, -1], [3, 2, 4])), 2),
  Reverse: (tf, random, make) => tf.reverse(make.float(random.shape(3)), random.pick([0], [1, 2], [-1], undefined)),
  Slice: (tf, random, make) => tf.slice(make.int([4, 5, 3]), [random.whole(0, 3), 1], [1, random.pick(-1, 2, 4)]),
  SplitV: (tf, random, make) => tf.split(make.float([6, 4]), random.pick<number | number[]>(2, 3, [1, 2, 3], [4, -1]), 0),
  StridedSlice: (tf, random, make) => tf.stridedSlice(make.float([6, 5]), [random.whole(0, 2), 4], [6, 0], [2, -1]),
  Tile: (tf, random, make) => tf.tile(make.float(random.shape(2)), [random.whole(1, 3), random.whole(1, 3)]),
  Transpose: (tf, random, make) =>
    tf.transpose(make.float(random.shape(3)), random.pick([0, 2, 1], [2, 1, 0], [1, 0, 2], [0, 1, 2])),
  Unpack: (tf, random, make) => tf.unstack(make.float([3, 2, random.whole(1, 4)]), random.pick(0, 1, 2)),
  UnsortedSegmentSum: (tf, random, make) =>
    tf.unsortedSegmentSum(make.float([12, ...random.shape(random.whole(0, 2))]), make.int([12], -1, 5) as Tensor1D, 5),
};

describe.skipIf(!installed)(
  'every kernel agrees with tfjs-cpu over random shapes (skipped: onnxruntime-node is not installed)',
  () => {
    let tf: Tf;
    beforeAll(async () => {
      tf = await startBoth();
    });

    test.each(Object.entries(cases))('%s', async (name, compute) => {
      await expectSame(tf, name, compute);
    });

    test('empty tensors', async () => {
      await expectSame(tf, 'empty', (tf, _, make) => [
        tf.add(make.float([0, 3]), make.float([3])),
        tf.sum(make.float([0, 3]), 0),
        tf.sum(make.float([3, 0])),
        tf.concat([make.float([0, 2]), make.float([2, 2])], 0),
        tf.matMul(make.float([2, 0]), make.float([0, 3])),
        tf.matMul(make.float([0, 2]), make.float([2, 3])),
        tf.slice(make.float([4]), [2], [0]),
        tf.relu(make.float([0])),
        tf.pad(make.float([0, 2]), [
          [1, 1],
          [0, 0],
        ]),
      ]);
    });

    test('what is not covered runs on cpu, and is counted', async () => {
      const before = recording()?.fallbacks().get('Atan2') ?? 0;
      await expectSame(tf, 'Atan2', (tf, _, make) => tf.atan2(make.float([3]), make.float([3])), { times: 2 });
      expect(recording()?.fallbacks().get('Atan2')).toBe(before + 2);
    });
  },
);
