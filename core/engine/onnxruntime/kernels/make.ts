import type { GraphBuilder } from '../builder.js';
import type { AnyKernel } from '../kernel.js';
import type { Dtype, Operand, Spec } from '../spec.js';
import { writeCast } from './cast.js';

const known: readonly unknown[] = ['float32', 'int32', 'bool'];

/** A tensor of one value. Written as the expansion of a scalar, so that models stay small. */
const filled = (g: GraphBuilder, value: number, { shape, dtype }: Spec) =>
  g.op('Expand', [g.scalar(value, dtype), g.ints(shape)]);

function like(name: string, value: number): AnyKernel {
  return {
    name,
    inputs: ['x'],
    infer: ([{ shape, dtype }]: readonly Spec[]) => [{ shape, dtype }],
    build: (g: GraphBuilder, _: readonly Operand[], __: unknown, [output]: readonly Spec[]) => [filled(g, value, output)],
  };
}

interface FillAttributes {
  readonly shape: readonly number[];
  readonly value: number | string;
  readonly dtype?: Dtype;
}

interface OneHotAttributes {
  readonly depth: number;
  readonly onValue: number;
  readonly offValue: number;
  readonly dtype: Dtype;
}

/** Kernels that make tensors, and conversions between types. */
export const makeKernels: readonly AnyKernel[] = [
  like('ZerosLike', 0),
  like('OnesLike', 1),
  {
    name: 'Fill',
    inputs: [],
    infer: (_: readonly Spec[], { shape, value, dtype = 'float32' }: FillAttributes) =>
      typeof value === 'number' && known.includes(dtype) ? [{ shape, dtype }] : undefined,
    build: (g: GraphBuilder, _: readonly Operand[], { value }: FillAttributes, [output]: readonly Spec[]) => {
      const exact = output.dtype === 'float32' ? Number(value) : Math.trunc(Number(value));
      return [filled(g, exact, output)];
    },
  },
  {
    name: 'OneHot',
    inputs: ['indices'],
    infer: ([{ shape, dtype }]: readonly Spec[], attributes: OneHotAttributes) =>
      dtype === 'int32' && known.includes(attributes.dtype)
        ? [{ shape: [...shape, attributes.depth], dtype: attributes.dtype }]
        : undefined,
    // By comparison: ONNX's OneHot counts negative indices from the end, where tfjs leaves the row off.
    build: (g: GraphBuilder, [indices]: readonly Operand[], { depth, onValue, offValue, dtype }: OneHotAttributes) => {
      const column = g.reshape(indices.name, indices.shape, [...indices.shape, 1]);
      const places = g.constant(
        'int32',
        [depth],
        Array.from({ length: depth }, (_, i) => i),
      );
      const type = dtype === 'bool' ? 'int32' : dtype;
      const chosen = g.op('Where', [g.op('Equal', [column, places]), g.scalar(onValue, type), g.scalar(offValue, type)]);
      return [dtype === 'bool' ? g.cast(chosen, 'bool') : chosen];
    },
  },
  {
    name: 'Cast',
    inputs: ['x'],
    infer: ([{ shape }]: readonly Spec[], { dtype }: { dtype: Dtype }) =>
      known.includes(dtype) ? [{ shape, dtype }] : undefined,
    build: (g: GraphBuilder, [x]: readonly Operand[], { dtype }: { dtype: Dtype }) => [writeCast(g, x.name, x.dtype, dtype)],
  },
];
