import { modelProto, nodeProto, tensorProto, valueProto } from './onnxruntime/onnx.js';
import { SELU_ALPHA, SELU_SCALE } from './selu.js';
import type { Activation, Network } from './types.js';

const node = (operator: string, inputs: readonly string[], output: string) => nodeProto(operator, inputs, [output], output);

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
  tensorProto('zero', 'float32', [], [0]),
  tensorProto('lambda', 'float32', [], [SELU_SCALE]),
  tensorProto('lambda_alpha', 'float32', [], [SELU_SCALE * SELU_ALPHA]),
];

/**
 * A network as the bytes of an ONNX model: input `x` [batch, inputSize], output `y` [batch, units of the last layer],
 * one Gemm per layer followed by its activation. Follows onnx.proto.
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
    weights.push(
      tensorProto(`kernel${i}`, 'float32', [inputs, units], kernel),
      tensorProto(`bias${i}`, 'float32', [units], bias),
    );
    nodes.push(node('Gemm', [from, `kernel${i}`, `bias${i}`], sum));
    if (activation !== 'linear') nodes.push(...activationNodes(activation, sum, to));
    from = to;
    inputs = units;
  });
  if (layers.some(({ activation }) => activation === 'selu')) weights.push(...seluConstants());
  const x = valueProto('input', 'x', 'float32', ['batch', network.inputSize]);
  const y = valueProto('output', 'y', 'float32', ['batch', inputs]);
  return modelProto(name, ...nodes, ...weights, x, y);
}
