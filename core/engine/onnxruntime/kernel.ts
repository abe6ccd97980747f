import type { GraphBuilder } from './builder.js';

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

/** How one tfjs kernel is recorded: `infer` when it is called, `build` when a graph that holds it is compiled for the first time. */
export interface Kernel<Attributes = Record<string, unknown>, Inputs = readonly Spec[], Operands = readonly Operand[]> {
  /** tfjs's name. */
  readonly name: string;
  /** Names of the inputs in order; those in `optional` may be missing. `list` for kernels that take an array. */
  readonly inputs: readonly string[] | 'list';
  /** tfjs expects a list of results even where there is one. */
  readonly several?: boolean;
  /** Shapes and types of the results; undefined where the kernel does not cover these inputs, which then go to the cpu backend. */
  infer(inputs: Inputs, attributes: Attributes): readonly Spec[] | undefined;
  /**
   * Writes the nodes and returns the names of the results. Depends on nothing but its arguments: a graph is used again wherever
   * names of kernels, attributes, shapes and wiring are the same. No operand and no result is empty.
   */
  build(graph: GraphBuilder, inputs: Operands, attributes: Attributes, outputs: readonly Spec[]): readonly string[];
}

/** A kernel with its own types of attributes, as the tables hold it. A missing optional input is undefined in `infer` and `build`. */
// biome-ignore lint/suspicious/noExplicitAny: each kernel knows the attributes that tfjs gives it
export type AnyKernel = Kernel<any, any, any>;

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
