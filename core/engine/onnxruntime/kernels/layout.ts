import type { GraphBuilder } from '../builder.js';
import type { AnyKernel } from '../kernel.js';
import { type Operand, type Spec, sizeOf } from '../spec.js';

interface PadAttributes {
  readonly paddings: readonly (readonly [number, number])[];
  readonly constantValue?: number;
  readonly mode?: 'reflect' | 'symmetric';
}

const padded = (shape: readonly number[], paddings: PadAttributes['paddings']) =>
  shape.map((dim, i) => dim + paddings[i][0] + paddings[i][1]);

const pads = (g: GraphBuilder, paddings: PadAttributes['paddings']) =>
  g.ints([...paddings.map(([before]) => before), ...paddings.map(([, after]) => after)]);

/** Writes the axes in another order: as a view where only axes of size 1 move, for those move no values. */
export function writeTranspose(g: GraphBuilder, x: string, shape: readonly number[], perm: readonly number[]): string {
  const moved = perm.filter(i => shape[i] !== 1);
  if (!moved.every((axis, i) => i === 0 || axis > moved[i - 1])) return g.op('Transpose', [x], { perm });
  return g.reshape(
    x,
    shape,
    perm.map(i => shape[i]),
  );
}

/** Kernels that lay the same values out anew. */
export const layoutKernels: readonly AnyKernel[] = [
  {
    name: 'Transpose',
    inputs: ['x'],
    infer: ([{ shape, dtype }]: readonly Spec[], { perm }: { perm: readonly number[] }) => [
      { shape: perm.map(i => shape[i]), dtype },
    ],
    build: (g: GraphBuilder, [x]: readonly Operand[], { perm }: { perm: readonly number[] }) => [
      writeTranspose(g, x.name, x.shape, perm),
    ],
  },
  {
    name: 'Tile',
    inputs: ['x'],
    infer: ([{ shape, dtype }]: readonly Spec[], { reps }: { reps: readonly number[] }) =>
      reps.length === shape.length ? [{ shape: shape.map((dim, i) => dim * reps[i]), dtype }] : undefined,
    build: (g: GraphBuilder, [x]: readonly Operand[], { reps }: { reps: readonly number[] }) => {
      // Tile of ONNX Runtime copies block by block; expansion is enough where an axis of size 1 is repeated.
      const stretch = x.shape.every((dim, i) => dim === 1 || reps[i] === 1);
      return [
        x.shape.length === 0
          ? x.name
          : g.op(stretch ? 'Expand' : 'Tile', [x.name, g.ints(stretch ? x.shape.map((dim, i) => dim * reps[i]) : reps)]),
      ];
    },
  },
  {
    name: 'BroadcastTo',
    inputs: ['x'],
    infer: ([{ dtype }]: readonly Spec[], { shape }: { shape: readonly number[] }) => [{ shape, dtype }],
    build: (g: GraphBuilder, [x]: readonly Operand[], { shape }: { shape: readonly number[] }) => [
      g.op('Expand', [x.name, g.ints(shape)]),
    ],
  },
  {
    name: 'Reverse',
    inputs: ['x'],
    infer: ([{ shape, dtype }]: readonly Spec[]) => [{ shape, dtype }],
    build: (g: GraphBuilder, [x]: readonly Operand[], { dims }: { dims?: number | readonly number[] }) => {
      const axes = [dims ?? [...x.shape.keys()]].flat().map(axis => (axis < 0 ? axis + x.shape.length : axis));
      if (axes.length === 0) return [x.name];
      const each = (value: number) => g.ints(axes.map(() => value));
      return [g.op('Slice', [x.name, each(-1), each(-(2 ** 31)), g.ints(axes), each(-1)])];
    },
  },
  {
    name: 'PadV2',
    inputs: ['x'],
    infer: ([{ shape, dtype }]: readonly Spec[], { paddings }: PadAttributes) =>
      dtype === 'bool' ? undefined : [{ shape: padded(shape, paddings), dtype }],
    build: (g: GraphBuilder, [x]: readonly Operand[], { paddings, constantValue = 0 }: PadAttributes) => [
      x.shape.length === 0 ? x.name : g.op('Pad', [x.name, pads(g, paddings), g.scalar(constantValue, x.dtype)]),
    ],
  },
  {
    name: 'MirrorPad',
    inputs: ['x'],
    infer: ([{ shape, dtype }]: readonly Spec[], { paddings, mode }: PadAttributes) =>
      mode === 'reflect' && dtype === 'float32' && sizeOf(shape) > 0 ? [{ shape: padded(shape, paddings), dtype }] : undefined,
    build: (g: GraphBuilder, [x]: readonly Operand[], { paddings }: PadAttributes) => [
      g.op('Pad', [x.name, pads(g, paddings)], { mode: 'reflect' }),
    ],
  },
];
