import type { GraphBuilder } from '../builder.js';
import type { AnyKernel } from '../kernel.js';
import { type Operand, type Spec, sameShape } from '../spec.js';
import { fusedActivations, writeActivation } from './activation.js';
import { writeTranspose } from './layout.js';
import { overlapsLittle, writeInputGradient } from './overlap.js';
import { leftOver, padsOf, type Window, type WindowAttributes, windowOf } from './window.js';

interface ConvAttributes extends WindowAttributes {
  readonly activation?: string;
  readonly leakyreluAlpha?: number;
}

// Images are [batch, rows, columns, channels] to tfjs and [batch, channels, rows, columns] to ONNX; filters are
// [rows, columns, channels, filters] and [filters, channels, rows, columns].
const CHANNELS_FIRST = [0, 3, 1, 2];
const CHANNELS_LAST = [0, 2, 3, 1];
const FILTERS_FIRST = [3, 2, 0, 1];
const EXCHANGED = [3, 0, 1, 2];

const moved = (shape: readonly number[], perm: readonly number[]) => perm.map(axis => shape[axis]);
const floats = (...specs: readonly Spec[]) => specs.every(({ dtype }) => dtype === 'float32');
const transposed = (g: GraphBuilder, { name, shape }: Operand, perm: readonly number[]) => writeTranspose(g, name, shape, perm);

/** The windows of a convolution, where shapes and types are as they have to be. */
function convolution(x: Spec, filter: Spec, attributes: WindowAttributes): Window | undefined {
  if (!floats(x, filter) || x.shape[3] !== filter.shape[2]) return undefined;
  return windowOf(x.shape, filter.shape.slice(0, 2), attributes);
}

const resultShape = (x: readonly number[], { out }: Window, filters: number) => [x[0], ...out, filters];

function inferConv([x, filter]: readonly Spec[], attributes: WindowAttributes): Spec[] | undefined {
  const window = convolution(x, filter, attributes);
  return window && [{ shape: resultShape(x.shape, window, filter.shape[3]), dtype: 'float32' }];
}

/** Writes a convolution, with what comes after it while channels are still first. */
function writeConv(
  g: GraphBuilder,
  [x, filter, bias]: readonly (Operand | undefined)[],
  attributes: ConvAttributes,
  [{ shape }]: readonly Spec[],
): string {
  const [image, weights] = [x as Operand, filter as Operand];
  const window = windowOf(image.shape, weights.shape.slice(0, 2), attributes) as Window;
  const { strides, dilations, size } = window;
  const operands = [transposed(g, image, CHANNELS_FIRST), transposed(g, weights, FILTERS_FIRST)];
  const y = g.op('Conv', bias ? [...operands, bias.name] : operands, {
    kernel_shape: size,
    strides,
    dilations,
    pads: padsOf(window),
  });
  const done = writeActivation(g, attributes.activation ?? 'linear', y, attributes.leakyreluAlpha ?? 0.2) as string;
  return writeTranspose(g, done, moved(shape, CHANNELS_FIRST), CHANNELS_LAST);
}

/** Convolutions of images and their gradients; channels last, one group. */
export const convKernels: readonly AnyKernel[] = [
  {
    name: 'Conv2D',
    inputs: ['x', 'filter'],
    infer: inferConv,
    build: (g: GraphBuilder, inputs: readonly Operand[], attributes: WindowAttributes, outputs: readonly Spec[]) => [
      writeConv(g, inputs, attributes, outputs),
    ],
  },
  {
    name: 'FusedConv2D',
    inputs: ['x', 'filter', 'bias', 'preluActivationWeights'],
    infer: ([x, filter, bias, prelu]: readonly (Spec | undefined)[], attributes: ConvAttributes) => {
      const [image, weights] = [x as Spec, filter as Spec];
      const fits = !bias || (floats(bias) && sameShape(bias.shape, weights.shape.slice(3)));
      const known = !prelu && fusedActivations.includes(attributes.activation ?? 'linear');
      return fits && known ? inferConv([image, weights], attributes) : undefined;
    },
    build: (g: GraphBuilder, inputs: readonly (Operand | undefined)[], attributes: ConvAttributes, outputs: readonly Spec[]) => [
      writeConv(g, inputs, attributes, outputs),
    ],
  },
  {
    name: 'Conv2DBackpropInput',
    inputs: ['dy', 'filter'],
    infer: ([dy, filter]: readonly Spec[], attributes: WindowAttributes & { readonly inputShape: readonly number[] }) => {
      const image: Spec = { shape: attributes.inputShape, dtype: 'float32' };
      const window = convolution(image, filter, attributes);
      return window && floats(dy) && sameShape(dy.shape, resultShape(image.shape, window, filter.shape[3])) ? [image] : undefined;
    },
    build: (g: GraphBuilder, [dy, filter]: readonly Operand[], attributes: WindowAttributes, [{ shape }]: readonly Spec[]) => {
      const window = windowOf(shape, filter.shape.slice(0, 2), attributes) as Window;
      if (overlapsLittle(window)) return [writeInputGradient(g, dy, filter, window, shape)];
      const { strides, size } = window;
      const pads = { pads: padsOf(window), output_padding: leftOver(window) };
      const operands = [transposed(g, dy, CHANNELS_FIRST), transposed(g, filter, FILTERS_FIRST)];
      const dx = g.op('ConvTranspose', operands, { kernel_shape: size, strides, ...pads });
      return [writeTranspose(g, dx, moved(shape, CHANNELS_FIRST), CHANNELS_LAST)];
    },
  },
  {
    name: 'Conv2DBackpropFilter',
    inputs: ['x', 'dy'],
    infer: ([x, dy]: readonly Spec[], attributes: WindowAttributes & { readonly filterShape: readonly number[] }) => {
      const filter: Spec = { shape: attributes.filterShape, dtype: 'float32' };
      const window = convolution(x, filter, attributes);
      return window && floats(dy) && sameShape(dy.shape, resultShape(x.shape, window, filter.shape[3])) ? [filter] : undefined;
    },
    // Image and gradient with batch and channels exchanged: what were steps of the window are steps inside it now.
    build: (g: GraphBuilder, [x, dy]: readonly Operand[], attributes: WindowAttributes, [{ shape }]: readonly Spec[]) => {
      const window = windowOf(x.shape, shape.slice(0, 2), attributes) as Window;
      const { strides, size, out } = window;
      const operands = [transposed(g, x, EXCHANGED), transposed(g, dy, EXCHANGED)];
      const whole = g.op('Conv', operands, { kernel_shape: out, dilations: strides, pads: padsOf(window) });
      const rest = leftOver(window);
      const kept = rest.some(length => length > 0) ? g.op('Slice', [whole, g.ints([0, 0]), g.ints(size), g.ints([2, 3])]) : whole;
      return [writeTranspose(g, kept, [shape[2], shape[3], ...size], [2, 3, 0, 1])];
    },
  },
];
