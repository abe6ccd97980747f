import { InputError, isCloisonneError } from '../../cube/errors.js';
import type { Network } from '../../engine/types.js';
import { type OnnxModel, type OnnxNode, type OnnxValue, readOnnxModel } from './model.js';
import { operators } from './operators.js';
import { Stack } from './stack.js';
import { readTensor, type Tensor } from './tensor.js';
import { WireError } from './wire.js';

/** A scaling without a matrix beside it becomes a layer of its own; no encoder needs more weights for such than this. */
const MOST_EXTRA_WEIGHTS = 2 ** 24;

/** Bands of an input at most. */
const MOST_BANDS = 2 ** 16;

/** Names that mean the mean of a variational encoder, when there are several outputs. */
const MEANS = /^(z_?)?(mu|mean|loc|latents?)$/i;

/** A network out of an ONNX file. */
export interface OnnxNetwork {
  readonly network: Network;
  /** Name and dimensions of the input (0: free), and name of the output, as a runtime wants them. */
  readonly input: OnnxValue;
  readonly output: string;
  readonly producer: string;
  readonly opset: number;
}

type Refuse = (why: string, remedy?: string) => never;

/** The nodes on the way to an output, in their order. */
function wayTo(output: string, nodes: readonly OnnxNode[]): OnnxNode[] {
  const needed = new Set([output]);
  const way = [...nodes].reverse().filter(({ inputs, outputs }) => {
    if (!outputs.some(name => needed.has(name))) return false;
    for (const name of inputs) if (name) needed.add(name);
    return true;
  });
  return way.reverse();
}

function chooseOutput({ outputs }: OnnxModel, wanted: string | undefined, refuse: Refuse): string {
  const names = outputs.map(({ name }) => name);
  if (wanted !== undefined && !names.includes(wanted))
    return refuse(`it has no output '${wanted}', but ${names.join(', ') || 'none'}`);
  const means = names.filter(name => MEANS.test(name));
  const found = wanted ?? (names.length === 1 ? names[0] : means.length === 1 ? means[0] : undefined);
  return (
    found ?? refuse(`it has the outputs ${names.join(', ') || '(none)'}`, 'Name the latent one on the card: "output": "mu".')
  );
}

/** What flows between nodes: the data, constants, and shapes of the data, which only Reshape looks at. */
type Value = Stack | Tensor | 'shape';

const SHAPES = new Set(['Shape', 'Gather', 'Unsqueeze', 'Squeeze', 'Concat', 'Slice', 'Cast', 'Mul', 'ConstantOfShape']);

/** A constant made from constants as exporters do: written down, passed on, or turned. */
function constantOf({ operator, attributes }: OnnxNode, first: Tensor | undefined): Tensor | undefined {
  if (operator === 'Constant') {
    const { tensor, float, int } = attributes.get('value') ?? attributes.get('value_float') ?? attributes.get('value_int') ?? {};
    if (tensor) return readTensor(tensor);
    const single = float ?? int;
    return single === undefined ? undefined : { name: '', dims: [], values: Float64Array.of(single) };
  }
  if (!first) return undefined;
  if (operator === 'Identity' || operator === 'Cast') return first;
  const [rows, columns] = first.dims;
  if (operator !== 'Transpose' || first.dims.length !== 2 || `${attributes.get('perm')?.ints ?? [1, 0]}` !== '1,0')
    return undefined;
  const values = Float64Array.from(first.values, (_, i) => first.values[(i % rows) * columns + Math.floor(i / rows)]);
  return { name: '', dims: [columns, rows], values };
}

