import type { GraphBuilder } from '../builder.js';
import type { AnyKernel } from '../kernel.js';
import { type Operand, type Spec, sameShape } from '../spec.js';

const SELU_SCALE = 1.0507009873554805;
const SELU_ALPHA = 1.6732632423543772;

const same = ([{ shape, dtype }]: readonly Spec[]) => (dtype === 'float32' ? [{ shape, dtype }] : undefined);

function activation(name: string, write: (graph: GraphBuilder, x: string, attributes: { alpha: number }) => string): AnyKernel {
  return {
    name,
    inputs: ['x'],
    infer: same,
    build: (graph: GraphBuilder, [x]: readonly Operand[], attributes: { alpha: number }) => [write(graph, x.name, attributes)],
  };
}

/**
 * lambda max(x, 0) + (lambda alpha exp(min(x, 0)) - lambda alpha): ONNX Runtime's own Selu takes three times longer than the matrix
 * products around it, and rounds differently at the ends of its threads' shares. Writes what `Elu` is with lambda = alpha = 1.
 */
function selu(g: GraphBuilder, x: string, scale: number, alpha: number): string {
  const bend = g.scalar(scale * alpha);
  const down = g.op('Exp', [g.op('Min', [x, g.scalar(0)])]);
  const up = g.op('Max', [x, g.scalar(0)]);
  const negative = g.op('Sub', [scale * alpha === 1 ? down : g.op('Mul', [down, bend]), bend]);
  return g.op('Add', [scale === 1 ? up : g.op('Mul', [up, g.scalar(scale)]), negative]);
}

/** Writes an activation by tfjs's name for fused kernels; undefined for one that is not known. */
export function writeActivation(g: GraphBuilder, name: string, x: string, alpha: number): string | undefined {
  switch (name) {
    case 'linear':
      return x;
    case 'relu':
      return g.op('Relu', [x]);
    case 'relu6':
      return g.op('Min', [g.op('Relu', [x]), g.scalar(6)]);
    case 'elu':
      return selu(g, x, 1, 1);
    case 'sigmoid':
      return g.op('Sigmoid', [x]);
    case 'leakyrelu':
      return g.op('LeakyRelu', [x], { alpha: { float: alpha } });
  }
  return undefined;
}

/** Names that `writeActivation` knows. */
export const fusedActivations: readonly string[] = ['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu'];

/** Activations and their gradients, where tfjs has kernels for them. */
export const activationKernels: readonly AnyKernel[] = [
  activation('Relu', (g, x) => g.op('Relu', [x])),
  activation('Relu6', (g, x) => g.op('Min', [g.op('Relu', [x]), g.scalar(6)])),
  activation('Elu', (g, x) => selu(g, x, 1, 1)),
  activation('Selu', (g, x) => selu(g, x, SELU_SCALE, SELU_ALPHA)),
  activation('LeakyRelu', (g, x, { alpha }) => g.op('LeakyRelu', [x], { alpha: { float: alpha } })),
  {
    name: 'EluGrad',
    inputs: ['dy', 'y'],
    infer: ([dy, y]: readonly Spec[]) => (sameShape(dy.shape, y.shape) ? same([y]) : undefined),
    // dy for y >= 0, dy (y + 1) below.
    build: (g: GraphBuilder, [dy, y]: readonly Operand[]) => {
      const slope = g.op('Add', [g.op('Min', [y.name, g.scalar(0)]), g.scalar(1)]);
      return [g.op('Mul', [dy.name, slope])];
    },
  },
  {
    name: 'Prelu',
    inputs: ['x', 'alpha'],
    infer: same,
    build: (g: GraphBuilder, [x, alpha]: readonly Operand[]) => {
      const below = g.op('Mul', [g.op('Min', [x.name, g.scalar(0)]), alpha.name]);
      return [g.op('Add', [g.op('Max', [x.name, g.scalar(0)]), below])];
    },
  },
  ...['Softmax', 'LogSoftmax'].map(
    (name): AnyKernel => ({
      name,
      inputs: ['logits'],
      infer: same,
      build: (g: GraphBuilder, [x]: readonly Operand[], { dim, axis }: { dim?: number; axis?: number }) => {
        const along = dim ?? axis ?? -1;
        return [g.op(name, [x.name], { axis: along < 0 ? along + x.shape.length : along })];
      },
    }),
  ),
];
