import type { GraphBuilder } from '../builder.js';
import type { AnyKernel } from '../kernel.js';
import { type Operand, type Spec, sameShape } from '../spec.js';
import { writeBlocks } from './blocks.js';

interface ResizeAttributes {
  readonly alignCorners?: boolean;
  readonly halfPixelCenters?: boolean;
}

/** By how much an axis grows, where every value becomes a block of that length as tfjs rounds; undefined otherwise. */
function factor(from: number, to: number, halfPixelCenters: boolean): number | undefined {
  const times = to / from;
  if (!Number.isInteger(times)) return undefined;
  const shift = halfPixelCenters ? 0.5 : 0;
  for (let i = 0; i < to; i++) if (Math.floor((from / to) * (i + shift)) !== Math.floor(i / times)) return undefined;
  return times;
}

function covers(small: Spec, large: readonly number[], { alignCorners, halfPixelCenters }: ResizeAttributes): boolean {
  const grows = [1, 2].every(axis =>
    [false, halfPixelCenters === true].every(half => factor(small.shape[axis], large[axis], half) !== undefined),
  );
  return !alignCorners && small.dtype === 'float32' && grows;
}

/** Resizing to the nearest neighbour by whole factors, and its gradient. */
export const resizeKernels: readonly AnyKernel[] = [
  {
    name: 'ResizeNearestNeighbor',
    inputs: ['images'],
    infer: ([images]: readonly Spec[], attributes: ResizeAttributes & { readonly size: readonly number[] }) => {
      const [batch, , , channels] = images.shape;
      const shape = [batch, ...attributes.size, channels];
      return covers(images, shape, attributes) ? [{ shape, dtype: images.dtype }] : undefined;
    },
    build: (g: GraphBuilder, [x]: readonly Operand[], _: ResizeAttributes, [{ shape }]: readonly Spec[]) => [
      writeBlocks(g, x.name, x.shape, [shape[1] / x.shape[1], shape[2] / x.shape[2]]),
    ],
  },
  {
    name: 'ResizeNearestNeighborGrad',
    inputs: ['images', 'dy'],
    infer: ([images, dy]: readonly Spec[], attributes: ResizeAttributes) => {
      const [batch, , , channels] = images.shape;
      const fits = dy.dtype === 'float32' && sameShape(dy.shape, [batch, dy.shape[1], dy.shape[2], channels]);
      return fits && covers(images, dy.shape, attributes) ? [images] : undefined;
    },
    // Columns and rows of each block one after the other: ONNX Runtime is slow at axes that are not neighbours.
    build: (g: GraphBuilder, [, dy]: readonly Operand[], _: ResizeAttributes, [{ shape }]: readonly Spec[]) => {
      const [batch, rows, columns, channels] = shape;
      const [down, across] = [dy.shape[1] / rows, dy.shape[2] / columns];
      const split = g.reshape(dy.name, dy.shape, [batch * rows * down * columns, across, channels]);
      const narrow = g.op('ReduceSum', [split, g.ints([1])], { keepdims: 0 });
      const stacked = g.reshape(narrow, [batch * rows * down * columns, channels], [batch * rows, down, columns * channels]);
      const sums = g.op('ReduceSum', [stacked, g.ints([1])], { keepdims: 0 });
      return [g.reshape(sums, [batch * rows, columns * channels], shape)];
    },
  },
];
