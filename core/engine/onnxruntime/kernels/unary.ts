import type { GraphBuilder } from '../builder.js';
import type { AnyKernel } from '../kernel.js';
import type { Dtype, Operand, Spec } from '../spec.js';

type Write<A> = (graph: GraphBuilder, x: string, attributes: A, operand: Operand) => string;

const floats: readonly Dtype[] = ['float32'];
const numbers: readonly Dtype[] = ['float32', 'int32'];

/** A kernel of one input that works value by value; `result` is the type of the result where it is not the input's. */
function unary<A = Record<string, never>>(
  name: string,
  write: Write<A>,
  types: readonly Dtype[] = floats,
  result?: Dtype,
): AnyKernel {
  return {
    name,
    inputs: ['x'],
    infer: ([{ shape, dtype }]: readonly Spec[]) => (types.includes(dtype) ? [{ shape, dtype: result ?? dtype }] : undefined),
    build: (graph: GraphBuilder, [x]: readonly Operand[], attributes: A) => [write(graph, x.name, attributes, x)],
  };
}

/** Kernels that ONNX has under another name or the same. */
const plain = (name: string, operator = name, types?: readonly Dtype[]) => unary(name, (g, x) => g.op(operator, [x]), types);

/** f(x) - f(0) for small x, where the difference itself would lose its digits: x + c x^2 below 1e-6, else the formula in double. */
function careful(g: GraphBuilder, x: string, square: number, far: (wide: string, one: string) => string): string {
  const near = g.op('Add', [x, g.op('Mul', [g.op('Mul', [x, x]), g.scalar(square)])]);
  const small = g.op('Less', [g.op('Abs', [x]), g.scalar(1e-6)]);
  const wide = g.cast(far(g.cast(x, 'float64'), g.scalar(1, 'float64')), 'float32');
  return g.op('Where', [small, near, wide]);
}

/** -1, 0 or 1 where the input is not finite: tests that ONNX has no single operator for. */
const infinite = (g: GraphBuilder, x: string) => g.op('IsInf', [x]);
const notANumber = (g: GraphBuilder, x: string) => g.op('IsNaN', [x]);

/** Kernels of one input, value by value. */
export const unaryKernels: readonly AnyKernel[] = [
  ...[
    'Acos',
    'Acosh',
    'Asin',
    'Asinh',
    'Atan',
    'Atanh',
    'Ceil',
    'Cos',
    'Cosh',
    'Erf',
    'Exp',
    'Floor',
    'Log',
    'Reciprocal',
    'Round',
  ].map(name => plain(name)),
  ...['Sigmoid', 'Sin', 'Sinh', 'Softplus', 'Sqrt', 'Tan', 'Tanh'].map(name => plain(name)),
  ...['Abs', 'Neg', 'Sign'].map(name => plain(name, name, numbers)),
  unary('LogicalNot', (g, x) => g.op('Not', [x]), ['bool']),
  unary('Rsqrt', (g, x) => g.op('Reciprocal', [g.op('Sqrt', [x])])),
  unary('Square', (g, x) => g.op('Mul', [x, x]), numbers),
  unary('Expm1', (g, x) => careful(g, x, 0.5, (wide, one) => g.op('Sub', [g.op('Exp', [wide]), one]))),
  unary('Log1p', (g, x) => careful(g, x, -0.5, (wide, one) => g.op('Log', [g.op('Add', [wide, one])]))),
  unary('IsNan', notANumber, floats, 'bool'),
  unary('IsInf', infinite, floats, 'bool'),
  unary('IsFinite', (g, x) => g.op('Not', [g.op('Or', [infinite(g, x), notANumber(g, x)])]), floats, 'bool'),
  unary<{ clipValueMin: number; clipValueMax: number }>(
    'ClipByValue',
    (g, x, { clipValueMin, clipValueMax }, { dtype }) =>
      g.op('Min', [g.op('Max', [x, g.scalar(clipValueMin, dtype)]), g.scalar(clipValueMax, dtype)]),
    floats,
  ),
  unary<{ alpha: number }>(
    'Step',
    (g, x, { alpha }) => {
      const step = g.op('Where', [g.op('Greater', [x, g.scalar(0)]), g.scalar(1), g.scalar(alpha)]);
      return g.op('Where', [notANumber(g, x), x, step]);
    },
    floats,
  ),
];
