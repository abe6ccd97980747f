import type { GraphBuilder } from '../builder.js';
import type { AnyKernel } from '../kernel.js';
import { broadcast, type Dtype, type Operand, type Spec, sameShape, sizeOf } from '../spec.js';
import { writeCast } from './cast.js';

type Write = (graph: GraphBuilder, a: string, b: string, dtype: Dtype) => string;

const numbers: readonly Dtype[] = ['float32', 'int32'];
const all: readonly Dtype[] = ['float32', 'int32', 'bool'];

/** A kernel of two inputs of one type that works value by value, with broadcasting. */
function binary(name: string, write: Write, types: readonly Dtype[] = numbers, result?: Dtype): AnyKernel {
  return {
    name,
    inputs: ['a', 'b'],
    infer: ([a, b]: readonly Spec[]) => {
      if (a.dtype !== b.dtype || !types.includes(a.dtype)) return undefined;
      return [{ shape: broadcast(a.shape, b.shape), dtype: result ?? a.dtype }];
    },
    build: (graph: GraphBuilder, [a, b]: readonly Operand[]) => [write(graph, a.name, b.name, a.dtype)],
  };
}

const plain = (name: string, operator = name, types?: readonly Dtype[], result?: Dtype) =>
  binary(name, (g, a, b) => g.op(operator, [a, b]), types, result);

/** Runs whole numbers in double, which holds all of int32 and does not trap on a division by zero; tfjs gives 0 there. */
function wide(write: (g: GraphBuilder, a: string, b: string, zero: string) => string): Write {
  return (g, a, b, dtype) => {
    if (dtype === 'float32') return write(g, a, b, g.scalar(0));
    const zero = g.scalar(0, 'int32');
    const result = write(g, g.cast(a, 'float64'), g.cast(b, 'float64'), g.scalar(0, 'float64'));
    return g.op('Where', [g.op('Equal', [b, zero]), zero, g.cast(result, 'int32')]);
  };
}

/** Floored remainder: a % b as C has it, then moved to the sign of b where signs differ. */
const modulo = wide((g, a, b, zero) => {
  const rest = g.op('Mod', [a, b], { fmod: 1 });
  const moved = g.op('Mod', [g.op('Add', [rest, b]), b], { fmod: 1 });
  const alike = g.op('Equal', [g.op('Less', [a, zero]), g.op('Less', [b, zero])]);
  return g.op('Where', [alike, rest, moved]);
});

const floored = wide((g, a, b) => g.op('Floor', [g.op('Div', [a, b])]));

/** tfjs gives whole numbers, whatever it is given. */
const floorDivision: Write = (g, a, b, dtype) => writeCast(g, floored(g, a, b, dtype), dtype, 'int32');

function squaredDifference(g: GraphBuilder, a: string, b: string): string {
  const difference = g.op('Sub', [a, b]);
  return g.op('Mul', [difference, difference]);
}

/** Kernels of two inputs, value by value, and their relatives with more. */
export const binaryKernels: readonly AnyKernel[] = [
  plain('Add'),
  plain('Sub'),
  plain('Multiply', 'Mul'),
  plain('RealDiv', 'Div', ['float32']),
  binary('FloorDiv', floorDivision, numbers, 'int32'),
  binary('Mod', modulo),
  plain('Maximum', 'Max'),
  plain('Minimum', 'Min'),
  plain('Pow', 'Pow', ['float32']),
  binary('SquaredDifference', squaredDifference),
  plain('Equal', 'Equal', all, 'bool'),
  binary('NotEqual', (g, a, b) => g.op('Not', [g.op('Equal', [a, b])]), all, 'bool'),
  plain('Greater', 'Greater', numbers, 'bool'),
  plain('GreaterEqual', 'GreaterOrEqual', numbers, 'bool'),
  plain('Less', 'Less', numbers, 'bool'),
  plain('LessEqual', 'LessOrEqual', numbers, 'bool'),
  plain('LogicalAnd', 'And', ['bool']),
  plain('LogicalOr', 'Or', ['bool']),
  {
    name: 'AddN',
    inputs: 'list',
    infer: ([first, ...rest]: readonly Spec[]) =>
      numbers.includes(first.dtype) && rest.every(({ dtype }) => dtype === first.dtype) ? [first] : undefined,
    build: (g: GraphBuilder, [first, ...rest]: readonly Operand[]) => [
      rest.reduce((sum, { name }) => g.op('Add', [sum, name]), first.name),
    ],
  },
  {
    name: 'Select',
    inputs: ['condition', 't', 'e'],
    infer: ([condition, t, e]: readonly Spec[]) => {
      const rows = condition.shape.length === 1 && sizeOf(condition.shape) === t.shape[0];
      const fits = sameShape(t.shape, e.shape) && (sameShape(condition.shape, t.shape) || rows);
      return fits && t.dtype === e.dtype && condition.dtype === 'bool' ? [t] : undefined;
    },
    build: (g: GraphBuilder, [condition, t, e]: readonly Operand[]) => {
      // A condition of one value a row stands for whole rows.
      const rows = [...condition.shape, ...t.shape.slice(condition.shape.length).map(() => 1)];
      return [g.op('Where', [g.reshape(condition.name, condition.shape, rows), t.name, e.name])];
    },
  },
];
