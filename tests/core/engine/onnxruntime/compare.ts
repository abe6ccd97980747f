import type { Rank, Tensor } from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { startCpu, startOnnxruntime, switchTo, type Tf } from '../../../../core/engine/index.js';

/** A source of random choices for one test. */
export interface Dice {
  /** A whole number from `low` to `high`. */
  whole(low: number, high: number): number;
  pick<T>(...choices: readonly T[]): T;
  /** A shape of so many axes, of 1 to `most` each, axes of size 1 often among them. */
  shape(rank: number, most?: number): number[];
  /** Two shapes that broadcast to each other. */
  pair(rank: number): [number[], number[]];
  normal(): number;
}

/** Random choices from a seed (mulberry32). */
export function dice(seed: number): Dice {
  let state = seed * 0x9e3779b9;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const whole = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  const shape = (rank: number, most = 5) => Array.from({ length: rank }, () => (next() < 0.25 ? 1 : whole(1, most)));
  return {
    whole,
    pick: (...choices) => choices[whole(0, choices.length - 1)],
    shape,
    pair(rank) {
      const full = shape(rank);
      const thin = (dims: number[]) => dims.map(dim => (next() < 0.3 ? 1 : dim)).slice(next() < 0.3 ? whole(0, dims.length) : 0);
      return next() < 0.5 ? [full, thin(full)] : [thin(full), full];
    },
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  };
}

/** Something to compute from seeded tensors: the same on every backend. */
export type Computation = (tf: Tf, random: Dice, make: Makers) => Tensor | readonly Tensor[];

/** Tensors of random values. */
export interface Makers {
  float(shape: readonly number[], scale?: number, shift?: number): Tensor;
  /** Whole numbers from `low` to `high`. */
  int(shape: readonly number[], low?: number, high?: number): Tensor;
  bool(shape: readonly number[]): Tensor;
}

function makers(tf: Tf, random: Dice): Makers {
  const tensor = (shape: readonly number[], dtype: 'float32' | 'int32' | 'bool', value: () => number) => {
    const size = shape.reduce((product, dim) => product * dim, 1);
    return tf.tensor(Array.from({ length: size }, value), shape as number[], dtype) as Tensor<Rank>;
  };
  return {
    float: (shape, scale = 1, shift = 0) => tensor(shape, 'float32', () => scale * random.normal() + shift),
    int: (shape, low = -9, high = 9) => tensor(shape, 'int32', () => random.whole(low, high)),
    bool: shape => tensor(shape, 'bool', () => random.whole(0, 1)),
  };
}

interface Result {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly values: ArrayLike<number>;
}

async function on(tf: Tf, backend: string, seed: number, compute: Computation): Promise<Result[]> {
  switchTo(tf, backend);
  const random = dice(seed);
  const out = tf.tidy(() => [compute(tf, random, makers(tf, random))].flat() as Tensor[]);
  const results = out.map(tensor => ({ shape: tensor.shape, dtype: tensor.dtype, values: tensor.dataSync().slice() }));
  tf.dispose(out);
  return results;
}

/** Both backends, started. */
export async function startBoth(): Promise<Tf> {
  await startCpu();
  return startOnnxruntime();
}

/**
 * Computes on both backends, `times` times with other seeds, and expects the same shapes and types, and the same values to `limit`
 * of the larger of each value and the root mean square of all.
 */
export async function expectSame(tf: Tf, name: string, compute: Computation, { times = 8, limit = 1e-5 } = {}): Promise<void> {
  for (let seed = 1; seed <= times; seed++) {
    const right = await on(tf, 'cpu', seed, compute);
    const found = await on(tf, 'onnxruntime', seed, compute);
    expect(
      found.map(({ shape, dtype }) => ({ shape, dtype })),
      `${name}, seed ${seed}`,
    ).toEqual(right.map(({ shape, dtype }) => ({ shape, dtype })));
    found.forEach(({ values, shape }, i) => {
      const expected = right[i].values;
      const finite = Array.from(expected).filter(Number.isFinite);
      const rms = Math.sqrt(finite.reduce((sum, value) => sum + value * value, 0) / Math.max(1, finite.length));
      for (let j = 0; j < expected.length; j++) {
        const [a, b] = [values[j], expected[j]];
        const good = Object.is(a, b) || a === b || Math.abs(a - b) <= limit * Math.max(Math.abs(b), rms);
        if (!good) expect.fail(`${name}, seed ${seed}, result ${i} [${shape}], value ${j}: ${a}, on cpu ${b}`);
      }
    });
  }
}

/** The gradients of a weighted sum of a function's result with respect to each of its float inputs, for `expectSame`. */
export function gradientsOf(
  inputs: (random: Dice, make: Makers, tf: Tf) => Tensor[],
  f: (tf: Tf, ...x: Tensor[]) => Tensor,
): Computation {
  return (tf, random, make) => {
    const x = inputs(random, make, tf);
    const y = f(tf, ...x);
    const weights = make.float(y.shape);
    return tf.grads((...given) => tf.sum(tf.mul(f(tf, ...given), weights)))(x);
  };
}
