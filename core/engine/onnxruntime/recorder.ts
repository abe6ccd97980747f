import { EngineError } from '../../cube/errors.js';
import type { AnyKernel } from './kernel.js';
import { modelOf } from './model.js';
import { BufferPool } from './pool.js';
import type { NamedTensors, OrtTensor, Runtime, Session } from './runtime.js';
import { type Data, type Dtype, type Spec, sizeOf } from './spec.js';
import { attributeKey, type Op, type Plan, planOf, type Ref, Value } from './tape.js';

/** Limits of a recorder. */
export interface RecorderOptions {
  /** Compiled models kept; the least recently used goes first. Default 64. */
  readonly models?: number;
  /** Recorded operations after which the tape is run without being asked. Default 10,000. */
  readonly operations?: number;
  /** Bytes of idle buffers kept for the next step. Default 256 MiB. */
  readonly idleBytes?: number;
}

const reason = (err: unknown) => (err instanceof Error ? err.message : String(err));

/** Records operations, and on demand compiles and runs what has been recorded. Knows nothing of tfjs. */
export class Recorder {
  /** Models compiled so far, those thrown out again included. */
  compiled = 0;
  private tape: Op[] = [];
  private readonly sessions = new Map<string, Session>();
  private readonly pool: BufferPool;
  private readonly limits: Required<RecorderOptions>;
  private readonly views = new WeakMap<Value, OrtTensor>();

  constructor(
    private readonly runtime: Runtime,
    options: RecorderOptions = {},
  ) {
    this.limits = { models: 64, operations: 10_000, idleBytes: 2 ** 28, ...options };
    this.pool = new BufferPool(this.limits.idleBytes);
  }

  /** Models held, and operations waiting. */
  get counts(): { models: number; waiting: number } {
    return { models: this.sessions.size, waiting: this.tape.length };
  }

  /** A value that is known: a copy, since it may be read much later. */
  leaf(values: ArrayLike<number>, shape: readonly number[], dtype: Dtype): Value {
    const data = this.pool.take(dtype, sizeOf(shape));
    data.set(values);
    return new Value(shape, dtype, data);
  }

  /** Adds an operation to the tape. */
  record(kernel: AnyKernel, attributes: unknown, inputs: readonly (Ref | undefined)[], outputs: readonly Spec[]): Value[] {
    for (const ref of inputs) if (ref?.value.error) throw ref.value.error;
    if (this.tape.length >= this.limits.operations) this.flush();
    const values = outputs.map(({ shape, dtype }) => new Value(shape, dtype));
    this.tape.push({ kernel, attributes, key: `${kernel.name}${attributeKey(attributes)}`, inputs, outputs: values });
    return values;
  }

  /** The contents of a value; runs the tape where it has to. The array is still ours: see `lend`. Throws EngineError. */
  peek(value: Value): Data {
    if (!value.data && !value.error) this.flush();
    if (value.error) throw value.error;
    return value.data as Data;
  }

  /** The contents of a value in an array that the caller may keep. */
  lend(value: Value): Data {
    const data = this.peek(value);
    value.lent = true;
    return data;
  }

  /** Nobody holds the value any more. */
  drop(value: Value): void {
    value.alive = false;
    // Recorded operations may still read it; then it goes with the tape.
    if (this.tape.length === 0) this.recycle(value);
  }

  /** Computes every recorded operation whose result somebody holds. Throws EngineError, which then stands for those results too. */
  flush(): void {
    const { tape } = this;
    if (tape.length === 0) return;
    this.tape = [];
    const plan = planOf(tape);
    try {
      if (plan.outputs.length > 0) this.run(plan, this.session(plan));
    } catch (err) {
      const error = new EngineError('a recorded graph cannot be computed', {
        where: `onnxruntime ${this.runtime.version}, ${plan.ops.length} operations`,
        why: reason(err),
        remedy: 'Use another engine (`--engine wasm`).',
        cause: err,
      });
      for (const { outputs } of tape) for (const value of outputs) value.error = error;
      throw error;
    } finally {
      for (const { inputs } of tape) for (const ref of inputs) if (ref && !ref.value.alive) this.recycle(ref.value);
    }
  }

  /** Flushes nothing, lets all models and idle buffers go. */
  dispose(): void {
    this.tape = [];
    for (const session of this.sessions.values()) session.release();
    this.sessions.clear();
    this.pool.clear();
  }

  private recycle(value: Value): void {
    const { data } = value;
    if (!data) return;
    value.data = undefined;
    this.views.delete(value);
    if (!value.lent) this.pool.give(data);
  }

  private session(plan: Plan): Session {
    const { sessions } = this;
    const known = sessions.get(plan.key);
    sessions.delete(plan.key);
    const session = known ?? this.runtime.open(modelOf(plan));
    if (!known) this.compiled++;
    sessions.set(plan.key, session);
    for (const [key, old] of sessions) {
      if (sessions.size <= this.limits.models) break;
      old.release();
      sessions.delete(key);
    }
    return session;
  }

  private run({ leaves, outputs }: Plan, session: Session): void {
    const feeds: Record<string, OrtTensor> = {};
    leaves.forEach((ref, i) => {
      feeds[`i${i}`] = this.view(ref);
    });
    const arrays = outputs.map(({ dtype, shape, target }) => target ?? this.pool.take(dtype, sizeOf(shape)));
    const fetches: NamedTensors = Object.fromEntries(
      outputs.map(({ dtype, shape }, i) => [`o${i}`, this.runtime.tensor(dtype, arrays[i], shape)]),
    );
    session.run(feeds, fetches);
    outputs.forEach((value, i) => {
      value.data = arrays[i];
    });
  }

  private view({ value, shape }: Ref): OrtTensor {
    const data = value.data as Data;
    if (shape !== value.shape) return this.runtime.tensor(value.dtype, data, shape);
    const known = this.views.get(value) ?? this.runtime.tensor(value.dtype, data, shape);
    this.views.set(value, known);
    return known;
  }
}
