import type { GraphBuilder } from '../builder.js';
import type { AnyKernel } from '../kernel.js';
import { broadcast, type Operand, type Spec, sizeOf } from '../spec.js';
import { fusedActivations, writeActivation } from './activation.js';

interface MatMulAttributes {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  readonly activation?: string;
  readonly leakyreluAlpha?: number;
}

function outputShape(a: readonly number[], b: readonly number[], { transposeA, transposeB }: MatMulAttributes): number[] {
  const rows = a[a.length - (transposeA ? 1 : 2)];
  const columns = b[b.length - (transposeB ? 2 : 1)];
  return [...broadcast(a.slice(0, -2), b.slice(0, -2)), rows, columns];
}

/** Two matrices go through Gemm, which takes the bias along; stacks of them through MatMul. */
function product(
  g: GraphBuilder,
  [a, b, bias]: readonly (Operand | undefined)[],
  attributes: MatMulAttributes,
  [{ shape }]: readonly Spec[],
): string {
  const [left, right] = [a as Operand, b as Operand];
  const [transA, transB] = [Number(attributes.transposeA ?? false), Number(attributes.transposeB ?? false)];
  if (sizeOf(left.shape.slice(0, -2)) === 1 && sizeOf(right.shape.slice(0, -2)) === 1) {
    const matrix = ({ name, shape }: Operand) => g.reshape(name, shape, shape.slice(-2));
    const flat = bias && sizeOf(bias.shape) === bias.shape[bias.shape.length - 1];
    const added = bias && flat ? [g.reshape(bias.name, bias.shape, [sizeOf(bias.shape)])] : [];
    const y = g.op('Gemm', [matrix(left), matrix(right), ...added], { transA, transB });
    const whole = g.reshape(y, shape.slice(-2), shape);
    return bias && !flat ? g.op('Add', [whole, bias.name]) : whole;
  }
  const y =
    transA || transB
      ? g.op('FusedMatMul', [left.name, right.name], { transA, transB }, 'com.microsoft')
      : g.op('MatMul', [left.name, right.name]);
  return bias ? g.op('Add', [y, bias.name]) : y;
}

const infer = ([a, b]: readonly Spec[], attributes: MatMulAttributes): Spec[] | undefined =>
  a.dtype === 'float32' && b.dtype === 'float32'
    ? [{ shape: outputShape(a.shape, b.shape, attributes), dtype: 'float32' }]
    : undefined;

/** Matrix products. */
export const matmulKernels: readonly AnyKernel[] = [
  {
    name: 'BatchMatMul',
    inputs: ['a', 'b'],
    infer,
    build: (g: GraphBuilder, inputs: readonly Operand[], attributes: MatMulAttributes, outputs: readonly Spec[]) => [
      product(g, inputs, attributes, outputs),
    ],
  },
  {
    name: '_FusedMatMul',
    inputs: ['a', 'b', 'bias', 'preluActivationWeights'],
    infer: ([a, b, , prelu]: readonly (Spec | undefined)[], attributes: MatMulAttributes) =>
      !prelu && fusedActivations.includes(attributes.activation ?? 'linear')
        ? infer([a as Spec, b as Spec], attributes)
        : undefined,
    build: (
      g: GraphBuilder,
      inputs: readonly (Operand | undefined)[],
      attributes: MatMulAttributes,
      outputs: readonly Spec[],
    ) => {
      const y = product(g, inputs, attributes, outputs);
      return [writeActivation(g, attributes.activation ?? 'linear', y, attributes.leakyreluAlpha ?? 0.2) as string];
    },
  },
];
