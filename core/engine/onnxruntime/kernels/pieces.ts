import type { GraphBuilder } from '../builder.js';
import type { AnyKernel } from '../kernel.js';
import type { Operand, Spec } from '../spec.js';

const fromEnd = (axis: number, rank: number) => (axis < 0 ? axis + rank : axis);

/** Begin and size of a slice, a number for each axis; size -1 runs to the end. */
function sliceOf(
  shape: readonly number[],
  begin: number | readonly number[],
  size: number | readonly number[],
): [number[], number[]] {
  const first = [begin].flat();
  const starts = shape.map((_, i) => first[i] ?? 0);
  const lengths = [size].flat();
  return [starts, shape.map((dim, i) => ((lengths[i] ?? -1) < 0 ? dim - starts[i] : lengths[i]))];
}

interface SliceAttributes {
  readonly begin: number | readonly number[];
  readonly size: number | readonly number[];
}

interface SplitAttributes {
  readonly numOrSizeSplits: number | readonly number[];
  readonly axis: number;
}

function splitSizes({ shape }: Spec, { numOrSizeSplits, axis }: SplitAttributes): number[] {
  const whole = shape[fromEnd(axis, shape.length)];
  if (typeof numOrSizeSplits === 'number') return Array.from({ length: numOrSizeSplits }, () => whole / numOrSizeSplits);
  const known = numOrSizeSplits.reduce((sum, size) => (size < 0 ? sum : sum + size), 0);
  return numOrSizeSplits.map(size => (size < 0 ? whole - known : size));
}

const sameType = (inputs: readonly Spec[]) => inputs.every(({ dtype }) => dtype === inputs[0].dtype);

/** Kernels that take tensors apart and put them together. */
export const pieceKernels: readonly AnyKernel[] = [
  {
    name: 'Slice',
    inputs: ['x'],
    infer: ([{ shape, dtype }]: readonly Spec[], { begin, size }: SliceAttributes) => [
      { shape: sliceOf(shape, begin, size)[1], dtype },
    ],
    build: (g: GraphBuilder, [x]: readonly Operand[], { begin, size }: SliceAttributes) => {
      const [starts, lengths] = sliceOf(x.shape, begin, size);
      const axes = [...x.shape.keys()].filter(i => lengths[i] !== x.shape[i]);
      if (axes.length === 0) return [x.name];
      const ends = axes.map(i => starts[i] + lengths[i]);
      return [g.op('Slice', [x.name, g.ints(axes.map(i => starts[i])), g.ints(ends), g.ints(axes)])];
    },
  },
  {
    name: 'Concat',
    inputs: 'list',
    infer: (inputs: readonly Spec[], { axis }: { axis: number }) => {
      const at = fromEnd(axis, inputs[0].shape.length);
      const total = inputs.reduce((sum, { shape }) => sum + shape[at], 0);
      return sameType(inputs) ? [{ shape: inputs[0].shape.with(at, total), dtype: inputs[0].dtype }] : undefined;
    },
    build: (g: GraphBuilder, inputs: readonly Operand[], { axis }: { axis: number }) => [
      g.op(
        'Concat',
        inputs.map(({ name }) => name),
        { axis: fromEnd(axis, inputs[0].shape.length) },
      ),
    ],
  },
  {
    name: 'Pack',
    inputs: 'list',
    infer: (inputs: readonly Spec[], { axis }: { axis: number }) => {
      const [{ shape, dtype }] = inputs;
      const at = fromEnd(axis, shape.length + 1);
      return sameType(inputs) ? [{ shape: [...shape.slice(0, at), inputs.length, ...shape.slice(at)], dtype }] : undefined;
    },
    build: (g: GraphBuilder, inputs: readonly Operand[], { axis }: { axis: number }) => {
      const [{ shape }] = inputs;
      const at = fromEnd(axis, shape.length + 1);
      const thin = [...shape.slice(0, at), 1, ...shape.slice(at)];
      return [
        g.op(
          'Concat',
          inputs.map(x => g.reshape(x.name, x.shape, thin)),
          { axis: at },
        ),
      ];
    },
  },
  {
    name: 'Unpack',
    inputs: ['value'],
    several: true,
    infer: ([{ shape, dtype }]: readonly Spec[], { axis }: { axis: number }) => {
      const at = fromEnd(axis, shape.length);
      return Array.from({ length: shape[at] }, () => ({ shape: shape.filter((_, i) => i !== at), dtype }));
    },
    build: (g: GraphBuilder, [x]: readonly Operand[], { axis }: { axis: number }, outputs: readonly Spec[]) => {
      const at = fromEnd(axis, x.shape.length);
      const parts = g.ops('Split', [x.name, g.ints(outputs.map(() => 1))], outputs.length, { axis: at });
      return parts.map((part, i) => g.reshape(part, x.shape.with(at, 1), outputs[i].shape));
    },
  },
  {
    name: 'SplitV',
    inputs: ['x'],
    several: true,
    infer: ([x]: readonly Spec[], attributes: SplitAttributes) =>
      splitSizes(x, attributes).map(size => ({
        shape: x.shape.with(fromEnd(attributes.axis, x.shape.length), size),
        dtype: x.dtype,
      })),
    build: (g: GraphBuilder, [x]: readonly Operand[], attributes: SplitAttributes) => {
      const sizes = splitSizes(x, attributes);
      return g.ops('Split', [x.name, g.ints(sizes)], sizes.length, { axis: fromEnd(attributes.axis, x.shape.length) });
    },
  },
];
