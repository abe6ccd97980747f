import type { AnyKernel } from './kernel.js';
import type { Data, Dtype, Spec } from './spec.js';

/** One tensor's contents: known (`data`), still to be computed (neither), or lost to an error. */
export class Value implements Spec {
  data?: Data;
  /** Why there will never be data. */
  error?: Error;
  /** Somebody holds a tensor of it. */
  alive = true;
  /** Where the result has to go, if not into an array of ours. */
  target?: Data;
  /** The array is in the hands of a caller, so it must not be used again for other values. */
  lent = false;

  constructor(
    readonly shape: readonly number[],
    readonly dtype: Dtype,
    data?: Data,
  ) {
    this.data = data;
  }
}

/** A value seen in a shape: reshaping a tensor computes nothing. */
export interface Ref {
  readonly value: Value;
  readonly shape: readonly number[];
}

/** One recorded kernel call. */
export interface Op {
  readonly kernel: AnyKernel;
  readonly attributes: unknown;
  /** Name and attributes, as part of the key of a graph. */
  readonly key: string;
  readonly inputs: readonly (Ref | undefined)[];
  readonly outputs: readonly Value[];
}

/** What has to be computed: the operations that living values need, in order, with what goes in and comes out. */
export interface Plan {
  /** Same key, same model. */
  readonly key: string;
  readonly ops: readonly Op[];
  readonly leaves: readonly Ref[];
  readonly outputs: readonly Value[];
}

/** Text that differs wherever the attributes differ; JSON would write NaN and the infinities alike. */
export function attributeKey(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(attributeKey)}]`;
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value).map(([name, item]) => `${name}:${attributeKey(item)}`)}}`;
  }
  return typeof value === 'string' ? JSON.stringify(value) : Object.is(value, -0) ? '-0' : String(value);
}

/** Drops what nobody needs from a tape, and numbers the rest. */
export function planOf(tape: readonly Op[]): Plan {
  const needed = new Set<Value>();
  const ops: Op[] = [];
  for (let i = tape.length - 1; i >= 0; i--) {
    const op = tape[i];
    if (!op.outputs.some(value => value.alive || needed.has(value))) continue;
    ops.push(op);
    for (const ref of op.inputs) if (ref && !ref.value.data) needed.add(ref.value);
  }
  ops.reverse();

  const leaves: Ref[] = [];
  const outputs: Value[] = [];
  const numbers = new Map<Value, number>();
  const leafNumbers = new Map<Value, Map<string, number>>();
  let key = '';
  const refKey = (ref: Ref | undefined): string => {
    if (!ref) return '-';
    const { value, shape } = ref;
    const text = shape.join();
    if (!value.data) return `${numbers.get(value)}(${text})`;
    let views = leafNumbers.get(value);
    if (!views) leafNumbers.set(value, (views = new Map()));
    let number = views.get(text);
    if (number === undefined) {
      views.set(text, (number = leaves.length));
      leaves.push(ref);
    }
    return `${value.dtype}${number}(${text})`;
  };
  for (const op of ops) {
    key += `${op.key}<${op.inputs.map(refKey).join(' ')}>`;
    for (const value of op.outputs) {
      key += value.alive ? '!' : '.';
      numbers.set(value, numbers.size);
      if (value.alive) outputs.push(value);
    }
  }
  return { key, ops, leaves, outputs };
}
