import { type ElementType, elementTypes, type NodeAttributes, nodeProto, tensorProto } from './onnx.js';
import { type Dtype, sameShape } from './spec.js';

interface Node {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly label: string;
  readonly attributes?: NodeAttributes;
  readonly domain?: string;
}

/** Collects the nodes and constants of one ONNX graph. Kernels write into it by name; names are its own. */
export class GraphBuilder {
  /** What is being written, for the names of nodes and so for the runtime's errors: `Selu [512,256]`. */
  label = '';
  private readonly nodes: Node[] = [];
  private readonly tensors: Uint8Array[] = [];
  private readonly renamed = new Map<string, string>();
  private readonly constants = new Map<string, string>();
  private readonly reshaped = new Map<string, { from: string; shape: readonly number[] }>();
  private names = 0;

  /** A name not used before. */
  fresh(): string {
    return `v${this.names++}`;
  }

  /** A node with one result, whose name it returns. Empty names stand for optional inputs. */
  op(operator: string, inputs: readonly string[], attributes?: NodeAttributes, domain?: string): string {
    return this.ops(operator, inputs, 1, attributes, domain)[0];
  }

  /** A node with several results. */
  ops(operator: string, inputs: readonly string[], results: number, attributes?: NodeAttributes, domain?: string): string[] {
    const outputs = Array.from({ length: results }, () => this.fresh());
    this.nodes.push({ operator, inputs, outputs, label: `${this.label} #${this.names}`, attributes, domain });
    return outputs;
  }

  /** Makes a result an output of the graph, of the given name. */
  output(result: string, output: string): void {
    const owned = !this.renamed.has(result) && this.nodes.some(({ outputs }) => outputs.includes(result));
    if (owned) this.renamed.set(result, output);
    else this.nodes.push({ operator: 'Identity', inputs: [result], outputs: [output], label: `output ${output}` });
  }

  /** A constant tensor; equal ones are written once. */
  constant(type: ElementType, dims: readonly number[], values: readonly number[]): string {
    const key = `${type} ${dims} ${values.map(value => (Object.is(value, -0) ? '-0' : value))}`;
    const known = this.constants.get(key);
    if (known) return known;
    const name = this.fresh();
    this.constants.set(key, name);
    this.tensors.push(tensorProto(name, type, dims, values));
    return name;
  }

  /** A constant of no dimensions. */
  scalar(value: number, type: ElementType = 'float32'): string {
    return this.constant(type, [], [value]);
  }

  /** A list of int64, as ONNX wants axes, shapes and the like. */
  ints(values: readonly number[]): string {
    return this.constant('int64', [values.length], values);
  }

  /** Conversion to another element type. */
  cast(x: string, type: ElementType | Dtype): string {
    return this.op('Cast', [x], { to: elementTypes[type] });
  }

  /** The same values in another shape. Going back to the shape of before gives the tensor of before. */
  reshape(x: string, from: readonly number[], to: readonly number[]): string {
    if (sameShape(from, to)) return x;
    const earlier = this.reshaped.get(x);
    if (earlier) return this.reshape(earlier.from, earlier.shape, to);
    const result = this.op('Reshape', [x, this.ints(to)]);
    this.reshaped.set(result, { from: x, shape: from });
    return result;
  }

  /** Everything written so far, as parts of a graph. */
  finish(): readonly Uint8Array[] {
    const final = (name: string) => this.renamed.get(name) ?? name;
    const nodes = this.nodes.map(({ operator, inputs, outputs, label, attributes, domain }) =>
      nodeProto(operator, inputs.map(final), outputs.map(final), label, attributes, domain),
    );
    return [...nodes, ...this.tensors];
  }
}
