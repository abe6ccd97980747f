/** The data types that the graph knows; tfjs keeps a bool in a byte, as ONNX Runtime does. */
export type Dtype = 'float32' | 'int32' | 'bool';

/** Values of a tensor, row-major. */
export type Data = Float32Array | Int32Array | Uint8Array;

/** Shape and type of a tensor. */
export interface Spec {
  readonly shape: readonly number[];
  readonly dtype: Dtype;
}

/** A tensor in a graph that is being written. */
export interface Operand extends Spec {
  readonly name: string;
}

/** Number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, dim) => size * dim, 1);
}

/** Whether two shapes are the same. */
export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((dim, i) => dim === b[i]);
}

/** The shape that numpy broadcasting gives. The tfjs op has checked that there is one. */
export function broadcast(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const [x, y] = [a[a.length - rank + i] ?? 1, b[b.length - rank + i] ?? 1];
    return x === 1 ? y : x;
  });
}
