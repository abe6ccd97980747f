import type { GraphBuilder } from './builder.js';
import type { Operand, Spec } from './spec.js';

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

// biome-ignore lint/suspicious/noExplicitAny: each kernel knows the attributes that tfjs gives it
type Unknown = any;

/** A kernel with its own types of attributes, as the tables hold it. A missing optional input is undefined in `infer` and `build`. */
export type AnyKernel = Kernel<Unknown, Unknown, Unknown>;
