import { bytesField, concat, intField, messageField, textField } from './protobuf.js';
import { SELU_ALPHA, SELU_SCALE } from './selu.js';
import type { Activation, Network } from './types.js';

/** ONNX IR version and operator set: old enough for every runtime in use, new enough for Gemm with a broadcast bias. */
const IR_VERSION = 8;
const OPSET = 13;
const FLOAT = 1;

function node(operator: string, inputs: readonly string[], output: string): Uint8Array {
  return messageField(
    1,
    ...inputs.map(name => textField(1, name)),
    textField(2, output),
    textField(3, output),
    textField(4, operator),
  );
}

/**
 * The nodes of y = activation(x). SELU is spelt out as lambda max(x, 0) + (lambda alpha exp(min(x, 0)) - lambda alpha): ONNX Runtime's
 * own Selu takes three times longer than the rest of the network, and rounds differently at the ends of its threads' shares.
 */
function activationNodes(activation: Exclude<Activation, 'linear'>, x: string, y: string): Uint8Array[] {
  switch (activation) {
    case 'relu':
      return [node('Relu', [x], y)];
    case 'sigmoid':
      return [node('Sigmoid', [x], y)];
    case 'tanh':
      return [node('Tanh', [x], y)];
    case 'selu':
      return [
        node('Min', [x, 'zero'], `${y}_min`),
        node('Exp', [`${y}_min`], `${y}_exp`),
        node('Mul', [`${y}_exp`, 'lambda_alpha'], `${y}_scaled`),
        node('Sub', [`${y}_scaled`, 'lambda_alpha'], `${y}_negative`),
        node('Relu', [x], `${y}_max`),
        node('Mul', [`${y}_max`, 'lambda'], `${y}_positive`),
        node('Add', [`${y}_positive`, `${y}_negative`], y),
      ];
  }
}

/** The constants that SELU needs. */
const seluConstants = () => [
  tensor('zero', [], Float32Array.of(0)),
  tensor('lambda', [], Float32Array.of(SELU_SCALE)),
  tensor('lambda_alpha', [], Float32Array.of(SELU_SCALE * SELU_ALPHA)),
];

/** TensorProto raw data is little-endian whatever the machine. */
function littleEndian(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < values.length; i++) view.setFloat32(i * 4, values[i], true);
  return bytes;
}

function tensor(name: string, dims: readonly number[], values: Float32Array): Uint8Array {
  return messageField(
    5,
    ...dims.map(dim => intField(1, dim)),
    intField(2, FLOAT),
    textField(8, name),
    bytesField(9, littleEndian(values)),
  );
}

/** ValueInfoProto of a [batch, size] float tensor with a free batch dimension. */
function value(field: number, name: string, size: number): Uint8Array {
  const shape = messageField(2, messageField(1, textField(2, 'batch')), messageField(1, intField(1, size)));
  return messageField(field, textField(1, name), messageField(2, messageField(1, intField(1, FLOAT), shape)));
}

/**
 * A network as the bytes of an ONNX model: input `x` [batch, inputSize], output `y` [batch, units of the last layer],
 * one Gemm per layer followed by its activation. Follows onnx.proto (IR 8, operator set 13).
 */
export function onnxModel(network: Network, name = 'network'): Uint8Array {
  const { layers } = network;
  const nodes: Uint8Array[] = [];
  const weights: Uint8Array[] = [];
  let from = 'x';
  let inputs = network.inputSize;
  layers.forEach(({ units, activation, kernel, bias }, i) => {
    const to = i === layers.length - 1 ? 'y' : `h${i}`;
    const sum = activation === 'linear' ? to : `s${i}`;
    weights.push(tensor(`kernel${i}`, [inputs, units], kernel), tensor(`bias${i}`, [units], bias));
    nodes.push(node('Gemm', [from, `kernel${i}`, `bias${i}`], sum));
    if (activation !== 'linear') nodes.push(...activationNodes(activation, sum, to));
    from = to;
    inputs = units;
  });
  if (layers.some(({ activation }) => activation === 'selu')) weights.push(...seluConstants());
  const graph = messageField(
    7,
    ...nodes,
    textField(2, name),
    ...weights,
    value(11, 'x', network.inputSize),
    value(12, 'y', inputs),
  );
  const opset = messageField(8, textField(1, ''), intField(2, OPSET));
  return concat([intField(1, IR_VERSION), textField(2, 'cloisonne'), graph, opset]);
}
