import type { Scalar, Tensor1D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { recording, switchTo, type Tf } from '../../../../core/engine/index.js';
import type { AnyKernel } from '../../../../core/engine/onnxruntime/kernel.js';
import { Recorder } from '../../../../core/engine/onnxruntime/recorder.js';
import { modules, nativeRuntime, type Runtime } from '../../../../core/engine/onnxruntime/runtime.js';
import type { Spec } from '../../../../core/engine/onnxruntime/spec.js';
import type { Registered } from '../../../../core/engine/onnxruntime/start.js';
import { attributeKey } from '../../../../core/engine/onnxruntime/tape.js';
import { startBoth } from './compare.js';

const found = await Promise.all(modules.map(name => import(name))).catch(() => undefined);

const kernel = (name: string, operator: string): AnyKernel => ({
  name,
  inputs: ['x'],
  infer: (inputs: readonly Spec[]) => inputs.slice(0, 1),
  build: (g, [x]) => [g.op(operator, [x.name])],
});
const spec = (...shape: number[]): Spec => ({ shape, dtype: 'float32' });

test('attributes that differ have keys that differ', () => {
  const values = [
    0,
    -0,
    1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    '1',
    null,
    undefined,
    true,
    [1, 2],
    [[1], 2],
    { a: 1 },
  ];
  expect(new Set(values.map(attributeKey)).size).toBe(values.length);
});

describe.skipIf(!found)('the recorder (skipped: onnxruntime-node is not installed)', () => {
  let runtime: Runtime;
  beforeAll(() => {
    runtime = nativeRuntime(found?.[0], found?.[1], 1);
  });

  test('computes what is held, drops what is not, and uses a model again', () => {
    const recorder = new Recorder(runtime);
    const step = (values: number[]) => {
      const x = recorder.leaf(values, [2], 'float32');
      const [y] = recorder.record(kernel('Exp', 'Exp'), {}, [{ value: x, shape: [2] }], [spec(2)]);
      const [z] = recorder.record(kernel('Log', 'Log'), {}, [{ value: y, shape: [2] }], [spec(2)]);
      recorder.drop(y);
      const out = [...recorder.peek(z)];
      expect(y.data).toBeUndefined();
      recorder.drop(x);
      recorder.drop(z);
      return out;
    };
    expect(step([1, 2])[0]).toBeCloseTo(1, 6);
    expect(step([3, 4])[1]).toBeCloseTo(4, 6);
    expect([recorder.compiled, recorder.counts.models]).toEqual([1, 1]);
    recorder.dispose();
  });

  test('keeps no more models than it may', () => {
    const recorder = new Recorder(runtime, { models: 3 });
    for (const round of [1, 2]) {
      for (let size = 1; size <= 5; size++) {
        const x = recorder.leaf(new Float32Array(size).fill(round), [size], 'float32');
        expect(recorder.peek(recorder.record(kernel('Neg', 'Neg'), {}, [{ value: x, shape: [size] }], [spec(size)])[0])[0]).toBe(
          -round,
        );
      }
    }
    expect(recorder.counts.models).toBe(3);
    expect(recorder.compiled).toBe(10);
    recorder.dispose();
  });

  test('a graph that does not build is an error that names op and shape, for its results only', () => {
    const recorder = new Recorder(runtime);
    const x = recorder.leaf([1, 2, 3], [3], 'float32');
    const ref = { value: x, shape: [3] };
    const [bad] = recorder.record(kernel('Strange', 'NoSuchOperator'), {}, [ref], [spec(3)]);
    const named = { tag: 'EngineError', message: expect.stringMatching(/NoSuchOperator/) };
    expect(() => recorder.peek(bad)).toThrow(expect.objectContaining(named));
    expect(() => recorder.peek(bad)).toThrow(/NoSuchOperator/);
    expect(() => recorder.record(kernel('Neg', 'Neg'), {}, [{ value: bad, shape: [3] }], [spec(3)])).toThrow(/NoSuchOperator/);
    expect([...recorder.peek(recorder.record(kernel('Neg', 'Neg'), {}, [ref], [spec(3)])[0])]).toEqual([-1, -2, -3]);
    recorder.dispose();
  });

  test('a tape that nobody reads is run at its limit', () => {
    const recorder = new Recorder(runtime, { operations: 10 });
    let value = recorder.leaf([0.5], [1], 'float32');
    for (let i = 0; i < 25; i++) {
      const [next] = recorder.record(kernel('Neg', 'Neg'), {}, [{ value, shape: [1] }], [spec(1)]);
      recorder.drop(value);
      value = next;
    }
    expect(recorder.counts.waiting).toBe(5);
    expect(recorder.peek(value)[0]).toBe(-0.5);
    recorder.dispose();
  });
});

describe.skipIf(!found)('the backend (skipped: onnxruntime-node is not installed)', () => {
  let tf: Tf;
  let registered: Registered;
  beforeAll(async () => {
    tf = await startBoth();
    await import('@tensorflow/tfjs-layers');
    registered = recording() as Registered;
  });

  /** Loss after some steps of an optimiser of tfjs on a small regression. */
  function learn(
    backend: string,
    make: () => ReturnType<Tf['train']['sgd']>,
    steps: number,
    rowsOf: (step: number) => number,
  ): number {
    switchTo(tf, backend);
    const w = tf.variable(tf.tensor2d([0.1, -0.2, 0.3, 0.4], [2, 2]));
    const optimiser = make();
    let loss = 0;
    for (let i = 0; i < steps; i++) {
      const rows = rowsOf(i);
      const x = tf.tensor2d(
        Float32Array.from({ length: rows * 2 }, (_, j) => Math.sin(i + j)),
        [rows, 2],
      );
      const value = optimiser.minimize(() => tf.mean(tf.square(tf.sub(tf.selu(tf.matMul(x, w)), 1))), true, [w]) as Scalar;
      loss = value.dataSync()[0];
      tf.dispose([x, value]);
    }
    w.dispose();
    optimiser.dispose();
    return loss;
  }

  test.each(['sgd', 'momentum', 'adam', 'rmsprop'] as const)('%s of tfjs, unchanged, learns as on cpu', name => {
    const make = () =>
      (name === 'momentum' ? tf.train.momentum(0.05, 0.9) : tf.train[name](0.05)) as ReturnType<Tf['train']['sgd']>;
    const [here, there] = ['onnxruntime', 'cpu'].map(backend => learn(backend, make, 20, () => 16));
    expect(here / there).toBeCloseTo(1, 4);
  });

  test('hundreds of steps, the last of each epoch smaller, leave nothing and compile two models', () => {
    const { recorder } = registered.backend;
    const fitted = (steps: number) => {
      const [tensors, held, models] = [tf.memory().numTensors, registered.backend.numDataIds(), recorder.compiled];
      learn(
        'onnxruntime',
        () => tf.train.sgd(0.01),
        steps,
        step => (step % 10 === 9 ? 5 : 16),
      );
      return [tf.memory().numTensors - tensors, registered.backend.numDataIds() - held, recorder.compiled - models];
    };
    const [tensors, held, models] = fitted(20);
    // tfjs itself keeps a number for each optimiser.
    expect([tensors, held]).toEqual([1, 1]);
    expect(models).toBeLessThanOrEqual(2);
    expect(fitted(400)).toEqual([1, 1, 0]);
  });

  test('an index out of range is an error that names the op and its shape', () => {
    switchTo(tf, 'onnxruntime');
    for (const index of [-1, 3]) {
      const y = tf.tidy(() => tf.gather(tf.tensor1d([1, 2, 3]), tf.tensor1d([0, index], 'int32') as Tensor1D));
      expect(() => y.dataSync()).toThrow(/GatherV2 \[2\]/);
      y.dispose();
    }
  });

  test('values given are copied, values read are kept, whatever happens to the tensor', () => {
    switchTo(tf, 'onnxruntime');
    const given = Float32Array.of(1, 2);
    const x = tf.tensor1d(given);
    const y = tf.neg(x);
    given.fill(9);
    const read = y.dataSync();
    tf.dispose([x, y]);
    for (let i = 0; i < 5; i++) tf.tidy(() => tf.exp(tf.tensor1d([i, i])).dataSync());
    expect([...read]).toEqual([-1, -2]);
  });

  test('tensors move between backends', () => {
    switchTo(tf, 'onnxruntime');
    const x = tf.neg(tf.tensor1d([1, 2]));
    switchTo(tf, 'cpu');
    const y = tf.mul(x, 2);
    switchTo(tf, 'onnxruntime');
    const z = tf.add(y, 1);
    expect([...z.dataSync()]).toEqual([-1, -3]);
    tf.dispose([x, y, z]);
  });

  test('what has no meaning here is refused', () => {
    switchTo(tf, 'onnxruntime');
    expect(() => tf.complex([1], [2])).toThrow(/complex64/);
  });
});
