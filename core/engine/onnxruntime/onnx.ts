import { bytesField, concat, floatField, intField, messageField, textField } from './protobuf.js';

/** IR version and operator set of the models we write: old enough for every runtime in use, new enough for ScatterElements that adds. */
const IR_VERSION = 8;
const OPSET = 17;

/** ONNX element types, with the numbers of TensorProto.DataType. */
export const elementTypes = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9, float64: 11 } as const;

/** Name of an ONNX element type. */
export type ElementType = keyof typeof elementTypes;

/** Attributes of a node: whole numbers are ints, `{ float }` is a float, text a string, lists are ints. */
export type NodeAttributes = Readonly<Record<string, number | string | readonly number[] | { readonly float: number }>>;

function attribute(name: string, value: NodeAttributes[string]): Uint8Array {
  const kind = (number: number) => intField(20, number);
  if (typeof value === 'number') return messageField(5, textField(1, name), intField(3, value), kind(2));
  if (typeof value === 'string') return messageField(5, textField(1, name), textField(4, value), kind(3));
  if ('float' in value) return messageField(5, textField(1, name), floatField(2, value.float), kind(1));
  return messageField(5, textField(1, name), ...value.map(item => intField(8, item)), kind(7));
}

/** NodeProto inside a graph. An empty input name is an optional input left out; `label` is what errors of the runtime name. */
export function nodeProto(
  operator: string,
  inputs: readonly string[],
  outputs: readonly string[],
  label: string,
  attributes: NodeAttributes = {},
  domain = '',
): Uint8Array {
  return messageField(
    1,
    ...inputs.map(name => textField(1, name)),
    ...outputs.map(name => textField(2, name)),
    textField(3, label),
    textField(4, operator),
    ...Object.entries(attributes).map(([name, value]) => attribute(name, value)),
    textField(7, domain),
  );
}

/** Values as the little-endian bytes of TensorProto's raw data, whatever the machine. */
function rawData(values: ArrayLike<number>, type: ElementType): Uint8Array {
  const size = { float32: 4, uint8: 1, int32: 4, int64: 8, bool: 1, float64: 8 }[type];
  const bytes = new Uint8Array(values.length * size);
  const view = new DataView(bytes.buffer);
  const put: Record<ElementType, (at: number, value: number) => void> = {
    float32: (at, value) => view.setFloat32(at, value, true),
    float64: (at, value) => view.setFloat64(at, value, true),
    int32: (at, value) => view.setInt32(at, value, true),
    int64: (at, value) => view.setBigInt64(at, BigInt(value), true),
    uint8: (at, value) => view.setUint8(at, value),
    bool: (at, value) => view.setUint8(at, value),
  };
  for (let i = 0; i < values.length; i++) put[type](i * size, values[i]);
  return bytes;
}

/** TensorProto: a constant of the graph. */
export function tensorProto(name: string, type: ElementType, dims: readonly number[], values: ArrayLike<number>): Uint8Array {
  return messageField(
    5,
    ...dims.map(dim => intField(1, dim)),
    intField(2, elementTypes[type]),
    textField(8, name),
    bytesField(9, rawData(values, type)),
  );
}

/** ValueInfoProto of an input or output of the graph; a dimension given by name is free. */
export function valueProto(
  role: 'input' | 'output',
  name: string,
  type: ElementType,
  shape: readonly (number | string)[],
): Uint8Array {
  const dims = shape.map(dim => messageField(1, typeof dim === 'string' ? textField(2, dim) : intField(1, dim)));
  const tensor = messageField(1, intField(1, elementTypes[type]), messageField(2, ...dims));
  return messageField(role === 'input' ? 11 : 12, textField(1, name), messageField(2, tensor));
}

/** ModelProto (onnx.proto, IR 8, operator set 17 and ONNX Runtime's own) from what the functions above gave. */
export function modelProto(name: string, ...parts: readonly Uint8Array[]): Uint8Array {
  const opset = (domain: string, version: number) => messageField(8, textField(1, domain), intField(2, version));
  const graph = messageField(7, ...parts, textField(2, name));
  return concat([intField(1, IR_VERSION), textField(2, 'cloisonne'), graph, opset('', OPSET), opset('com.microsoft', 1)]);
}
