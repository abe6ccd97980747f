import { bytesOf, floatsOf, integerOf, integersOf, textOf, WireError, type WireField, wireFields } from './wire.js';

/** A constant of a graph, row-major. */
export interface Tensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly values: Float64Array;
}

/** Numbers of TensorProto.DataType. */
const FLOAT = 1;
const INT64 = 7;
const DOUBLE = 11;
const TYPES: Readonly<Record<number, string>> = {
  ...{ 2: 'uint8', 3: 'int8', 4: 'uint16', 5: 'int16', 6: 'int32', 8: 'string', 9: 'bool' },
  ...{ 10: 'float16', 12: 'uint32', 13: 'uint64', 14: 'complex64', 15: 'complex128', 16: 'bfloat16' },
};

/** Raw data as numbers; undefined for a type that no encoder needs. */
function rawValues(field: WireField, type: number): Float64Array | undefined {
  if (type === FLOAT) return floatsOf(field, 4);
  if (type === DOUBLE) return floatsOf(field, 8);
  if (type !== INT64) return undefined;
  const bytes = bytesOf(field);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Float64Array.from({ length: Math.floor(bytes.length / 8) }, (_, i) => Number(view.getBigInt64(8 * i, true)));
}

/** The name of a TensorProto. Throws WireError. */
export function tensorName(bytes: Uint8Array): string {
  for (const field of wireFields(bytes)) if (field.number === 8) return textOf(field);
  return '';
}

/**
 * TensorProto (onnx.proto): float32, float64 or int64 values in this very file. Throws WireError for another type, for values in another
 * file, and where there are more or fewer of them than the dimensions say.
 */
export function readTensor(bytes: Uint8Array): Tensor {
  const dims: number[] = [];
  let [name, type] = ['', 0];
  let raw: WireField | undefined;
  const parts: number[][] = [];
  const listed: Float64Array[] = [];
  for (const field of wireFields(bytes)) {
    if (field.number === 1) for (const dim of integersOf(field)) dims.push(dim);
    else if (field.number === 2) type = integerOf(field);
    else if (field.number === 4) listed.push(floatsOf(field, 4));
    else if (field.number === 7) parts.push([...integersOf(field)]);
    else if (field.number === 8) name = textOf(field);
    else if (field.number === 9) raw = field;
    else if (field.number === 10) listed.push(floatsOf(field, 8));
    else if (field.number === 13 || (field.number === 14 && integerOf(field) !== 0))
      throw new WireError(`the values of '${name}' lie in another file; export the model into one`);
  }
  if (type !== FLOAT && type !== DOUBLE && type !== INT64)
    throw new WireError(`'${name}' holds ${TYPES[type] ?? `type ${type}`}, not float32, float64 or int64`);
  const size = dims.reduce((product, dim) => product * dim, 1);
  const chunks = raw ? [rawValues(raw, type) ?? new Float64Array(0)] : type === INT64 ? parts : listed;
  const found = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  if (dims.some(dim => dim < 0) || found !== size)
    throw new WireError(`'${name}' has ${found} values, its shape is [${dims.join(', ')}]`);
  const values = new Float64Array(found);
  let at = 0;
  for (const chunk of chunks) {
    values.set(chunk, at);
    at += chunk.length;
  }
  return { name, dims, values };
}