function follow(model: OnnxModel, input: OnnxValue, output: string, refuse: Refuse): Stack {
  const width = input.dims.slice(1).reduce((product, dim) => product * dim, 1);
  if (input.dims.length < 2 || !(width > 0 && width <= MOST_BANDS))
    return refuse(
      `its input '${input.name}' has the shape [${input.dims.map(dim => dim || '?').join(', ')}]`,
      'Export it with a fixed number of bands and only the batch free.',
    );
  const values = new Map<string, Value>([[input.name, Stack.input(width)]]);
  const look = (name: string): Value | undefined => {
    const held = values.get(name);
    const bytes = held === undefined ? model.constants.get(name) : undefined;
    if (!bytes) return held;
    const tensor = readTensor(bytes);
    values.set(name, tensor);
    return tensor;
  };
  for (const node of wayTo(output, model.nodes)) {
    const place = `node '${node.name || node.outputs[0]}'`;
    const refuseNode = (why: string): never =>
      refuse(`operator ${node.domain ? `${node.domain}.` : ''}${node.operator} (${place}): ${why}`);
    const given = node.inputs.map(name => (name ? look(name) : undefined));
    const data = given.flatMap((value, i) => (value instanceof Stack ? [i] : []));
    const tensor = (value: Value | undefined) => (value instanceof Stack || value === 'shape' ? undefined : value);
    const aboutShape = node.operator === 'Shape' || (data.length === 0 && given.includes('shape'));
    if (aboutShape && SHAPES.has(node.operator)) {
      values.set(node.outputs[0], 'shape');
    } else if (data.length === 0) {
      const known = constantOf(node, tensor(given[0])) ?? refuseNode('it works on constants in a way that is not known here');
      values.set(node.outputs[0], known);
    } else {
      const operator = node.domain === '' && Object.hasOwn(operators, node.operator) ? operators[node.operator] : undefined;
      if (!operator) return refuseNode(`no layer of ours does that; known are ${Object.keys(operators).join(', ')}`);
      if (data.length > 1) return refuseNode('it joins two branches, and our networks are one stack of layers');
      const stack = given[data[0]] as Stack;
      const constant = (at: number) => tensor(given[at]);
      values.set(node.outputs[0], operator({ node, data: stack, at: data[0], constant, refuse: refuseNode }));
    }
  }
  const found = values.get(output);
  return found instanceof Stack ? found : refuse(`its output '${output}' does not depend on its input`);
}

/**
 * Turns an encoder (or a decoder) in ONNX, as torch.onnx.export writes it, into dense layers that every engine runs: Gemm, MatMul and
 * Add, scalings and batch normalisation (folded into the layers beside them, in float64), ReLU, SELU, tanh and sigmoid, in one stack.
 * `output` names the output, where there are several and none is called mu, mean or latent. What does not lie on the way there, as the
 * sampling of a variational encoder, is not looked at. Throws InputError naming the operator and the node that cannot be had.
 */
export function onnxNetwork(bytes: Uint8Array, where: string, wanted?: string): OnnxNetwork {
  const refuse: Refuse = (why, remedy = 'Export a plain stack of dense layers with torch.onnx.export, opset 11 to 17.') => {
    throw new InputError('cannot use the ONNX model', { where, why, remedy });
  };
  try {
    const model = readOnnxModel(bytes);
    const output = chooseOutput(model, wanted, refuse);
    const [input, ...more] = model.inputs;
    if (!input || more.length > 0)
      return refuse(`it has the inputs ${model.inputs.map(({ name }) => name).join(', ') || '(none)'}, not one`);
    const stack = follow(model, input, output, refuse);
    if (stack.weights > bytes.length / 4 + MOST_EXTRA_WEIGHTS)
      return refuse(`as dense layers it would have ${stack.weights} weights, far more than the file holds`);
    const layers = stack.finish();
    if (!layers.every(({ kernel, bias }) => kernel.every(Number.isFinite) && bias.every(Number.isFinite)))
      return refuse('some of its weights are not finite');
    const { producer, opset } = model;
    return { network: { inputSize: layers[0].kernel.length / layers[0].units, layers }, input, output, producer, opset };
  } catch (err) {
    if (isCloisonneError(err) || !(err instanceof WireError)) throw err;
    return refuse(err.message, 'Export it again.');
  }
}
