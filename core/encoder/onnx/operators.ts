import { SELU_ALPHA, SELU_SCALE } from '../../engine/selu.js';
import type { OnnxNode } from './model.js';
import type { Affine, Stack } from './stack.js';
import type { Tensor } from './tensor.js';

/** What an operator is given: the data, its constants by place, and a way to refuse. */
export interface Operands {
  readonly node: OnnxNode;
  readonly data: Stack;
  /** Which of the inputs is the data. */
  readonly at: number;
  readonly constant: (place: number) => Tensor | undefined;
  readonly refuse: (why: string) => never;
}

type Operator = (operands: Operands) => Stack;

const number = ({ attributes }: OnnxNode, name: string, otherwise: number): number => {
  const { float, int } = attributes.get(name) ?? {};
  return float ?? int ?? otherwise;
};

/** A constant that is one number, or one a column. */
function perColumn({ data, refuse }: Operands, tensor: Tensor | undefined): Float64Array {
  const { values, dims } = tensor ?? refuse('a constant is missing');
  const flat = dims.slice(0, -1).every(dim => dim === 1);
  if (values.length !== 1 && !(flat && values.length === data.width))
    return refuse(`a constant of shape [${dims.join(', ')}] does not go with ${data.width} columns`);
  return values;
}

const ONE = Float64Array.of(1);
const ZERO = Float64Array.of(0);

/** An operator with one constant operand. */
const withConstant =
  (of: (constant: Float64Array, operands: Operands) => Affine): Operator =>
  operands =>
    operands.data.affine(of(perColumn(operands, operands.constant(1 - operands.at)), operands));

const negative = (values: Float64Array): Float64Array => values.map(value => -value);

function matrix({ data, refuse }: Operands, tensor: Tensor | undefined, transposed: boolean, factor = 1) {
  const { dims, values } = tensor ?? refuse('its weights are not constant');
  const [inputs, units] = transposed ? [dims[1], dims[0]] : dims;
  if (dims.length !== 2 || inputs !== data.width || units < 1)
    return refuse(`weights of shape [${dims.join(', ')}] do not go with ${data.width} columns`);
  if (!transposed && factor === 1) return { units, kernel: values };
  const kernel = new Float64Array(values.length);
  for (let i = 0; i < inputs; i++)
    for (let u = 0; u < units; u++) kernel[i * units + u] = factor * values[transposed ? u * inputs + i : i * units + u];
  return { units, kernel };
}

function gemm(operands: Operands): Stack {
  const { node, data, at, constant, refuse } = operands;
  if (at !== 0 || number(node, 'transA', 0) !== 0) return refuse('the data are not its first factor, row by row');
  const { units, kernel } = matrix(operands, constant(1), number(node, 'transB', 0) !== 0, number(node, 'alpha', 1));
  const sum = data.dense(units, kernel);
  const offset = constant(2);
  if (!offset) return sum;
  const beta = number(node, 'beta', 1);
  const shift = perColumn({ ...operands, data: sum }, offset).map(value => beta * value);
  return sum.affine({ scale: ONE, shift });
}

function matMul(operands: Operands): Stack {
  if (operands.at !== 0) return operands.refuse('the data are its second factor');
  const { units, kernel } = matrix(operands, operands.constant(1), false);
  return operands.data.dense(units, kernel);
}

function batchNormalization(operands: Operands): Stack {
  const { node, data, constant, refuse } = operands;
  if (number(node, 'training_mode', 0) !== 0) return refuse('it is in training mode; call model.eval() before the export');
  const [gamma, beta, mean, variance] = [1, 2, 3, 4].map(place => perColumn(operands, constant(place)));
  const scale = Float64Array.from({ length: data.width }, (_, i) => {
    const at = (values: Float64Array) => values[values.length === 1 ? 0 : i];
    return at(gamma) / Math.sqrt(at(variance) + number(node, 'epsilon', 1e-5));
  });
  const shift = scale.map((factor, i) => beta[beta.length === 1 ? 0 : i] - mean[mean.length === 1 ? 0 : i] * factor);
  return data.affine({ scale, shift });
}

function selu({ node, data, refuse }: Operands): Stack {
  const [alpha, gamma] = [number(node, 'alpha', SELU_ALPHA), number(node, 'gamma', SELU_SCALE)];
  const usual = Math.abs(alpha - SELU_ALPHA) < 1e-5 && Math.abs(gamma - SELU_SCALE) < 1e-5;
  return usual ? data.activate('selu') : refuse(`alpha ${alpha} and gamma ${gamma} are not those of Klambauer et al. (2017)`);
}

function dropout({ data, constant, refuse }: Operands): Stack {
  return constant(2)?.values[0] ? refuse('it is in training mode; call model.eval() before the export') : data;
}

const same: Operator = ({ data, at, refuse }) => (at === 0 ? data : refuse('the data are not its first input'));

/** The operators that become layers of ours: everything that is affine on each column, matrix products, and four activations. */
export const operators: Readonly<Record<string, Operator>> = {
  Add: withConstant(shift => ({ scale: ONE, shift })),
  BatchNormalization: batchNormalization,
  Cast: same,
  Div: withConstant((divisor, { at, refuse }) =>
    at === 0 ? { scale: divisor.map(value => 1 / value), shift: ZERO } : refuse('it divides by the data'),
  ),
  Dropout: dropout,
  Flatten: ({ node, data, refuse }) => (number(node, 'axis', 1) === 1 ? data : refuse('it does not keep one row a spectrum')),
  Gemm: gemm,
  Identity: same,
  MatMul: matMul,
  Mul: withConstant(scale => ({ scale, shift: ZERO })),
  Neg: ({ data }) => data.affine({ scale: negative(ONE), shift: ZERO }),
  Relu: ({ data }) => data.activate('relu'),
  Reshape: same,
  Selu: selu,
  Sigmoid: ({ data }) => data.activate('sigmoid'),
  Squeeze: same,
  Sub: withConstant((constant, { at }) =>
    at === 0 ? { scale: ONE, shift: negative(constant) } : { scale: negative(ONE), shift: constant },
  ),
  Tanh: ({ data }) => data.activate('tanh'),
  Unsqueeze: same,
};
