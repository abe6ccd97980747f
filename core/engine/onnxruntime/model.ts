import { GraphBuilder } from './builder.js';
import { modelProto, valueProto } from './onnx.js';
import type { Operand } from './spec.js';
import type { Plan, Ref, Value } from './tape.js';

/** Writes a plan as an ONNX model with inputs `i0`, `i1` ... (the leaves) and outputs `o0`, `o1` ... */
export function modelOf({ ops, leaves, outputs }: Plan): Uint8Array {
  const graph = new GraphBuilder();
  const inputs = new Map<Value, Map<string, string>>();
  leaves.forEach(({ value, shape }, i) => {
    const views = inputs.get(value) ?? new Map<string, string>();
    inputs.set(value, views.set(shape.join(), `i${i}`));
  });
  const results = new Map<Value, string>();
  const operand = ({ value, shape }: Ref): Operand => {
    const leaf = inputs.get(value)?.get(shape.join());
    const name = leaf ?? graph.reshape(results.get(value) as string, value.shape, shape);
    return { name, shape, dtype: value.dtype };
  };
  for (const { kernel, attributes, inputs, outputs } of ops) {
    graph.label = `${kernel.name} ${outputs.map(({ shape }) => `[${shape}]`)}`;
    const operands = inputs.map(ref => ref && operand(ref));
    const names: readonly string[] = kernel.build(graph, operands, attributes, outputs);
    outputs.forEach((value, i) => {
      results.set(value, names[i]);
    });
  }
  outputs.forEach((value, i) => {
    graph.output(results.get(value) as string, `o${i}`);
  });
  return modelProto(
    'recorded',
    ...graph.finish(),
    ...leaves.map(({ value, shape }, i) => valueProto('input', `i${i}`, value.dtype, shape)),
    ...outputs.map(({ dtype, shape }, i) => valueProto('output', `o${i}`, dtype, shape)),
  );
}
