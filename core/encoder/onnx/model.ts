import { tensorName } from './tensor.js';
import { bytesOf, floatsOf, integerOf, integersOf, textOf, WireError, type WireField, wireFields } from './wire.js';

/** An attribute of a node, in the field of its type. */
export interface Attribute {
  readonly float?: number;
  readonly int?: number;
  readonly text?: string;
  /** A TensorProto, for `readTensor`. */
  readonly tensor?: Uint8Array;
  readonly ints?: readonly number[];
}

/** An operator in a graph. */
export interface OnnxNode {
  readonly name: string;
  readonly operator: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, Attribute>;
}

/** An input or output of a graph: a dimension that is free, or has a name, is 0. */
export interface OnnxValue {
  readonly name: string;
  readonly dims: readonly number[];
}

/** What an encoder needs of a ModelProto. */
export interface OnnxModel {
  /** Who wrote it, as `pytorch 1.13.0`. */
  readonly producer: string;
  readonly opset: number;
  readonly nodes: readonly OnnxNode[];
  /** A TensorProto each, for `readTensor`: only those on the way of the data are looked into. */
  readonly constants: ReadonlyMap<string, Uint8Array>;
  /** Without the constants, which old files list too. */
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}

/** No stack of dense layers has as many; what has is not worth the wait. */
const MOST_NODES = 2000;

function readAttribute(bytes: Uint8Array): readonly [name: string, value: Attribute] {
  let name = '';
  const value: { -readonly [key in keyof Attribute]: Attribute[key] } = {};
  const ints: number[] = [];
  for (const field of wireFields(bytes)) {
    if (field.number === 1) name = textOf(field);
    else if (field.number === 2) value.float = floatsOf(field, 4)[0];
    else if (field.number === 3) value.int = integerOf(field);
    else if (field.number === 4) value.text = textOf(field);
    else if (field.number === 5) value.tensor = bytesOf(field);
    else if (field.number === 8) for (const item of integersOf(field)) ints.push(item);
  }
  return [name, { ...value, ...(ints.length > 0 && { ints }) }];
}

function readNode(bytes: Uint8Array): OnnxNode {
  const node = { name: '', operator: '', domain: '' };
  const [inputs, outputs]: string[][] = [[], []];
  const attributes = new Map<string, Attribute>();
  for (const field of wireFields(bytes)) {
    if (field.number === 1) inputs.push(textOf(field));
    else if (field.number === 2) outputs.push(textOf(field));
    else if (field.number === 3) node.name = textOf(field);
    else if (field.number === 4) node.operator = textOf(field);
    else if (field.number === 5) attributes.set(...readAttribute(bytesOf(field)));
    else if (field.number === 7) node.domain = textOf(field);
  }
  return { ...node, inputs, outputs, attributes };
}

/** The one message of this number inside a message; an empty one where there is none. */
function inner(bytes: Uint8Array, number: number): Uint8Array {
  for (const field of wireFields(bytes)) if (field.number === number) return bytesOf(field);
  return new Uint8Array(0);
}

function readValue(bytes: Uint8Array): OnnxValue {
  const shape = inner(inner(inner(bytes, 2), 1), 2);
  const dims = [...wireFields(shape)].map(dim => {
    const known = [...wireFields(bytesOf(dim))].find(({ number }) => number === 1);
    return known ? integerOf(known) : 0;
  });
  const named = [...wireFields(bytes)].find(({ number }) => number === 1);
  return { name: named ? textOf(named) : '', dims };
}

function readGraph(bytes: Uint8Array): Omit<OnnxModel, 'producer' | 'opset'> {
  const nodes: OnnxNode[] = [];
  const constants = new Map<string, Uint8Array>();
  const [inputs, outputs]: OnnxValue[][] = [[], []];
  for (const field of wireFields(bytes)) {
    if (field.number === 1) nodes.push(readNode(bytesOf(field)));
    else if (field.number === 5) constants.set(tensorName(bytesOf(field)), bytesOf(field));
    else if (field.number === 11) inputs.push(readValue(bytesOf(field)));
    else if (field.number === 12) outputs.push(readValue(bytesOf(field)));
    else if (field.number === 15) throw new WireError('it has sparse constants');
    if (nodes.length > MOST_NODES) throw new WireError(`it has more than ${MOST_NODES} nodes`);
  }
  return { nodes, constants, inputs: inputs.filter(({ name }) => !constants.has(name)), outputs };
}

function opsetOf(field: WireField): readonly [domain: string, version: number] {
  let [domain, version] = ['', 0];
  for (const part of wireFields(bytesOf(field))) {
    if (part.number === 1) domain = textOf(part);
    else if (part.number === 2) version = integerOf(part);
  }
  return [domain, version];
}

/** Reads the bytes of an .onnx file (onnx.proto, IR 3 to 10). What it allocates is bounded by the file's size. Throws WireError. */
export function readOnnxModel(bytes: Uint8Array): OnnxModel {
  const producer = ['', ''];
  let opset = 0;
  let graph: Uint8Array | undefined;
  for (const field of wireFields(bytes)) {
    if (field.number === 2) producer[0] = textOf(field);
    else if (field.number === 3) producer[1] = textOf(field);
    else if (field.number === 7) graph = bytesOf(field);
    else if (field.number === 8) {
      const [domain, version] = opsetOf(field);
      if (domain === '' || domain === 'ai.onnx') opset = version;
    }
  }
  if (!graph) throw new WireError('it holds no graph');
  return { producer: producer.filter(Boolean).join(' '), opset, ...readGraph(graph) };
}
