import type { GraphBuilder } from '../builder.js';
import type { AnyKernel } from '../kernel.js';
import { type Operand, type Spec, sameShape, sizeOf } from '../spec.js';
import { writeBlocks } from './blocks.js';
import { writeTranspose } from './layout.js';
import { leftOver, type Pair, padsOf, type Window, type WindowAttributes, windowOf } from './window.js';

interface PoolAttributes extends WindowAttributes {
  readonly filterSize: Pair;
}

const CHANNELS_FIRST = [0, 3, 1, 2];
const CHANNELS_LAST = [0, 2, 3, 1];

/** The windows of a pool; ONNX Runtime wants each to hold a pixel. */
function poolOf({ shape, dtype }: Spec, attributes: PoolAttributes): Window | undefined {
  const window = windowOf(shape, attributes.filterSize, attributes);
  const filled = window && [0, 1].every(i => Math.max(window.before[i], window.past[i]) < window.size[i]);
  return filled && dtype === 'float32' ? window : undefined;
}

const resultShape = (x: readonly number[], { out }: Window) => [x[0], ...out, x[3]];

/** Windows that lie side by side, from the first pixel on and within the image. */
const apart = ({ size, strides, before, past }: Window) =>
  [0, 1].every(i => size[i] === strides[i] && before[i] === 0 && past[i] <= 0);

function pool(name: 'AvgPool' | 'MaxPool', operator: string): AnyKernel {
  return {
    name,
    inputs: ['x'],
    infer: ([x]: readonly Spec[], attributes: PoolAttributes) => {
      const window = poolOf(x, attributes);
      return window && [{ shape: resultShape(x.shape, window), dtype: x.dtype }];
    },
    build: (g: GraphBuilder, [x]: readonly Operand[], attributes: PoolAttributes, [{ shape }]: readonly Spec[]) => {
      const window = poolOf(x, attributes) as Window;
      const image = writeTranspose(g, x.name, x.shape, CHANNELS_FIRST);
      const y = g.op(operator, [image], { kernel_shape: window.size, strides: window.strides, pads: padsOf(window) });
      const first = CHANNELS_FIRST.map(axis => shape[axis]);
      return [writeTranspose(g, y, first, CHANNELS_LAST)];
    },
  };
}

/** Every value of dy spread over its window, those of windows that overlap added up. */
function spread(g: GraphBuilder, dy: Operand, window: Window, [batch, rows, columns, channels]: readonly number[]): string {
  const { size, strides, out } = window;
  const image = writeTranspose(g, dy.name, dy.shape, CHANNELS_FIRST);
  const planes = g.reshape(image, [batch, channels, ...out], [batch * channels, 1, ...out]);
  const ones = g.constant('float32', [1, 1, ...size], new Array<number>(sizeOf(size)).fill(1));
  const pads = { pads: padsOf(window), output_padding: leftOver(window) };
  const sums = g.op('ConvTranspose', [planes, ones], { kernel_shape: size, strides, ...pads });
  const first = [batch, channels, rows, columns];
  return writeTranspose(g, g.reshape(sums, [batch * channels, 1, rows, columns], first), first, CHANNELS_LAST);
}

/** dy where the first of the largest values of each window is, 0 elsewhere; for windows that lie side by side. */
function atMaximum(g: GraphBuilder, dy: Operand, x: Operand, y: Operand, { size, out }: Window): string {
  const [batch, rows, columns, channels] = x.shape;
  const [down, across] = size;
  const used = [batch, out[0] * down, out[1] * across, channels];
  const cropped = sameShape(used, x.shape)
    ? x.name
    : g.op('Slice', [x.name, g.ints([0, 0]), g.ints(used.slice(1, 3)), g.ints([1, 2])]);
  const split = g.reshape(cropped, used, [batch * out[0], down, out[1], across, channels]);
  const one = [batch * out[0], 1, out[1], 1, channels];
  const [largest, gradient] = [y, dy].map(({ name, shape }) => g.reshape(name, shape, one));
  const zero = g.scalar(0);
  let free: string | undefined;
  const lines = Array.from({ length: down }, (_, i) => {
    const line = Array.from({ length: across }, (_, j) => {
      const value = g.op('Slice', [split, g.ints([i, j]), g.ints([i + 1, j + 1]), g.ints([1, 3])]);
      const equal = g.op('Equal', [value, largest]);
      const mine = free ? g.op('And', [free, equal]) : equal;
      const others = g.op('Not', [equal]);
      free = free ? g.op('And', [free, others]) : others;
      return g.op('Where', [mine, gradient, zero]);
    });
    return g.op('Concat', line, { axis: 3 });
  });
  const joined = g.op('Concat', lines, { axis: 1 });
  const whole = g.reshape(joined, [batch * out[0], down, out[1], across, channels], used);
  if (sameShape(used, x.shape)) return whole;
  return g.op('Pad', [whole, g.ints([0, 0, 0, 0, 0, rows - used[1], columns - used[2], 0])]);
}

const fits = (dy: Spec, x: Spec, window: Window) => dy.dtype === 'float32' && sameShape(dy.shape, resultShape(x.shape, window));

/** Pools of images and their gradients. The gradient of a maximum over windows that overlap or are padded is left to cpu. */
export const poolKernels: readonly AnyKernel[] = [
  pool('MaxPool', 'MaxPool'),
  pool('AvgPool', 'AveragePool'),
  {
    name: 'AvgPoolGrad',
    inputs: ['dy', 'input'],
    infer: ([dy, x]: readonly Spec[], attributes: PoolAttributes) => {
      const window = poolOf(x, attributes);
      return window && fits(dy, x, window) ? [x] : undefined;
    },
    // tfjs divides by the whole window, at the edges too.
    build: (g: GraphBuilder, [dy, x]: readonly Operand[], attributes: PoolAttributes) => {
      const window = poolOf(x, attributes) as Window;
      const blocks = apart(window) && window.past.every(length => length === 0);
      const scaled = { ...dy, name: g.op('Mul', [dy.name, g.scalar(1 / sizeOf(window.size))]) };
      return [blocks ? writeBlocks(g, scaled.name, dy.shape, window.size) : spread(g, scaled, window, x.shape)];
    },
  },
  {
    name: 'MaxPoolGrad',
    inputs: ['dy', 'input', 'output'],
    infer: ([dy, x, y]: readonly Spec[], attributes: PoolAttributes) => {
      const window = poolOf(x, attributes);
      return window && apart(window) && fits(dy, x, window) && fits(y, x, window) ? [x] : undefined;
    },
    build: (g: GraphBuilder, [dy, x, y]: readonly Operand[], attributes: PoolAttributes) => [
      atMaximum(g, dy, x, y, poolOf(x, attributes) as Window),
    ],
  },
];
