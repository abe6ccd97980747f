import type { GraphBuilder } from '../builder.js';
import type { AnyKernel } from '../kernel.js';
import type { Dtype, Operand, Spec } from '../spec.js';

interface ReduceAttributes {
  readonly axis?: number | readonly number[];
  /** What tfjs's Max calls its axes. */
  readonly reductionIndices?: number | readonly number[];
  readonly keepDims?: boolean;
}

/** Axes as tfjs reads them: all where none are given, counted from the end where negative. */
function axesOf(rank: number, { axis, reductionIndices }: ReduceAttributes): number[] {
  const given = axis ?? reductionIndices;
  const axes = given === undefined || given === null ? Array.from({ length: rank }, (_, i) => i) : [given].flat();
  return axes.map(at => (at < 0 ? at + rank : at));
}

function reducedShape(shape: readonly number[], axes: readonly number[], keep: boolean): number[] {
  return keep ? shape.map((dim, i) => (axes.includes(i) ? 1 : dim)) : shape.filter((_, i) => !axes.includes(i));
}

/** Types that a reduction takes, each with the type in which ONNX computes and the type of the result. */
type Types = Readonly<Partial<Record<Dtype, readonly [compute: Dtype, result: Dtype]>>>;

const sums: Types = { float32: ['float32', 'float32'], int32: ['int32', 'int32'], bool: ['int32', 'int32'] };
const extremes: Types = { float32: ['float32', 'float32'], int32: ['int32', 'int32'] };
const logical: Types = { bool: ['int32', 'bool'] };

function reduction(name: string, operator: string, types: Types): AnyKernel {
  return {
    name,
    inputs: ['x'],
    infer: ([{ shape, dtype }]: readonly Spec[], attributes: ReduceAttributes) => {
      const result = types[dtype]?.[1];
      return (
        result && [{ shape: reducedShape(shape, axesOf(shape.length, attributes), attributes.keepDims === true), dtype: result }]
      );
    },
    build: (g: GraphBuilder, [x]: readonly Operand[], attributes: ReduceAttributes) => {
      const [compute, result] = types[x.dtype] as readonly [Dtype, Dtype];
      const axes = axesOf(x.shape.length, attributes);
      const wide = compute === x.dtype ? x.name : g.cast(x.name, compute);
      const keepdims = Number(attributes.keepDims === true);
      // No axes mean every axis to ONNX and none to tfjs. Only ReduceSum takes its axes as an input in operator set 17.
      let y = wide;
      if (axes.length > 0 && operator === 'ReduceSum') y = g.op(operator, [wide, g.ints(axes)], { keepdims });
      else if (axes.length > 0) y = g.op(operator, [wide], { axes, keepdims });
      return [result === compute ? y : g.cast(y, result)];
    },
  };
}

function position(name: 'ArgMax' | 'ArgMin'): AnyKernel {
  const axisOf = ({ shape }: Spec, { axis }: ReduceAttributes) => axesOf(shape.length, { axis: axis ?? 0 })[0];
  return {
    name,
    inputs: ['x'],
    infer: ([x]: readonly Spec[], attributes: ReduceAttributes) =>
      x.dtype !== 'bool' && x.shape.length > 0
        ? [{ shape: reducedShape(x.shape, [axisOf(x, attributes)], false), dtype: 'int32' }]
        : undefined,
    build: (g: GraphBuilder, [x]: readonly Operand[], attributes: ReduceAttributes) => [
      g.cast(g.op(name, [x.name], { axis: axisOf(x, attributes), keepdims: 0 }), 'int32'),
    ],
  };
}

/** Kernels that reduce axes, and running sums. */
export const reduceKernels: readonly AnyKernel[] = [
  reduction('Sum', 'ReduceSum', sums),
  reduction('Mean', 'ReduceMean', {
    float32: ['float32', 'float32'],
    int32: ['float32', 'float32'],
    bool: ['float32', 'float32'],
  }),
  reduction('Prod', 'ReduceProd', { ...extremes, bool: ['int32', 'int32'] }),
  reduction('Max', 'ReduceMax', extremes),
  reduction('Min', 'ReduceMin', extremes),
  reduction('All', 'ReduceMin', logical),
  reduction('Any', 'ReduceMax', logical),
  position('ArgMax'),
  position('ArgMin'),
  {
    name: 'Cumsum',
    inputs: ['x'],
    infer: ([{ shape, dtype }]: readonly Spec[]) => (dtype === 'bool' ? undefined : [{ shape, dtype }]),
    build: (
      g: GraphBuilder,
      [x]: readonly Operand[],
      { axis, exclusive, reverse }: { axis: number; exclusive?: boolean; reverse?: boolean },
    ) => {
      const along = g.constant('int64', [], [axis < 0 ? axis + x.shape.length : axis]);
      return [g.op('CumSum', [x.name, along], { exclusive: Number(exclusive === true), reverse: Number(reverse === true) })];
    },
  },
];
